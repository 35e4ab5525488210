"""What is decided about results without a database?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace
from uuid import uuid4

import pytest

from partnet_vote.elections.rules import Phase
from partnet_vote.platform.web.forms import Form
from partnet_vote.results import rules
from partnet_vote.results.rules import Answer, Objection, Publication, Standing, account_of, outcome_words, tie_words
from partnet_vote.results.rules.accounts import Account, from_json, to_json
from partnet_vote.results.screens import geometry, spoken
from partnet_vote.results.screens.staff import PublishScreen
from partnet_vote.results.service.downloads import ballots_csv, pabulib
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.grades import Grades
from partnet_vote.tally.ballots.marks import Ballot, Marks
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.contest_count import contest_profile, count_election
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.rule_spec import RuleSpec, TieStep
from tests.builders import tally

NOW = datetime(2026, 12, 20, 12, tzinfo=UTC)
FIRST = Publication(
    id=uuid4(),
    election_id=uuid4(),
    count_id=uuid4(),
    number=1,
    at=NOW - timedelta(days=20),
    office="counting-officer",
    reason="",
    objections_until=NOW + timedelta(hours=1),
    bundle_digest="sha256:",
)
OBJECTION = Objection(
    id=uuid4(), election_id=uuid4(), number=1, publication=1, at=NOW, text="The costs are wrong.", contact=None
)


def accounts(definition: Definition, *ballots: Ballot) -> list[Account]:
    """The account of every contest of these ballots."""
    found = []
    for outcome in count_election(definition, ballots):
        marked = [(ballot.style, ballot.marks(outcome.contest)) for ballot in ballots]
        profile = contest_profile(definition, outcome.contest, marked)
        found.append(account_of(definition.contest_by_id[outcome.contest], outcome, profile))
    return found


def test_what_was_left_is_not_said_of_an_option_that_had_no_turn() -> None:
    contest = tally.contest(Approval(1, 3), RuleSpec("greedy", threshold=2), 300, 200, 100)
    (account,) = accounts(tally.definition(contest), tally.ballot("ab"), tally.ballot("a"), tally.ballot("b"))
    assert [(line.option, line.why, line.left) for line in account.lines][2] == ("c", "below-threshold", None)
    assert all(line.left is not None for line in account.lines[:2])


@pytest.mark.parametrize(("styles", "few"), [([49, 900], "only 49"), ([1], "only one"), ([50, 900], None), ([], None)])
def test_who_publishes_is_warned_where_ballots_are_few(styles: list[int], few: str | None) -> None:
    count = SimpleNamespace(ballots=sum(styles), issued=0, digest="", turnout=SimpleNamespace(share=Fraction(0)))
    made = PublishScreen.of(None, None, count, Form(), styles, shows=False)  # type: ignore[arg-type]
    assert made.few is None if few is None else few in str(made.few)


@pytest.mark.parametrize(
    ("phase", "published", "expected"),
    [
        (Phase.DRAFT, False, Standing.COMING),
        (Phase.FROZEN, False, Standing.COMING),
        (Phase.OPEN, False, Standing.OPEN),
        (Phase.CLOSED, False, Standing.CLOSED),
        (Phase.ANNULLED, False, Standing.ANNULLED),
        (Phase.CLOSED, True, Standing.OBJECTIONS),
        (Phase.ANNULLED, True, Standing.ANNULLED),
    ],
)
def test_how_a_result_stands(phase: Phase, published: bool, expected: Standing) -> None:
    shown = FIRST if published else None
    assert rules.standing(phase, [FIRST] if published else [], shown, [], NOW) is expected


def test_after_the_period_open_objections_keep_a_result_from_being_final() -> None:
    over = replace(FIRST, objections_until=NOW)
    answered = replace(OBJECTION, answer=Answer(NOW, "clerk", "About costs.", "They were frozen.", False))
    assert rules.standing(Phase.CLOSED, [over], over, [OBJECTION], NOW) is Standing.DISPUTED
    assert rules.standing(Phase.CLOSED, [over], over, [answered], NOW) is Standing.FINAL
    correction = replace(over, number=2, reason="A table was wrong.")
    assert rules.standing(Phase.CLOSED, [over, correction], over, [], NOW) is Standing.REPLACED
    assert rules.standing(Phase.CLOSED, [over, correction], correction, [], NOW) is Standing.FINAL


def test_objections_end_at_midnight_in_the_citys_own_time() -> None:
    ends = rules.objections_end(date(2026, 3, 20), 14, "Europe/Prague")
    assert ends.astimezone(UTC) == datetime(2026, 4, 3, 22, tzinfo=UTC)  # summer time began meanwhile


def test_an_account_survives_its_json() -> None:
    definition = tally.weighted(tally.contest(rule=RuleSpec("equal-shares")))
    (account,) = accounts(definition, tally.ballot("ab"), tally.ballot("b", 2), tally.ballot("c"), Ballot(1))
    assert from_json(json.loads(json.dumps(to_json(account)))) == account


def test_weights_stand_beside_the_count_without_them() -> None:
    definition = tally.weighted(tally.contest(rule=RuleSpec("greedy"), budget=60_000))
    (account,) = accounts(
        definition, tally.ballot("a"), tally.ballot("a"), tally.ballot("a"), *[tally.ballot("b", 2)] * 2
    )
    places = {
        line.option: (line.place, line.score, line.won, line.plain_place, line.plain_won) for line in account.lines
    }
    assert places["b"] == (1, 4, True, 2, False)
    assert places["a"] == (2, 3, False, 1, True)
    assert {line.option for line in account.moved} >= {"a", "b"}


def test_without_weights_nothing_moves() -> None:
    (account,) = accounts(tally.definition(), tally.ballot("ab"), tally.ballot("b"))
    assert account.moved == ()
    assert all(line.plain_score == line.score for line in account.lines)


def test_a_project_that_did_not_fit_stands_between_those_that_did() -> None:
    contest = tally.contest(tally.TWO_OF_THREE, RuleSpec("greedy"), 60_000, 50_000, 40_000)
    ballots = [tally.ballot("a")] * 3 + [tally.ballot("b")] * 2 + [tally.ballot("c")]
    (account,) = accounts(tally.definition(contest), *ballots)
    assert [(line.option, line.won) for line in account.lines] == [("a", True), ("b", False), ("c", True)]
    assert str(outcome_words(account.lines[1], True)) == "Gets no money"


def test_equal_scores_share_a_place_where_the_rule_says_so() -> None:
    shared = RuleSpec("top-k", seats=2, ties=("shared-rank",))
    contest = tally.contest(rule=shared, budget=None)
    (account,) = accounts(tally.definition(contest), tally.ballot("ab"), tally.ballot("c"), tally.ballot("c"))
    assert [(line.option, line.place) for line in account.lines] == [("c", 1), ("a", 2), ("b", 2)]


@pytest.mark.parametrize(
    ("ties", "places"),
    [
        (("shared-rank",), {"a": 1, "b": 1, "c": 1, "d": 4}),
        (("fewer-minus", "shared-rank"), {"a": 1, "c": 1, "b": 3, "d": 4}),
        (("lower-cost", "shared-rank"), {"c": 1, "a": 2, "b": 2, "d": 4}),
        (("fewer-minus", "lower-cost", "shared-rank"), {"c": 1, "a": 2, "b": 3, "d": 4}),
        (("shared-rank", "fewer-minus"), {"a": 1, "b": 1, "c": 1, "d": 4}),
        (("fewer-minus", "id-order"), {"a": 1, "c": 2, "b": 3, "d": 4}),
    ],
)
def test_a_place_is_shared_only_by_what_no_step_before_told_apart(
    ties: tuple[TieStep, ...], places: dict[str, int]
) -> None:
    """Equal net scores; b has a vote against it, c is cheaper: what the rule separated is not shown as shared."""
    rule = RuleSpec("top-k", seats=3, utility="net", ties=ties)
    contest = tally.contest(PlusMinus(2, 1), rule, 50_000, 50_000, 40_000, 50_000)
    marks = ({"a": 1, "b": 1}, {"a": 1, "b": 1}, {"c": 1, "b": 1}, {"c": 1, "b": -1})
    ballots = [Ballot(1, {contest.id: Marks(each)}) for each in marks]
    (account,) = accounts(tally.definition(contest), *ballots)
    assert {line.option: line.place for line in account.lines} == places
    assert [line.place for line in account.lines] == sorted(places.values()), "the list stands in the order of places"


def test_a_rule_that_only_takes_one_after_another_shares_no_place() -> None:
    contest = tally.contest(
        tally.TWO_OF_THREE, RuleSpec("greedy", ties=("shared-rank", "id-order")), 60_000, 60_000, 60_000
    )
    (account,) = accounts(tally.definition(contest), tally.ballot("ab"))
    assert [(line.option, line.place) for line in account.lines] == [("a", 1), ("b", 2), ("c", 3)]


def test_a_lot_is_named_with_its_seed() -> None:
    contest = tally.contest(
        tally.TWO_OF_THREE, RuleSpec("greedy", ties=("lot",), seed="2026-12-15 21:00"), 60_000, 60_000, 60_000
    )
    (account,) = accounts(tally.definition(contest), tally.ballot("ab"))
    said = [str(text) for text in tie_words(contest, account)]
    assert "Decided by: a lot drawn with the published seed." in said[0]
    assert said[1] == "Seed of the lot: 2026-12-15 21:00"


def test_points_net_scores_and_grades_are_shown_as_people_marked_them() -> None:
    points = tally.contest(Points(3, 3), RuleSpec("greedy", utility="points"), id="p")
    net = tally.contest(PlusMinus(2, 1), RuleSpec("greedy", utility="net"), id="n")
    graded = tally.contest(
        Grades(("bad", "fair", "good")), RuleSpec("top-k", seats=1, utility="points"), id="g", budget=None,
        scoring="majority-judgement",
    )  # fmt: skip
    ballot = Ballot(1, {"p": Marks({"a": 2, "b": 1}), "n": Marks({"a": 1, "b": 1, "c": -1}), "g": Marks({"a": 3})})
    by_points, by_net, by_grade = accounts(tally.definition(points, net, graded), ballot, ballot)
    assert {line.option: line.score for line in by_points.lines} == {"a": 4, "b": 2, "c": 0}
    assert {line.option: line.score for line in by_net.lines} == {"a": 2, "b": 2, "c": -2}
    assert next((line.option, line.grade, line.won) for line in by_grade.lines) == ("a", 3, True)


def test_the_headline_counts_in_words_and_begins_with_a_capital() -> None:
    definition = tally.definition()
    found = accounts(definition, tally.ballot("ab"), tally.ballot("c"))
    assert str(spoken.answer(definition.contests, found)) == "Two projects get money"
    single = tally.definition(tally.contest(rule=RuleSpec("top-k", seats=1), budget=None))
    found = accounts(single, tally.ballot("b"))
    assert str(spoken.answer(single.contests, found)) == "Chosen: Option B"
    assert str(spoken.InWords(13)) == "13"
    assert str(spoken.Number(Fraction(243, 2))) == "121.5"


def test_a_ballot_file_holds_no_write_ins_and_a_fixed_order() -> None:
    definition = tally.definition(tally.contest(own_items=1))
    ballots = [
        Ballot(1, {"town": Marks({"b": 1})}),
        Ballot(1, {"town": Marks({"a": 1}, own_items=("A well for Mrs N.",))}),
    ]
    text = ballots_csv(definition, ballots).decode("utf-8-sig")
    assert "well" not in text
    assert text == ballots_csv(definition, ballots[::-1]).decode("utf-8-sig")


def test_grades_have_no_pabulib_file() -> None:
    contest = tally.contest(Grades(("bad", "good")), RuleSpec("greedy", utility="points"))
    ballot = Ballot(1, {"town": Marks({"a": 2})})
    definition = tally.definition(contest)
    assert pabulib(definition, contest, accounts(definition, ballot)[0], [ballot]) is None


SQUARE = {"type": "Polygon", "coordinates": [[[14, 50], [15, 50], [15, 51], [14, 51], [14, 50]]]}


def test_a_boundary_becomes_a_path_with_north_up() -> None:
    land = geometry.placed({"a": geometry.rings_of(json.dumps(SQUARE))})["a"]
    (ring,) = land
    south_west, _, north_east = ring[0], ring[1], ring[2]
    assert south_west[0] < north_east[0]
    assert south_west[1] > north_east[1]
    assert geometry.middle(land) == (geometry.WIDTH / 2, geometry.HEIGHT / 2)
    assert geometry.outline(land).startswith("M")
    assert geometry.outline(land).endswith("Z")


@pytest.mark.parametrize("text", ["", "null", "[]", '{"type": "Point", "coordinates": [1, 2]}', '{"type": "Polygon"}'])
def test_what_is_no_boundary_gives_no_land(text: str) -> None:
    assert geometry.rings_of(text) == ()
