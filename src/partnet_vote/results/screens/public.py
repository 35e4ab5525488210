"""What may the public see of a result?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

from partnet_vote.cities.rules import District
from partnet_vote.elections import rules as election_rules
from partnet_vote.elections.rules import Election, Money, said
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen
from partnet_vote.results.rules import (
    Account,
    Count,
    File,
    Line,
    Objection,
    Publication,
    Standing,
    explained,
    outcome_words,
    tie_words,
)
from partnet_vote.results.rules.words import Number, Share
from partnet_vote.results.screens import spoken
from partnet_vote.results.screens.charts import TurnoutView
from partnet_vote.tally.ballots.grades import Grades
from partnet_vote.tally.contest import ContestDefinition
from partnet_vote.tally.definition import Definition

STANDINGS: dict[Standing, tuple[Text, str]] = {
    Standing.OBJECTIONS: (Text("Preliminary result"), "waiting"),
    Standing.DISPUTED: (Text("Objections are being examined"), "waiting"),
    Standing.FINAL: (Text("Final result"), "done"),
    Standing.REPLACED: (Text("Replaced by a correction"), "no"),
    Standing.ANNULLED: (Text("Annulled"), "danger"),
}
NO_BAR = Text(
    "These rules ask for no lowest number of votes: a project without a single vote can get money if some is left."
)
MANY = 5
"""Takes the form of many in every language of ours."""
OBJECTIONS = 20
"""On one page."""


@dataclass(frozen=True)
class LineView:
    """One row of the ranking."""

    place: int
    title: str
    area: str
    href: str
    score: Number
    unit: Text
    """What the score counts, in the form that goes with it."""
    bar: float
    cost: Money | str
    won: bool
    outcome: Text
    state: str
    reason: Text | None
    details: tuple[Text, ...]
    left: Money | str
    grade: str
    plain_place: int
    plain_score: Number
    plain_won: bool
    moved: Text | str


@dataclass(frozen=True)
class ContestView:
    """One contest's result: ranking, how it was counted, ties, what the weights changed."""

    id: str
    title: str
    answer: Text
    lines: tuple[LineView, ...]
    in_points: bool
    has_money: bool
    has_grades: bool
    highest: float
    facts: tuple[tuple[Text, object], ...]
    how: tuple[Text, ...]
    ties: tuple[Text, ...]
    spoilt: tuple[tuple[str, int], ...]
    moved: tuple[LineView, ...]

    @property
    def explains(self) -> bool:
        """Whether any option has numbers behind its reason."""
        return any(line.details for line in self.lines)


@dataclass(frozen=True)
class Published:
    """Everything a published result is shown from."""

    election: Election
    definition: Definition
    count: Count
    publication: Publication
    publications: tuple[Publication, ...]
    objections: tuple[Objection, ...]
    standing: Standing
    districts: tuple[District, ...]
    areas: Mapping[str, str]
    """Names of places by “contest:option”, and the pages of options by “contest:option:href”."""
    has_slips: bool = False
    own_items: int = 0
    verified: Forum | None = None
    wanted: str = ""
    """The page of objections that is asked for."""


