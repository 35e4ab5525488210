"""What exactly is voted on, by whom, on which ballot and by which rule: the frozen definition of an election.

Its canonical text is published when the election is frozen; its digest is SHA-256 over those UTF-8 bytes,
so anybody can take it again from the file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from partnet_vote.tally.ballots.legality import demand
from partnet_vote.tally.ballots.marks import Ballot
from partnet_vote.tally.canonical import Json, canonical_text, digest_of
from partnet_vote.tally.contest import ContestDefinition
from partnet_vote.tally.electorate import Electorate, StyleDefinition, WeightClass
from partnet_vote.tally.reading import Fields, moment, read_object
from partnet_vote.tally.reasons import Malformed, Reason, counted

FORMAT = "partnet-definition/1"
FINEST = 10**6
"""All weights are multiples of one over at most this, so that the weight of millions of voters is counted exactly."""


@dataclass(frozen=True)
class Definition:
    """One election, frozen: contests, ballot styles, electorate, weight classes, times (ISO 8601, UTC offset).

    `revote`: a cast ballot may be replaced until close. `hidden_counts`: nothing but the turnout is shown
    while open. `binding`: the council has bound itself to the result; otherwise it is advice.
    """

    election_id: str
    city: str
    title: str
    language: str
    contests: tuple[ContestDefinition, ...]
    styles: tuple[StyleDefinition, ...]
    electorate: Electorate
    opens_at: str
    closes_at: str
    weight_classes: tuple[WeightClass, ...] = ()
    revote: bool = True
    hidden_counts: bool = True
    binding: bool = False

    def __post_init__(self) -> None:
        demand(bool(self.election_id and self.city and self.title), "The election needs an id, a city and a title.")
        demand(bool(self.contests), "The election needs a contest.")
        demand(bool(self.styles), "The election needs a ballot style.")
        demand(len(self.contest_by_id) == len(self.contests), "Two contests have the same id.")
        demand(len(self.style_by_number) == len(self.styles), "Two ballot styles have the same number.")
        known = all(contest in self.contest_by_id for style in self.styles for contest in style.contests)
        demand(known, "A ballot style names a contest that the election does not have.")
        unit = math.lcm(*(style.weight.denominator for style in self.styles))
        demand(unit <= FINEST, "The weights have no common unit: simpler fractions are needed.")
        demand(moment(self.opens_at) < moment(self.closes_at), "The election must open before it closes.")

    @cached_property
    def contest_by_id(self) -> Mapping[str, ContestDefinition]:
        """The contests by id."""
        return {contest.id: contest for contest in self.contests}

    @cached_property
    def style_by_number(self) -> Mapping[int, StyleDefinition]:
        """The ballot styles by number."""
        return {style.number: style for style in self.styles}

    @property
    def is_weighted(self) -> bool:
        """Whether any ballot counts other than 1."""
        return any(style.weight != 1 for style in self.styles)

    def to_json(self) -> dict[str, Json]:
        """The definition as JSON: money in hundredths, weights as "3/2", no floats."""
        return {
            "format": FORMAT,
            "election_id": self.election_id,
            "city": self.city,
            "title": self.title,
            "language": self.language,
            "contests": [contest.to_json() for contest in self.contests],
            "styles": [style.to_json() for style in self.styles],
            "electorate": self.electorate.to_json(),
            "weight_classes": [each.to_json() for each in self.weight_classes],
            "revote": self.revote,
            "hidden_counts": self.hidden_counts,
            "binding": self.binding,
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
        }

    @classmethod
    def from_json(cls, value: object) -> Definition:
        """The definition written as JSON; `Malformed` in words."""
        fields = Fields(value, "The definition")
        fields.constant("format", FORMAT)
        return fields.finish(
            cls(
                election_id=fields.text("election_id"),
                city=fields.text("city"),
                title=fields.text("title"),
                language=fields.text("language"),
                contests=tuple(ContestDefinition.from_json(each) for each in fields.items("contests")),
                styles=tuple(StyleDefinition.from_json(each) for each in fields.items("styles")),
                electorate=Electorate.from_json(fields.mapping("electorate")),
                weight_classes=tuple(WeightClass.from_json(each) for each in fields.items("weight_classes")),
                revote=fields.flag("revote"),
                hidden_counts=fields.flag("hidden_counts"),
                binding=fields.flag("binding"),
                opens_at=fields.text("opens_at"),
                closes_at=fields.text("closes_at"),
            )
        )

    def canonical(self) -> str:
        """The one text of the definition, as published."""
        return canonical_text(self.to_json())

    @classmethod
    def parse(cls, text: str) -> Definition:
        """The definition written in `text`; `Malformed` unless it is the canonical text."""
        definition = cls.from_json(read_object(text, "The definition").all())
        if definition.canonical() != text:
            raise Malformed(Reason("The definition is not written in its canonical spelling."))
        return definition

    @cached_property
    def digest(self) -> str:
        """`sha256:…` over the canonical text."""
        return digest_of(self.canonical())


@dataclass(frozen=True, slots=True)
class Illegality:
    """Why a ballot may not be cast; `contest` is None where the ballot as a whole is at fault."""

    contest: str | None
    reason: Reason


def ballot_illegalities(
    definition: Definition, ballot: Ballot, withdrawn: Mapping[str, Sequence[str]] | None = None
) -> tuple[Illegality, ...]:
    """Every reason why this ballot may not be cast; none for contests left out.

    `withdrawn` names options withdrawn after the freeze, by contest: they may no longer be marked.
    """
    style = definition.style_by_number.get(ballot.style)
    if style is None:
        return (Illegality(None, Reason("There is no ballot style {style}.", style=ballot.style)),)
    found: list[Illegality] = []
    for name, marks in ballot.contests.items():
        if name not in style.contests:
            found.append(Illegality(None, Reason("This ballot has no contest {id}.", id=name[:60])))
            continue
        contest = definition.contest_by_id[name]
        reasons = list(contest.ballot.illegalities(marks, contest.option_by_id))
        reasons += [
            Reason("“{title}” has been withdrawn", title=contest.option_by_id[option].title)
            for option in (withdrawn or {}).get(name, ())
            if option in marks.values and option in contest.option_by_id
        ]
        if len(marks.own_items) > contest.own_items:
            reasons.append(_too_many_own_items(len(marks.own_items), contest.own_items))
        found += [Illegality(name, reason) for reason in reasons]
    return tuple(found)


def _too_many_own_items(written: int, allowed: int) -> Reason:
    return counted("{n} own item, at most {max} allowed", "{n} own items, at most {max} allowed", written, max=allowed)
