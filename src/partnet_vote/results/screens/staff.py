"""What do the counting officer, observers and who publishes see of a vote that has ended?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from partnet_vote.accounts.rules import Offices
from partnet_vote.ballotbox.rules import BoxState, Phase as BoxPhase
from partnet_vote.elections.rules import SMALLEST_STYLE, Election, Phase
from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen
from partnet_vote.results.rules import Count, Objection, Publication
from partnet_vote.results.rules.words import Number, Share
from partnet_vote.results.screens.public import ContestView, contest_view, weights_of
from partnet_vote.tally.definition import Definition

BOX_STATES: dict[BoxPhase, tuple[Text, str]] = {
    BoxPhase.WAITING: (Text("Not open yet"), "waiting"),
    BoxPhase.OPEN: (Text("Open, takes votes"), "live"),
    BoxPhase.ENDED: (Text("Voting has ended, the box is being closed"), "waiting"),
    BoxPhase.CLOSED: (Text("Closed and sealed"), "locked"),
}


@dataclass(frozen=True)
class BoxView:
    """A ballot box without its content."""

    label: Text
    state: str
    facts: tuple[tuple[Text, object], ...]
    is_closed: bool

    @classmethod
    def of(cls, box: BoxState | None, ballots: int, issued: int, batches: int) -> BoxView:
        """The box as it stands; None: not made yet."""
        if box is None:
            return cls(Text("Not made yet"), "waiting", (), False)
        label, state = BOX_STATES[box.phase]
        facts = (
            (Text("Ballots in the box"), Number(ballots)),
            (Text("Rights to vote used"), Number(issued)),
            (Text("Sealed batches"), Number(batches)),
        )
        return cls(label, state, facts, box.is_closed)


@dataclass(frozen=True)
class CountScreen(Screen):
    """The box, the count, its preview for who may see it, publications, objections; one next step."""

    template: ClassVar[str] = "results/staff/count.html"
    election: Election
    city: Tenant
    box: BoxView
    is_over: bool
    is_annulled: bool
    count: Count | None
    is_published: bool
    facts: tuple[tuple[Text, object], ...]
    contests: tuple[ContestView, ...]
    weights: tuple[tuple[str, Number, str], ...]
    publications: tuple[Publication, ...]
    objections: Paged[Objection]
    may_count: bool
    may_preview: bool
    may_publish: bool

    @property
    def path(self) -> str:
        """Where this page lies."""
        return f"/staff/elections/{self.election.slug}/count"

    @property
    def public_path(self) -> str:
        """Where the public sees it."""
        return f"/elections/{self.election.slug}/results"

    def office(self, codes: str) -> Offices:
        """The offices of a count or a publication in words."""
        return Offices(codes)

    @property
    def may_correct(self) -> bool:
        """Whether this person may publish a correction."""
        return self.may_publish and self.may_count and bool(self.publications) and not self.is_annulled

    @classmethod
    def of(
        cls,
        election: Election,
        city: Tenant,
        actor: Actor,
        phase: Phase,
        box: BoxView,
        *,
        counts: tuple[Count, ...],
        publications: tuple[Publication, ...],
        objections: Paged[Objection],
        definition: Definition,
        areas: Mapping[str, str],
    ) -> CountScreen:
        """The page for this person: the ranking only once it is published, or to who may look before."""
        newest = counts[-1] if counts else None
        is_published = newest is not None and any(each.count_id == newest.id for each in publications)
        may_preview = actor.may(Permission.CITY_RESULTS_PREVIEW)
        shows = newest is not None and (is_published or may_preview)
        return cls(
            election=election,
            city=city,
            box=box,
            is_over=phase in (Phase.CLOSED, Phase.ANNULLED),
            is_annulled=phase is Phase.ANNULLED,
            count=newest,
            is_published=is_published,
            facts=_facts(newest, shows) if newest else (),
            contests=tuple(
                contest_view(areas, definition.contest_by_id[account.contest], account) for account in newest.accounts
            )
            if newest and shows
            else (),
            weights=weights_of(definition),
            publications=publications,
            objections=objections,
            may_count=actor.may(Permission.CITY_RESULTS_COUNT),
            may_preview=may_preview,
            may_publish=actor.may(Permission.CITY_RESULTS_PUBLISH),
        )


def _facts(count: Count, shows: bool) -> tuple[tuple[Text, object], ...]:
    facts: tuple[tuple[Text, object], ...] = (
        (Text("Ballots counted"), Number(count.ballots)),
        (Text("Rights to vote used"), Number(count.issued)),
        (Text("Turnout"), Share(count.turnout.share)),
    )
    return (*facts, (Text("Checksum of the outcome"), short(count.digest))) if shows else facts


def short(digest: str) -> str:
    """The first twelve digits of a digest in groups of four, for comparing by eye."""
    digits = digest.removeprefix("sha256:")[:12]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


@dataclass(frozen=True)
class PublishScreen(Screen):
    """The last page before a result is public."""

    template: ClassVar[str] = "results/staff/publish.html"
    election: Election
    city: Tenant
    count: Count
    facts: tuple[tuple[Text, object], ...]
    few: Text | None
    """Said where so few ballots are of one style that they could give their voters away."""
    form: Form[Any] = field(default_factory=Form)

    @property
    def path(self) -> str:
        """Where the count page lies."""
        return f"/staff/elections/{self.election.slug}/count"

    @classmethod
    def of(
        cls, election: Election, city: Tenant, count: Count, form: Form[Any], styles: Collection[int], *, shows: bool
    ) -> PublishScreen:
        """The page; the checksum only for who may see the count. `styles`: the ballots of each style."""
        fewest = min(styles, default=0)
        few = TextN(
            "Of one kind of ballot there is only one. It is published like all, without a name.",
            "Of one kind of ballot there are only {n}. They are published like all, without names.",
            fewest,
        )
        is_few = 0 < fewest < SMALLEST_STYLE
        return cls(election, city, count, _facts(count, shows), few if is_few else None, form)


@dataclass(frozen=True)
class CorrectionScreen(Screen):
    """The last page before a corrected publication."""

    template: ClassVar[str] = "results/staff/correct.html"
    election: Election
    city: Tenant
    publication: Publication
    form: Form[Any] = field(default_factory=Form)

    @property
    def path(self) -> str:
        """Where the count page lies."""
        return f"/staff/elections/{self.election.slug}/count"


@dataclass(frozen=True)
class AnswerScreen(Screen):
    """An objection with the form of its public answer."""

    template: ClassVar[str] = "results/staff/answer.html"
    election: Election
    city: Tenant
    objection: Objection
    contact: str
    form: Form[Any] = field(default_factory=Form)

    @property
    def path(self) -> str:
        """Where the count page lies."""
        return f"/staff/elections/{self.election.slug}/count"


def waiting_first(objections: Sequence[Objection]) -> tuple[Objection, ...]:
    """Those that wait for an answer stand before those that have one, each in the order in which they came."""
    return tuple(sorted(objections, key=lambda each: (each.answer is not None, each.number)))