@dataclass(frozen=True)
class ResultScreen(Screen):
    """The result: the answer first, then the ranking with reasons, who took part, how to check it."""

    template: ClassVar[str] = "results/result.html"
    election: Election
    city: Tenant
    publication: Publication
    publications: tuple[Publication, ...]
    latest: Publication
    standing: Standing
    label: Text
    state: str
    headline: Text
    lead: Text | None
    method: Text
    figures: tuple[tuple[object, ...], ...]
    contests: tuple[ContestView, ...]
    weights: tuple[tuple[str, Number, str], ...]
    turnout: TurnoutView
    min_age: int | None
    unused: int
    objections: Paged[Objection]
    takes_objections: bool
    path: str
    pabulib: tuple[File, ...]
    digests: tuple[tuple[Text, str], ...]
    has_slips: bool = False
    own_items: int = 0
    """How many people wrote an item of their own."""
    verified: Forum | None = None
    """The forum whose published list this survey verified."""

    @classmethod
    def of(cls, shown: Published, city: Tenant) -> ResultScreen:
        """The screen of one publication."""
        definition, count = shown.definition, shown.count
        contests = definition.contests
        label, state = STANDINGS[shown.standing]
        views = tuple(
            contest_view(shown.areas, contest, account)
            for contest, account in zip(contests, count.accounts, strict=True)
        )
        return cls(
            election=shown.election,
            city=city,
            publication=shown.publication,
            publications=shown.publications,
            latest=shown.publications[-1],
            standing=shown.standing,
            label=label,
            state=state,
            headline=spoken.answer(contests, count.accounts),
            lead=spoken.divided(city.name, contests),
            method=election_rules.rule_sentences(contests[0].rule, contests[0].currency)[0],
            figures=_figures(definition, count),
            contests=views,
            weights=weights_of(definition),
            turnout=TurnoutView.of(count.turnout, shown.districts),
            min_age=definition.electorate.min_age,
            unused=max(0, count.issued - count.ballots),
            objections=Paged.of(shown.objections, shown.wanted, OBJECTIONS),
            takes_objections=shown.standing is Standing.OBJECTIONS,
            path=f"/elections/{shown.election.slug}",
            has_slips=shown.has_slips,
            own_items=shown.own_items,
            verified=shown.verified,
            pabulib=tuple(file for file in shown.publication.files if file.name.endswith(".pb")),
            digests=(
                (Text("Rules of the vote"), definition.digest),
                (Text("Outcome"), count.digest),
                (Text("Published bundle"), shown.publication.bundle_digest),
            ),
        )


def _figures(definition: Definition, count: Count) -> tuple[tuple[object, ...], ...]:
    """The four large figures: votes, turnout, winners, money."""
    eligible = Text("of {n} people", n=Number(count.turnout.eligible))
    won = sum(len(account.winners) for account in count.accounts)
    options = sum(len(contest.options) for contest in definition.contests)
    budgets = [contest for contest in definition.contests if contest.budget is not None]
    first: tuple[tuple[object, ...], ...] = (
        (Text("Votes cast"), Number(count.ballots)),
        (Text("Turnout"), Share(count.turnout.share), eligible),
    )
    of_all = Text("of {n}", n=options)
    if not budgets:
        valid = sum(account.valid for account in count.accounts)
        return (*first, (Text("Chosen"), won, of_all), (Text("Valid ballots"), Number(valid)))
    currency = budgets[0].currency
    spent = Money(sum(account.spent for account in count.accounts), currency)
    whole = Text("of {n}", n=Money(sum(contest.budget or 0 for contest in budgets), currency))
    return (*first, (Text("Projects that get money"), won, of_all), (Text("Spent of the budget"), spent, whole))


def weights_of(definition: Definition) -> tuple[tuple[str, Number, str], ...]:
    """Who has another weight than 1: label, weight and public reason."""
    if not definition.is_weighted:
        return ()
    return tuple((each.label, Number(each.weight), each.reason) for each in definition.weight_classes)


def contest_view(areas: Mapping[str, str], contest: ContestDefinition, account: Account) -> ContestView:
    """One contest as the page shows it."""
    lines = tuple(_line(areas, contest, line) for line in account.lines)
    by_option = dict(zip((line.option for line in account.lines), lines, strict=True))
    facts: list[tuple[Text, object]] = [
        (Text("Valid ballots"), Number(account.valid)),
        (Text("Empty ballots"), Number(account.empty)),
        (Text("Spoilt ballots"), Number(account.spoilt)),
    ]
    if contest.budget is not None:
        facts.append((Text("Left of the budget"), Money(contest.budget - account.spent, contest.currency)))
    if account.outside:
        facts.append((Text("From elsewhere"), Money(account.outside, contest.currency)))
    return ContestView(
        id=contest.id,
        title=contest.title,
        answer=spoken.answer((contest,), (account,)),
        lines=lines,
        in_points=_in_points(contest),
        has_money=contest.budget is not None,
        has_grades=any(line.grade for line in account.lines),
        highest=max([line.bar for line in lines] + [1.0]),
        facts=tuple(facts),
        how=_how(contest),
        ties=tuple(tie_words(contest, account)),
        spoilt=tuple(
            ("; ".join(str(said(reason, contest.currency)) for reason in reasons), number)
            for reasons, number in account.spoilt_for
        ),
        moved=tuple(by_option[line.option] for line in account.moved),
    )


