# pyright: strict
"""What may still be done after the freeze, and what does it change?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from partnet_vote.elections.rules.election import Election, Phase, phase
from partnet_vote.platform.kernel.text import Text
from partnet_vote.tally import manifest

SHORTEST_REASON = 10
"""Characters of a reason that the public reads."""


class DeedKind(StrEnum):
    """What may be done after the freeze; the values are those of the published bundle."""

    OPEN = "open"
    EXTEND = "extend"
    CLOSE_EARLY = "close-early"
    WITHDRAW_OPTION = "withdraw-option"
    ANNUL = "annul"


ALLOWED_IN: dict[DeedKind, frozenset[Phase]] = {
    DeedKind.OPEN: frozenset({Phase.FROZEN}),
    DeedKind.EXTEND: frozenset({Phase.FROZEN, Phase.OPEN}),
    DeedKind.CLOSE_EARLY: frozenset({Phase.OPEN}),
    DeedKind.WITHDRAW_OPTION: frozenset({Phase.FROZEN, Phase.OPEN}),
    DeedKind.ANNUL: frozenset({Phase.FROZEN, Phase.OPEN, Phase.CLOSED}),
}


@dataclass(frozen=True, slots=True)
class DeedRequest:
    """A deed that somebody wants done, with its public reason; contest and option by key."""

    kind: DeedKind
    reason: str
    time: datetime | None = None
    contest: str | None = None
    option: str | None = None


@dataclass(frozen=True, slots=True)
class PendingDeed:
    """A deed that waits for a second person."""

    id: UUID
    request: DeedRequest
    asked_by: UUID | None
    office: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A deed done: numbered within its election, signed (Ed25519, RFC 8032) over its canonical text."""

    sequence: int
    kind: DeedKind
    at: datetime
    by: str
    reason: str
    time: datetime | None = None
    contest: str | None = None
    option: str | None = None
    canonical: str
    signature: bytes
    public_key: bytes

    def published(self) -> manifest.Deed:
        """The deed as a bundle's manifest holds it."""
        return manifest.Deed(self.kind.value, self.at.isoformat(), self.by, self.reason, self.contest, self.option)


def times_after(
    opens_at: datetime | None, closes_at: datetime | None, deeds: Iterable[Deed]
) -> tuple[datetime | None, datetime | None]:
    """Opening and closing after the deeds, taken in their order."""
    for deed in deeds:
        if deed.kind is DeedKind.OPEN:
            opens_at = deed.at
        elif deed.kind is DeedKind.EXTEND:
            closes_at = deed.time
        elif deed.kind is DeedKind.CLOSE_EARLY:
            closes_at = deed.at
    return opens_at, closes_at


def withdrawn_after(deeds: Iterable[Deed]) -> dict[str, frozenset[str]]:
    """The options withdrawn by the deeds, by contest key."""
    found: dict[str, frozenset[str]] = {}
    for deed in deeds:
        if deed.kind is DeedKind.WITHDRAW_OPTION and deed.contest is not None and deed.option is not None:
            found[deed.contest] = found.get(deed.contest, frozenset()) | {deed.option}
    return found


def deed_issue(
    election: Election, request: DeedRequest, now: datetime, options: Mapping[str, frozenset[str]]
) -> tuple[str, Text] | None:
    """Why this deed may not be done now: the field at fault and the reason; `options` are all, by contest key."""
    if phase(election, now) not in ALLOWED_IN[request.kind]:
        return "kind", Text("At this stage of the vote this cannot be done.")
    if len(request.reason.strip()) < SHORTEST_REASON:
        return "reason", Text("Write the reason for the public, at least {n} characters.", n=SHORTEST_REASON)
    if request.kind is DeedKind.EXTEND:
        later = request.time is not None and election.closes_at is not None and request.time > election.closes_at
        return None if later else ("time", Text("The new end must be later than the present one."))
    if request.kind is DeedKind.WITHDRAW_OPTION:
        return _withdrawal_issue(election, request, options)
    return None


def _withdrawal_issue(
    election: Election, request: DeedRequest, options: Mapping[str, frozenset[str]]
) -> tuple[str, Text] | None:
    contest = request.contest or ""
    gone = election.withdrawn.get(contest, frozenset())
    if request.option not in options.get(contest, frozenset()):
        return "option", Text("Choose the option to withdraw.")
    if request.option in gone:
        return "option", Text("This option is withdrawn already.")
    if len(options[contest] - gone) < 2:
        return "option", Text("This is the last option of its contest: annul the vote instead.")
    return None
