"""What stands beside a result: slips of paper by reason, and what people wrote themselves?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from partnet_vote.booth.rules import SPOILT_WORDS, Batch, Tally
from partnet_vote.elections.rules import Election
from partnet_vote.forums.rules.own_items import Group, OwnItem, OwnItems
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen

WORDINGS = 100
"""On one page."""


@dataclass(frozen=True)
class SlipsResultScreen(Screen):
    """Slips of paper of a published result: declared, counted, and why the others were not."""

    template: ClassVar[str] = "results/slips.html"
    election: Election
    printed: int
    batches: tuple[Batch, ...]
    tally: Tally

    @property
    def path(self) -> str:
        """The result's address."""
        return f"/elections/{self.election.slug}/results"

    @property
    def reasons(self) -> tuple[tuple[Text, int], ...]:
        """Slips that did not count, by reason."""
        return tuple((SPOILT_WORDS[reason], number) for reason, number in self.tally.spoilt)

    @property
    def rows(self) -> tuple[tuple[str, int, int, int], ...]:
        """Each batch: where, slips, ballots, slips that did not count; an unsealed one gave none."""
        return tuple(
            (f"{each.number}. {each.place}", each.slips, each.valid, len(each.spoilt)) for each in self.batches
        )


@dataclass(frozen=True)
class OwnItemsScreen(Screen):
    """What people wrote themselves, apart from the ballots."""

    template: ClassVar[str] = "results/own_items.html"
    election: Election
    items: OwnItems
    wanted: str = ""
    """The page that is asked for."""

    @property
    def published(self) -> Paged[tuple[str, int]]:
        """A page of what the public reads, the most named first."""
        return Paged.of(self.items.published, self.wanted, WORDINGS)

    @property
    def path(self) -> str:
        """The result's address."""
        return f"/elections/{self.election.slug}/results"


@dataclass(frozen=True)
class ModerationScreen(Screen):
    """Own items as a moderator sees them: what waits, what was decided."""

    template: ClassVar[str] = "results/staff/own_items.html"
    election: Election
    form: Form[Any]
    waiting: Paged[OwnItem]
    groups: Paged[Group]
    here: str
    """The address of these very pages, inside the city."""

    @property
    def path(self) -> str:
        """The vote's staff address."""
        return f"/staff/elections/{self.election.slug}"
