"""What may a person send about an election?"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, field_validator

from partnet_vote.elections import rules
from partnet_vote.elections.rules import (
    ContestSettings,
    DeedKind,
    DeedRequest,
    ElectionSettings,
    ElectorateChoice,
    OptionTexts,
    WeightChoice,
)
from partnet_vote.elections.rules.slips import MOST_PRINTED, PLACES, Slips
from partnet_vote.elections.rules.surveys import Marking, SurveyPlan
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import FieldError, FormModel
from partnet_vote.platform.web.languages import LANGUAGES
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.formats import AnyFormat
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.single_choice import SingleChoice
from partnet_vote.tally.reasons import Malformed
from partnet_vote.tally.rule_spec import RuleSpec, TieStep

AMOUNT = re.compile(r"(\d{1,13})([.,](\d{1,2}))?")
ENOUGH = 1000
"""No ballot asks for more marks than this."""


def _amount(value: Any) -> Any:
    """Money as people write it ("1 250 000,50"), in hundredths."""
    match = AMOUNT.fullmatch(re.sub(r"\s", "", str(value)))
    if match is None:
        raise FieldError(Text("Write an amount such as 250000."))
    return int(Decimal(f"{match[1]}.{match[3] or '0'}") * 100)


Amount = Annotated[int, BeforeValidator(_amount)]
Title = Annotated[str, Field(max_length=160)]
Count = Annotated[int, Field(ge=0, le=ENOUGH)]


class NewElectionForm(FormModel):
    """How an election begins, or a copy of one."""

    title: Title

    def settings(self, language: str) -> ElectionSettings:
        """A draft with nothing decided but its title."""
        return ElectionSettings(title=self.title, slug=rules.slug_of(self.title), language=language)


class ElectionForm(FormModel):
    """What an election says as a whole; times are those on the city's clocks."""

    title: Title
    slug: str
    intro: Annotated[str, Field(max_length=6000)] = ""
    language: str
    kind: Literal["binding", "advisory"]
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    revote: bool = False
    hidden_counts: bool = False

    @field_validator("slug")
    @classmethod
    def _address(cls, value: str) -> str:
        if issue := rules.slug_issue(value):
            raise FieldError(issue)
        return value

    @field_validator("language")
    @classmethod
    def _language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise FieldError(Text("Please choose one of the options."))
        return value

    def settings(self, zone: str) -> ElectionSettings:
        """The value the service takes, its times with their offset."""
        return ElectionSettings(
            title=self.title,
            slug=self.slug,
            intro=self.intro,
            language=self.language,
            binding=self.kind == "binding",
            opens_at=in_zone(self.opens_at, zone),
            closes_at=in_zone(self.closes_at, zone),
            revote=self.revote,
            hidden_counts=self.hidden_counts,
        )


def in_zone(moment: datetime | None, zone: str) -> datetime | None:
    """A time typed without an offset is one on the city's clocks."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=ZoneInfo(zone))


class SlipsForm(FormModel):
    """Whether a vote takes slips of paper, and on which terms."""

    takes_slips: bool = False
    printed: Annotated[int, Field(ge=1, le=MOST_PRINTED)] | None = None
    return_by: date | None = None
    places: Annotated[str, Field(max_length=PLACES)] = ""

    def terms(self) -> Slips | None:
        """The value the service takes; Refused where a term is missing."""
        if not self.takes_slips:
            return None
        if self.printed is None:
            raise Refused(Text("Please fill this in."), "printed")
        if self.return_by is None:
            raise Refused(Text("Please fill this in."), "return_by")
        return Slips(self.printed, self.return_by, self.places)


class SurveyForm(SlipsForm):
    """A verification survey in one step; times are those on the city's clocks."""

    title: Title
    question: Title
    intro: Annotated[str, Field(max_length=6000)] = ""
    marking: Marking
    marks: Count
    per_item: Count = 1
    minus: Count = 1
    plus_before_minus: Count = 0
    own_item: bool = False
    edition_id: UUID | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def plan(self, zone: str, language: str) -> SurveyPlan:
        """The value the service takes."""
        names = ("title", "question", "intro", "marking", "marks", "own_item", "edition_id")
        return SurveyPlan(
            **{name: getattr(self, name) for name in names},
            language=language,
            per_item=self.per_item,
            minus=self.minus,
            plus_before_minus=self.plus_before_minus,
            opens_at=in_zone(self.opens_at, zone),
            closes_at=in_zone(self.closes_at, zone),
        )


class ElectorateForm(FormModel):
    """Who may vote."""

    edition_id: UUID | None = None
    min_age: Annotated[int, Field(ge=0, le=120)] | None = None
    district_ids: tuple[UUID, ...] = ()

    def choice(self) -> ElectorateChoice:
        """The value the service takes."""
        return ElectorateChoice(self.edition_id, self.min_age, self.district_ids)


