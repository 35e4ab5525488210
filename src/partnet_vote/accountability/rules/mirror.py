# pyright: strict
"""What do young and old want alike, and what only the ones or the others?

Two items are the same only by a person's word (the forums' links): what merely looks alike is not said to be shared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from partnet_vote.forums.rules import Kind
from partnet_vote.forums.rules.history import Edition, Occurrence

YOUNG = (Kind.YOUTH, Kind.SCHOOL)


@dataclass(frozen=True, slots=True)
class Shared:
    """An item of the adult list, and what is the same on lists of young people."""

    old: Occurrence
    young: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Mirror:
    """One year's adult list beside the lists of its youth and school forums."""

    old: Edition
    young: tuple[Edition, ...]
    shared: tuple[Shared, ...]
    only_young: tuple[Occurrence, ...]
    only_old: tuple[Occurrence, ...]


def mirrored(
    old: Edition,
    young: Sequence[Edition],
    old_items: Sequence[Occurrence],
    young_items: Sequence[Occurrence],
    same: Mapping[UUID, Collection[UUID]],
) -> Mirror:
    """The mirror; `same` has, for each adult item, the items that are the same by somebody's word.

    What a school wants of itself stays out: it asks nothing of the town.
    """
    theirs = [item for item in young_items if not item.for_school]
    shared: list[Shared] = []
    for item in old_items:
        also = tuple(each for each in theirs if each.entry_id in same.get(item.entry_id, ()))
        if also:
            shared.append(Shared(item, also))
    known = {each.entry_id for pair in shared for each in (pair.old, *pair.young)}
    return Mirror(
        old,
        tuple(young),
        tuple(shared),
        tuple(item for item in theirs if item.entry_id not in known),
        tuple(item for item in old_items if item.entry_id not in known),
    )
