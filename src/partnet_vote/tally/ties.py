"""Who goes first among equals? One declared chain of steps, the same for every rule.

The chain gives every project one rank that depends on nothing that happens during the count, so it
orders any set of tied projects consistently; a last step, the id, leaves no two projects equal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from partnet_vote.tally.outcome import Tie
from partnet_vote.tally.rule_spec import RuleSpec, TieStep
from partnet_vote.tally.values import Profile


class TieBreaker:
    """The declared chain applied to one profile; remembers every tie it was asked about."""

    def __init__(self, profile: Profile, spec: RuleSpec) -> None:
        self._ids = profile.ids
        self._steps: tuple[TieStep, ...] = (*(step for step in spec.ties if step != "shared-rank"), "id-order")
        columns = [_keys(step, profile, spec.seed) for step in self._steps]
        self._keys: list[tuple[int, ...]] = list(zip(*columns, strict=True)) if profile.projects else []
        self._shared = spec.ties.index("shared-rank") if spec.rule == "top-k" and "shared-rank" in spec.ties else None
        """How many steps come before the one that lets equals share their rank; only top K can do so."""
        self._met: dict[tuple[str, ...], Tie] = {}
        order = sorted(range(len(self._keys)), key=self._keys.__getitem__)
        self.rank = [0] * len(order)
        """Per project, its place in the chain's order of all projects."""
        for place, project in enumerate(order):
            self.rank[project] = place

    def first(self, tied: Iterable[int]) -> int:
        """The project that goes first among equals; a tie of two or more is recorded."""
        return self.order(tied)[0]

    def order(self, tied: Iterable[int]) -> list[int]:
        """Equals in the order of the chain; a tie of two or more is recorded."""
        ordered = sorted(tied, key=self.rank.__getitem__)
        if len(ordered) > 1:
            self._record(ordered)
        return ordered

    def key(self, project: int) -> tuple[int, ...]:
        """What the chain sees of a project, step by step without the last, implied one."""
        return self._keys[project][:-1]

    @property
    def met(self) -> tuple[Tie, ...]:
        """The ties met so far, in the order they were first met."""
        return tuple(self._met.values())

    def forget(self) -> None:
        """Drop the record, before a run that repeats the count with other money."""
        self._met.clear()

    def _record(self, ordered: Sequence[int]) -> None:
        best, second = self._keys[ordered[0]], self._keys[ordered[1]]
        decided: TieStep = next(step for step, one, two in zip(self._steps, best, second, strict=True) if one != two)
        if self._shared is not None and best[: self._shared] == second[: self._shared]:
            decided = "shared-rank"
        tied = tuple(self._ids[project] for project in sorted(ordered))
        self._met.setdefault(tied, Tie(tied, decided, tuple(self._ids[project] for project in ordered)))


def lot_order(ids: Sequence[str], seed: str) -> list[int]:
    """The public lot: positions of `ids` sorted by SHA-256 of seed, line feed, id (UTF-8)."""
    drawn = [hashlib.sha256(f"{seed}\n{id}".encode()).digest() for id in ids]
    return sorted(range(len(ids)), key=lambda position: (drawn[position], ids[position]))


def _keys(step: TieStep, profile: Profile, seed: str) -> list[int]:
    """One integer a project, lower goes first."""
    if step == "fewer-minus":
        return [int(minus) for minus in profile.minus]
    if step == "lower-cost":
        return list(profile.costs)
    if step == "more-votes":
        return [-int(plus) for plus in profile.plus]
    if step == "lot":
        return _places(lot_order(profile.ids, seed))
    if step == "id-order":
        return _places(sorted(range(len(profile.ids)), key=lambda position: (profile.ids[position], position)))
    return list(range(len(profile.ids)))


def _places(order: Sequence[int]) -> list[int]:
    places = [0] * len(order)
    for place, position in enumerate(order):
        places[position] = place
    return places
