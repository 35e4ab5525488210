"""Which published bundle do the tests take apart? Two contests, two weights, a withdrawal, a spoilt slip."""

from __future__ import annotations

from partnet_vote.tally.ballots.marks import Ballot, Marks
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.bundle import Bundle, compose
from partnet_vote.tally.manifest import Deed, StyleRecord
from partnet_vote.tally.rule_spec import RuleSpec
from tests.builders import tally as build

DEFINITION = build.weighted(
    build.contest(rule=RuleSpec("greedy", threshold=1)),
    build.contest(Points(3, 2), RuleSpec("equal-shares", utility="points"), id="north", own_items=1),
)
STYLES = (
    StyleRecord(1, "a2V5IG9uZQ==", issued=7, cast=6, entitled=40, by_channel={"web": 5, "paper": 2}),
    StyleRecord(2, "a2V5IHR3bw==", issued=3, cast=3, entitled=9),
)
DEEDS = (
    Deed("open", "2026-12-01T08:00:00+00:00", "counting officer", "As published."),
    Deed("withdraw-option", "2026-12-04T09:30:00+00:00", "city council", "The land was sold.", "north", "b"),
    Deed("close", "2026-12-15T20:00:00+00:00", "counting officer", "As published."),
)
BALLOTS = (
    Ballot(1, {"town": Marks({"a": 1}), "north": Marks({"a": 2, "c": 1})}),
    Ballot(1, {"town": Marks({"a": 1, "b": 1}), "north": Marks({"b": 2})}),
    Ballot(1, {"town": Marks({"a": 1}), "north": Marks({"a": 2, "c": 1}, None, ("A well",))}),
    Ballot(1, {"town": Marks({"a": 1, "b": 1, "c": 1})}),
    Ballot(1, {"town": Marks({"a": 1}), "north": Marks({"c": 2})}),
    Ballot(1),
    Ballot(2, {"town": Marks({"b": 1})}),
    Ballot(2, {"town": Marks({"b": 1, "c": 1})}),
    Ballot(2, {"town": Marks({"c": 1}), "north": Marks({"a": 1})}),
)
RECEIPTS = (
    *("K7QF-2M9D", "A3TX-88PL", "ZZ41-QQ0W", "B0B0-1234", "M5N6-P7R8"),
    *("C9D8-E7F6", "H1J2-K3L4", "T0T0-Y1Y1", "W4V5-U6X7"),
)


def bundle() -> Bundle:
    """The bundle as published."""
    return compose(DEFINITION, STYLES, DEEDS, BALLOTS, RECEIPTS)