def _in_points(contest: ContestDefinition) -> bool:
    return contest.rule.utility in ("points", "cost-points")


def _unit(score: Fraction, *, in_points: bool) -> Text:
    """A weighted score may lie between two whole ones: it takes the form of many."""
    form = abs(score.numerator) if score.denominator == 1 else MANY
    return TextN("point", "points", form) if in_points else TextN("vote", "votes", form)


def _how(contest: ContestDefinition) -> tuple[Text, ...]:
    """How one marked and how it was counted, sentence by sentence."""
    sentences = (
        election_rules.ballot_words(contest.ballot, contest.currency),
        *election_rules.rule_sentences(contest.rule, contest.currency),
    )
    asks_nothing = contest.rule.threshold is None and contest.rule.threshold_cost_share is None
    if contest.rule.rule in ("greedy", "greedy-no-skip", "density") and asks_nothing:
        return (*sentences, NO_BAR)
    return sentences


def _line(areas: Mapping[str, str], contest: ContestDefinition, line: Line) -> LineView:
    option = contest.option_by_id[line.option]
    has_money = contest.budget is not None
    key = f"{contest.id}:{option.id}"
    reasons = [explained(reason, contest) for reason in line.reasons]
    shown = _first(line)
    reason = None if shown is None else explained(line.reasons[shown], contest, exact=False)
    told = {0, shown} if shown is None or reason == reasons[shown] else {0} - {shown}
    return LineView(
        place=line.place,
        title=option.title,
        area=areas.get(key, ""),
        href=areas.get(f"{key}:href", ""),
        score=Number(line.score),
        unit=_unit(line.score, in_points=_in_points(contest)),
        bar=max(0.0, float(line.score)),
        cost=Money(option.cost, contest.currency) if option.cost is not None else "",
        won=line.won,
        outcome=outcome_words(line, has_money),
        state="yes" if line.won else "no",
        reason=reason,
        details=tuple(each for index, each in enumerate(reasons) if index not in told),
        left=Money(line.left, contest.currency) if has_money and line.left is not None else "",
        grade=contest.ballot.labels[line.grade - 1] if line.grade and isinstance(contest.ballot, Grades) else "",
        plain_place=line.plain_place,
        plain_score=Number(line.plain_score),
        plain_won=line.plain_won,
        moved=_moved(line, has_money),
    )


def _first(line: Line) -> int | None:
    """Which reason stands in the table: none where “gets money” says it all."""
    if not line.reasons:
        return None
    if line.won and line.score <= 0 and len(line.reasons) > 1:
        return len(line.reasons) - 1
    return None if line.why in ("funded", "elected") or (line.won and line.grade) else 0


def _moved(line: Line, has_money: bool) -> Text | str:
    """What the weights changed for an option."""
    if line.won and not line.plain_won:
        return Text("Gets money only with the weights") if has_money else Text("Chosen only with the weights")
    if line.plain_won and not line.won:
        return Text("Would get money without the weights") if has_money else Text("Would be chosen without the weights")
    if line.place < line.plain_place:
        return Text("Higher")
    return Text("Lower") if line.place > line.plain_place else ""


@dataclass(frozen=True)
class WaitingScreen(Screen):
    """No result yet: how many have voted, when the result comes, and nothing more."""

    template: ClassVar[str] = "results/waiting.html"
    election: Election
    city: Tenant
    standing: Standing
    ballots: int
    eligible: int
    path: str

    @property
    def share(self) -> Share:
        """Ballots as a share of who could vote."""
        return Share(Fraction(self.ballots, self.eligible) if self.eligible else Fraction(0))


@dataclass(frozen=True)
class ObjectionScreen(Screen):
    """The form of an objection."""

    template: ClassVar[str] = "results/objection.html"
    election: Election
    city: Tenant
    publication: Publication
    path: str
    form: Form[Any] = field(default_factory=Form)
