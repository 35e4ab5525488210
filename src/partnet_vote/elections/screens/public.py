"""What may the public see of an election?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from partnet_vote.accounts.rules import Offices
from partnet_vote.cities.rules import District
from partnet_vote.elections import rules
from partnet_vote.elections.rules import Contest, Deed, DeedKind, Election, Option, Phase
from partnet_vote.elections.rules.slips import Slips
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.electorate import WeightClass

FINISHED = 24
"""Votes that are over, on one page."""
PHASE_LABELS = {
    Phase.DRAFT: Text("Draft"),
    Phase.FROZEN: Text("Opens soon"),
    Phase.OPEN: Text("Open"),
    Phase.CLOSED: Text("Closed"),
    Phase.ANNULLED: Text("Annulled"),
}
PHASE_STATES = {
    Phase.DRAFT: "draft",
    Phase.FROZEN: "waiting",
    Phase.OPEN: "live",
    Phase.CLOSED: "done",
    Phase.ANNULLED: "danger",
}
DEED_LABELS = {
    DeedKind.OPEN: Text("Opened earlier than planned"),
    DeedKind.EXTEND: Text("Closing time moved"),
    DeedKind.CLOSE_EARLY: Text("Closed earlier than planned"),
    DeedKind.WITHDRAW_OPTION: Text("An option was withdrawn"),
    DeedKind.ANNUL: Text("The vote was annulled"),
}


@dataclass(frozen=True)
class ElectionCard:
    """One election in a list."""

    title: str
    path: str
    intro: str
    opens_at: datetime | None
    closes_at: datetime | None
    phase: Phase
    label: Text
    state: str

    @classmethod
    def of(cls, election: Election, now: datetime, path: str) -> ElectionCard:
        """The card at this moment."""
        phase = rules.phase(election, now)
        first = election.intro.split("\n", 1)[0]
        intro = first if len(first) <= 200 else first[:199].rsplit(" ", 1)[0] + "…"
        return cls(
            election.title,
            path,
            intro,
            election.opens_at,
            election.closes_at,
            phase,
            PHASE_LABELS[phase],
            PHASE_STATES[phase],
        )


@dataclass(frozen=True)
class ElectionsScreen(Screen):
    """Votes of a city: open now, coming, finished."""

    template: ClassVar[str] = "elections/list.html"
    open_now: tuple[ElectionCard, ...]
    coming: tuple[ElectionCard, ...]
    finished: Paged[ElectionCard]
    zone: str

    @classmethod
    def of(cls, elections: Sequence[Election], now: datetime, zone: str, wanted: str = "") -> ElectionsScreen:
        """Drafts stay with the staff; what opens or closes first stands first, what ended last."""
        cards = [ElectionCard.of(each, now, f"/elections/{each.slug}") for each in elections]
        ended = (Phase.CLOSED, Phase.ANNULLED)
        return cls(
            tuple(reversed([card for card in cards if card.phase is Phase.OPEN])),
            tuple(reversed([card for card in cards if card.phase is Phase.FROZEN])),
            Paged.of([card for card in cards if card.phase in ended], wanted, FINISHED),
            zone,
        )


@dataclass(frozen=True)
class OptionView:
    """An option as a card or page shows it."""

    option: Option
    path: str
    area: str
    is_withdrawn: bool


@dataclass(frozen=True)
class ContestView:
    """A contest in plain words, with its options."""

    title: str
    how_to_mark: Text
    how_counted: tuple[Text, ...]
    budget: int | None
    area: str
    options: tuple[OptionView, ...]


@dataclass(frozen=True)
class DeedView:
    """A deed of the protocol."""

    label: Text
    deed: Deed
    option_title: str
    signature: str

    @property
    def by(self) -> Offices:
        """Who decided it, in words."""
        return Offices(self.deed.by)


def deed_views(deeds: Sequence[Deed], texts: Mapping[str, Sequence[Option]]) -> tuple[DeedView, ...]:
    """Deeds done, with the titles of options they speak of."""
    return tuple(
        DeedView(DEED_LABELS[deed.kind], deed, option_title(texts, deed.contest, deed.option), deed.signature.hex())
        for deed in deeds
    )


def option_title(texts: Mapping[str, Sequence[Option]], contest: str | None, option: str | None) -> str:
    """The title of an option named by keys, or nothing."""
    return next((each.title for each in texts.get(contest or "", ()) if each.key == option), "")


@dataclass(frozen=True)
class ElectionScreen(Screen):
    """What is decided, when, how it is counted, by whom, and what was done since the freeze."""

    template: ClassVar[str] = "elections/election.html"
    election: Election
    label: Text
    state: str
    is_open: bool
    is_coming: bool
    is_closed: bool
    is_annulled: bool
    contests: tuple[ContestView, ...]
    weights: tuple[WeightClass, ...]
    min_age: int | None
    areas: tuple[str, ...]
    deeds: tuple[DeedView, ...]
    zone: str
    currency: str
    forum: Forum | None = None
    """Of a verification survey: the forum whose shortlist it asks about."""
    slips: Slips | None = None
    """On which terms slips of paper are taken."""

    @classmethod
    def of(
        cls,
        election: Election,
        now: datetime,
        contests: Sequence[Contest],
        texts: Mapping[str, Sequence[Option]],
        definition: Definition,
        deeds: Sequence[Deed],
        districts: Mapping[UUID, District],
        city: Tenant,
    ) -> ElectionScreen:
        """The page at this moment; names of districts are those of today."""
        phase = rules.phase(election, now)
        names = {district.code: district.name for district in districts.values()}
        return cls(
            election=election,
            label=PHASE_LABELS[phase],
            state=PHASE_STATES[phase],
            is_open=phase is Phase.OPEN,
            is_coming=phase is Phase.FROZEN,
            is_closed=phase is Phase.CLOSED,
            is_annulled=phase is Phase.ANNULLED,
            contests=tuple(
                contest_view(election, contest, texts[contest.key], districts, city.currency) for contest in contests
            ),
            weights=definition.weight_classes,
            min_age=definition.electorate.min_age,
            areas=tuple(names.get(code, code) for code in definition.electorate.districts),
            deeds=deed_views(deeds, texts),
            zone=city.timezone,
            currency=city.currency,
        )


def contest_view(
    election: Election,
    contest: Contest,
    options: Sequence[Option],
    districts: Mapping[UUID, District],
    currency: str,
) -> ContestView:
    """A contest in plain words."""
    gone = election.withdrawn.get(contest.key, frozenset())
    return ContestView(
        title=contest.title,
        how_to_mark=rules.ballot_words(contest.ballot, currency),
        how_counted=rules.rule_sentences(contest.rule, currency),
        budget=contest.budget,
        area=_name(districts, contest.district_id),
        options=tuple(option_view(election, option, districts, is_withdrawn=option.key in gone) for option in options),
    )


def option_view(
    election: Election, option: Option, districts: Mapping[UUID, District], *, is_withdrawn: bool
) -> OptionView:
    """An option with its page and area."""
    path = f"/elections/{election.slug}/options/{option.id}"
    return OptionView(option, path, _name(districts, option.district_id) or option.place, is_withdrawn)


def _name(districts: Mapping[UUID, District], district_id: UUID | None) -> str:
    district = districts.get(district_id) if district_id else None
    return district.name if district else ""


@dataclass(frozen=True)
class OptionScreen(Screen):
    """Everything an option says, as it was frozen."""

    template: ClassVar[str] = "elections/option.html"
    election: Election
    view: OptionView
    is_open: bool
    currency: str
    zone: str
