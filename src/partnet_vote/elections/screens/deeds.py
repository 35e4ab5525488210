"""What is said of deeds that may still be done to a frozen election, and of those that wait for a second person?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from partnet_vote.elections.rules import ALLOWED_IN, DeedKind, Election, Option, PendingDeed, Phase
from partnet_vote.elections.screens.public import option_title
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.confirming import ConfirmScreen

DEED_QUESTIONS = {
    DeedKind.OPEN: Text("Open it now"),
    DeedKind.EXTEND: Text("Move the closing time"),
    DeedKind.CLOSE_EARLY: Text("Close now"),
    DeedKind.WITHDRAW_OPTION: Text("Withdraw an option"),
    DeedKind.ANNUL: Text("Annul the vote"),
}
DEED_WARNINGS = {
    DeedKind.OPEN: Text("People can vote as soon as this is done. It cannot be taken back."),
    DeedKind.EXTEND: Text("The new time is published at once."),
    DeedKind.CLOSE_EARLY: Text("Nobody can vote any more as soon as this is done. It cannot be taken back."),
    DeedKind.WITHDRAW_OPTION: Text("Ballots already sent keep their marks, but the option cannot win."),
    DeedKind.ANNUL: Text("The vote ends without a result. It cannot be taken back."),
}


@dataclass(frozen=True)
class PendingView:
    """A deed that waits for a second person."""

    label: Text
    pending: PendingDeed
    option_title: str
    is_own: bool


def waiting_views(
    waiting: Sequence[PendingDeed], texts: Mapping[str, Sequence[Option]], account_id: UUID | None
) -> tuple[PendingView, ...]:
    """Deeds that wait, with what this person may do about them."""
    return tuple(
        PendingView(
            DEED_QUESTIONS[each.request.kind],
            each,
            option_title(texts, each.request.contest, each.request.option),
            each.asked_by == account_id,
        )
        for each in waiting
    )


def deed_links(phase: Phase, path: str) -> tuple[tuple[Text, str], ...]:
    """The deeds that this phase allows."""
    return tuple(
        (DEED_QUESTIONS[kind], f"{path}/deeds/{kind}") for kind, phases in ALLOWED_IN.items() if phase in phases
    )


def confirmation_screen(election: Election, view: PendingView, time: str) -> ConfirmScreen:
    """What another person asked for, before this one makes it happen; `time` is the new closing time in words."""
    here = f"/staff/elections/{election.slug}"
    facts = (
        (Text("Option"), view.option_title),
        (Text("New closing time"), time),
        (Text("Reason for the public"), view.pending.request.reason),
    )
    return ConfirmScreen(
        Text("Confirm: {deed}?", deed=view.label),
        DEED_WARNINGS[view.pending.request.kind],
        Text("Confirm"),
        f"{here}/waiting/{view.pending.id}/confirmation",
        here,
        election.title,
        election.language,
        tuple(fact for fact in facts if fact[1]),
    )
