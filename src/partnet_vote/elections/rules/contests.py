# pyright: strict
"""What is asked: contests, their options, the texts people read?"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from partnet_vote.tally.ballots.formats import AnyFormat
from partnet_vote.tally.contest import Scoring
from partnet_vote.tally.rule_spec import RuleSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestSettings:
    """What staff decide about one contest; budget in hundredths; `district_id`: only for its residents."""

    title: str
    ballot: AnyFormat
    rule: RuleSpec
    budget: int | None = None
    own_items: int = 0
    district_id: UUID | None = None
    scoring: Scoring = "utility"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest(ContestSettings):
    """A contest of an election; `key` is its id in the definition."""

    id: UUID
    election_id: UUID
    key: str
    position: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of an option: where it is served inside the city, and what it shows in words."""

    path: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionTexts:
    """What an option says; cost in hundredths; `category` names an icon."""

    title: str
    summary: str = ""
    summary_easy: str = ""
    body: str = ""
    cost: int | None = None
    district_id: UUID | None = None
    category: str = ""
    place: str = ""
    language: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(OptionTexts):
    """An option of a contest; `key` is its id in the definition, `number` its place on the ballot.

    Its texts are those of the moment of freezing; `proposal_number` leads to the proposal it came from.
    """

    id: UUID
    contest_id: UUID
    key: str
    number: int
    proposal_id: UUID | None = None
    proposal_number: int | None = field(default=None)
    entry_id: UUID | None = None
    origin: str | None = None
    """How the definition names the forum's item it came from: `forum:3/7`."""
