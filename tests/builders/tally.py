"""Which elections do the tests of the counting core speak of? Small ones, plainly made up."""

from __future__ import annotations

from fractions import Fraction

from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.formats import AnyFormat
from partnet_vote.tally.ballots.marks import Ballot, Marks
from partnet_vote.tally.contest import ContestDefinition, OptionDefinition
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.electorate import Electorate, StyleDefinition, WeightClass
from partnet_vote.tally.rule_spec import RuleSpec

TWO_OF_THREE = Approval(1, 2)
YOUNG = "The park serves the young most; the council decided so in resolution 12."


def options(*costs: int | None) -> tuple[OptionDefinition, ...]:
    """Options a, b, c … with these costs in hundredths."""
    return tuple(
        OptionDefinition(chr(97 + index), index + 1, f"Option {chr(65 + index)}", cost)
        for index, cost in enumerate(costs)
    )


def contest(
    ballot: AnyFormat = TWO_OF_THREE,
    rule: RuleSpec | None = None,
    *costs: int | None,
    id: str = "town",
    budget: int | None = 100_000,
    **more: object,
) -> ContestDefinition:
    """A contest over options a, b, c costing 600, 500 and 400 crowns unless told otherwise."""
    chosen = options(*(costs or (60_000, 50_000, 40_000)))
    return ContestDefinition(
        id, f"The {id}", chosen, ballot, rule or RuleSpec("greedy"), budget=budget, currency="CZK", **more
    )


def definition(
    *contests: ContestDefinition, styles: tuple[StyleDefinition, ...] | None = None, **more: object
) -> Definition:
    """An election of Lipovec; one style with every contest unless told otherwise."""
    held = contests or (contest(),)
    names = tuple(each.id for each in held)
    return Definition(
        election_id="e-2026",
        city="lipovec",
        title="Lipovec decides",
        language="cs",
        contests=held,
        styles=styles or (StyleDefinition(1, names),),
        electorate=Electorate("Residents on 1 November 2026", 15),
        opens_at="2026-12-01T08:00:00+00:00",
        closes_at="2026-12-15T20:00:00+00:00",
        **more,
    )


def weighted(*contests: ContestDefinition, weight: Fraction = Fraction(2)) -> Definition:
    """The same election with a second style whose ballots weigh more."""
    names = tuple(each.id for each in contests) or ("town",)
    styles = (StyleDefinition(1, names), StyleDefinition(2, names, None, weight, "young", YOUNG))
    classes = (WeightClass("young", weight, YOUNG, born_from=2000),)
    return definition(*contests, styles=styles, weight_classes=classes)


def ballot(text: str, style: int = 1, contest_id: str = "town") -> Ballot:
    """A ballot from letters: "ab" marks options a and b with 1."""
    return Ballot(style, {contest_id: Marks(dict.fromkeys(text, 1))})
