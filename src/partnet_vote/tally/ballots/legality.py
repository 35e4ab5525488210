"""What do all ballot formats share: the option as a ballot sees it, the bar's numbers, the standing.

Empty marks are legal in every format: a voter may leave a contest out. Whether a wholly blank ballot
may be sent is for whoever takes it to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol, TypeAlias, runtime_checkable

from partnet_vote.tally.ballots.marks import Marks
from partnet_vote.tally.canonical import Json
from partnet_vote.tally.reasons import Malformed, Reason, counted


class BallotOption(Protocol):
    """What a ballot format needs to know of an option: its name for reasons, its cost in hundredths."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def cost(self) -> int | None: ...


Options: TypeAlias = Mapping[str, BallotOption]
"""The options of a contest by id."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of a live ballot bar; what a format does not know is None.

    Money in hundredths. `left` numbers are negative when too much is marked. `ready` says that the marks
    may go to review: something is marked and nothing is illegal; else `reasons` say why not.
    """

    marks: int
    reasons: tuple[Reason, ...]
    is_empty: bool
    marks_min: int | None = None
    marks_max: int | None = None
    spent: int | None = None
    budget: int | None = None
    points: int | None = None
    points_max: int | None = None
    plus: int | None = None
    plus_max: int | None = None
    minus: int | None = None
    minus_max: int | None = None
    star: str | None = None

    @property
    def ready(self) -> bool:
        """Whether the marks may go to review."""
        return not self.is_empty and not self.reasons

    @property
    def marks_left(self) -> int | None:
        """Marks that may still be made."""
        return None if self.marks_max is None else self.marks_max - self.marks

    @property
    def left(self) -> int | None:
        """Money not yet spent, in hundredths."""
        return None if self.budget is None else self.budget - (self.spent or 0)

    @property
    def points_left(self) -> int | None:
        """Points not yet given."""
        return None if self.points_max is None else self.points_max - (self.points or 0)


class StandingKind(StrEnum):
    """How a contest's marks stand in the count."""

    VALID = "valid"
    EMPTY = "empty"
    SPOILT = "spoilt"


@dataclass(frozen=True, slots=True)
class Standing:
    """Valid, empty or spoilt; a spoilt one with every reason."""

    kind: StandingKind
    reasons: tuple[Reason, ...] = ()


@runtime_checkable
class BallotFormat(Protocol):
    """What every ballot format answers; each format is a frozen value in a file of its own."""

    kind: ClassVar[str]

    def to_json(self) -> dict[str, Json]:
        """The format's name and parameters."""
        ...

    def illegalities(self, marks: Marks, options: Options) -> tuple[Reason, ...]:
        """Every reason why these marks are not legal; none for empty marks."""
        ...

    def summary(self, marks: Marks, options: Options) -> Summary:
        """The numbers of the live ballot bar."""
        ...

    def utilities(self, marks: Marks) -> Mapping[str, int]:
        """What the marks are worth: option id → whole number; minus marks are negative."""
        ...


def standing(form: BallotFormat, marks: Marks, options: Options) -> Standing:
    """How marks stand in the count; write-ins neither fill a ballot nor spoil it."""
    if not marks.values and marks.star is None:
        return Standing(StandingKind.EMPTY)
    reasons = form.illegalities(marks, options)
    return Standing(StandingKind.SPOILT, reasons) if reasons else Standing(StandingKind.VALID)


def unknown_options(marks: Marks, options: Options) -> tuple[Reason, ...]:
    """A reason for every marked option that the contest does not have."""
    return tuple(
        Reason("Option {id} is not on this ballot", id=option[:60]) for option in marks.values if option not in options
    )


def misplaced_star(marks: Marks) -> tuple[Reason, ...]:
    """A reason if a favourite is starred where the format has no star."""
    return () if marks.star is None else (Reason("This ballot has no star"),)


def wrong_size(marks: int, fewest: int, most: int | None) -> tuple[Reason, ...]:
    """A reason if there are fewer or more marks than allowed."""
    if marks < fewest:
        return (counted("{n} mark, at least {min} needed", "{n} marks, at least {min} needed", marks, min=fewest),)
    if most is not None and marks > most:
        return (counted("{n} mark, at most {max} allowed", "{n} marks, at most {max} allowed", marks, max=most),)
    return ()


def other_values(marks: Marks, allowed: frozenset[int]) -> tuple[Reason, ...]:
    """A reason for every mark whose value the format does not know."""
    return tuple(
        Reason("Option {id}: {mark} is not a mark of this ballot", id=option[:60], mark=mark)
        for option, mark in marks.values.items()
        if mark not in allowed
    )


def demand(claim: bool, message: str) -> None:
    """Refuse a format whose parameters make no sense."""
    if not claim:
        raise Malformed(Reason(message))