class ContestForm(FormModel):
    """A contest: its question, how one marks, which rule counts."""

    title: Title
    district_id: UUID | None = None
    ballot: Literal["single-choice", "approval", "knapsack", "points"]
    fewest: Count = 1
    most: Count | None = None
    limit: Amount | None = None
    total: Count | None = None
    per_item: Count | None = None
    min_items: Count = 1
    must_use_all: bool = False
    rule: Literal["top-k", "greedy", "greedy-no-skip", "equal-shares"]
    seats: Count | None = None
    budget: Amount | None = None
    threshold: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    completion: Literal["none", "utilitarian", "add1", "add1-exhaustive", "add1u"] = "add1u"
    comparison: bool = False
    by_cost: bool = False
    tie_1: TieStep | None = None
    tie_2: TieStep | None = None
    tie_3: TieStep | None = None

    def settings(self) -> ContestSettings:
        """The value the service takes; Refused beside the field that is missing or does not fit."""
        try:
            return ContestSettings(
                title=self.title,
                ballot=self._format(),
                rule=self._rule(),
                budget=self.budget,
                district_id=self.district_id,
            )
        except Malformed as malformed:
            raise Refused(rules.said(malformed.reason, ""), "ballot") from malformed
        except ValueError as wrong:
            raise Refused(Text("This rule does not fit together."), "rule") from wrong

    def _format(self) -> AnyFormat:
        match self.ballot:
            case "single-choice":
                return SingleChoice()
            case "approval":
                return Approval(self.fewest, _needed(self.most, "most"))
            case "knapsack":
                limit = self.budget if self.limit is None else self.limit
                return Knapsack(_needed(limit, "limit"), 0, self.most)
            case "points":
                total = _needed(self.total, "total")
                return Points(total, self.per_item or total, self.min_items, self.must_use_all)

    def _rule(self) -> RuleSpec:
        """Equal shares counts a vote by cost on wish; points count as points."""
        if self.rule == "top-k":
            _needed(self.seats, "seats")
        else:
            _needed(self.budget, "budget")
        shares = self.rule == "equal-shares"
        points = self.ballot == "points"
        by_cost = shares and self.by_cost
        return RuleSpec(
            self.rule,
            utility=("cost-points" if by_cost else "points") if points else ("cost" if by_cost else "cardinality"),
            completion=self.completion if shares else "none",
            comparison=shares and self.comparison,
            threshold=self.threshold,
            ties=tuple(dict.fromkeys(step for step in (self.tie_1, self.tie_2, self.tie_3) if step)) or ("lot",),
            seats=self.seats if self.rule == "top-k" else None,
        )


def _needed(value: int | None, field: str) -> int:
    if value is None or value < 1:
        raise Refused(Text("Please fill this in."), field)
    return value


class OptionForm(FormModel):
    """An option that comes from no proposal."""

    title: Annotated[str, Field(max_length=200)]
    summary: Annotated[str, Field(max_length=200)] = ""
    summary_easy: Annotated[str, Field(max_length=400)] = ""
    body: Annotated[str, Field(max_length=20_000)] = ""
    cost: Amount | None = None
    district_id: UUID | None = None
    category: Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9-]*$")] = ""
    place: Annotated[str, Field(max_length=200)] = ""

    def texts(self) -> OptionTexts:
        """The value the service takes."""
        return OptionTexts(**self.model_dump())


class ProposalsForm(FormModel):
    """Which proposals stand in the contest."""

    proposal_ids: tuple[UUID, ...]


class WeightForm(FormModel):
    """A weight class."""

    label: Annotated[str, Field(max_length=80)]
    weight: Fraction
    reason: Annotated[str, Field(max_length=1000)] = ""
    district_ids: tuple[UUID, ...] = ()
    born_from: Annotated[int, Field(ge=1880, le=2100)] | None = None
    born_to: Annotated[int, Field(ge=1880, le=2100)] | None = None
    groups: Annotated[str, Field(max_length=600)] = ""

    @field_validator("weight", mode="before")
    @classmethod
    def _fraction(cls, value: Any) -> Fraction:
        try:
            return Fraction(str(value).replace(",", ".").replace(" ", ""))
        except (ValueError, ZeroDivisionError):
            raise FieldError(Text("Write a weight such as 2, 3/2 or 1/2.")) from None

    def choice(self) -> WeightChoice:
        """The value the service takes."""
        groups = tuple(part.strip() for part in self.groups.split(",") if part.strip())
        return WeightChoice(
            label=self.label,
            weight=self.weight,
            reason=self.reason,
            district_ids=self.district_ids,
            born_from=self.born_from,
            born_to=self.born_to,
            groups=groups,
        )


class PlaceForm(FormModel):
    """One place up or down."""

    by: Literal["-1", "1"]


class DeedForm(FormModel):
    """A deed after the freeze; `option` is contest and option key with a bar between."""

    kind: DeedKind
    reason: Annotated[str, Field(max_length=2000)]
    time: datetime | None = None
    option: Annotated[str, Field(max_length=130)] = ""

    def request(self, zone: str) -> DeedRequest:
        """The value the service takes; what belongs to another kind of deed is left out."""
        contest, _, option = self.option.partition("|")
        withdraws = self.kind is DeedKind.WITHDRAW_OPTION
        return DeedRequest(
            self.kind,
            self.reason,
            in_zone(self.time, zone) if self.kind is DeedKind.EXTEND else None,
            contest if withdraws else None,
            option if withdraws else None,
        )
