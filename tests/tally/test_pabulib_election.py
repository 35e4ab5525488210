"""Is money read exactly, does a file that contradicts itself fail loudly, and is its rule told?"""

from fractions import Fraction

import pytest

from partnet_vote.tally.pabulib.document import Noted, PabulibError, Wrong
from partnet_vote.tally.pabulib.election import election, official_winners
from partnet_vote.tally.pabulib.reader import read
from partnet_vote.tally.pabulib.recorded import recorded_rule
from partnet_vote.tally.rule_spec import GroupLimit
from tests.builders.pabulib import ballots, pb

COLUMNS = ("project_id", "cost", "votes", "category")
RECOUNTED = [("A", "600", "2", "green"), ("B", "500.5", "1", "green, sport"), ("C", "400.00", "0", "")]


def codes(data: bytes) -> list[Noted]:
    return [finding.code for finding in election(data).findings]


def counted(*marks: str, votes: str = "2,1,0", **given: str) -> bytes:
    rows = [(id, cost, number, label) for (id, cost, _, label), number in zip(RECOUNTED, votes.split(","), strict=True)]
    return pb(ballots(*marks), projects=rows, project_columns=COLUMNS, **given)


def test_money_is_whole_hundredths():
    profile = election(counted("A", "A,B", budget="2458488.22")).profile
    assert profile.budget == 245848822
    assert profile.costs == (60000, 50050, 40000)


def test_more_than_two_decimals_never_stretch_the_budget():
    found = election(pb(ballots("A"), budget="100.129", projects=[("A", "5,001", "x")]))
    assert (found.profile.budget, found.profile.costs) == (10012, (501,))
    assert [finding.code for finding in found.findings][:2] == [Noted.AMOUNT_ROUNDED] * 2


@pytest.mark.parametrize("cost", ["", "x", "-5", "1e6", "1 000", "1.2.3"])
def test_what_is_no_amount_is_refused_with_its_line(cost: str):
    with pytest.raises(PabulibError) as caught:
        election(pb(ballots("A"), projects=[("A", cost, "x")]))
    assert (caught.value.finding.code, caught.value.finding.line) == (Wrong.NOT_AN_AMOUNT, 12)


def test_categories_become_groups():
    assert [project.groups for project in election(counted("A", "A,B")).profile.projects] == [
        ("green",),
        ("green", "sport"),
        (),
    ]


def test_a_sentinel_cost_marks_a_withdrawn_project():
    found = election(pb(ballots("A"), projects=[("A", "999999999", "x"), ("B", "5", "y")]))
    assert [project.withdrawn for project in found.profile.projects] == [True, False]
    assert Noted.COST_SENTINEL in [finding.code for finding in found.findings]


def test_a_file_that_agrees_with_itself_has_no_fault():
    assert codes(counted("A", "A,B")) == [Noted.NEVER_VOTED_FOR]


def test_wrong_votes_are_a_fault_with_line_and_both_numbers():
    (fault,) = election(counted("A", "A,B", votes="3,1,0")).faults
    assert str(fault) == "line 12: project A is said to have 3 votes, counted 2"


def test_wrong_totals_are_faults():
    data = counted("A", "A,B", meta={"num_votes": "7", "num_projects": "9"})
    assert [finding.code for finding in election(data).faults] == [
        Noted.VOTES_TOTAL_DIFFERS,
        Noted.PROJECTS_TOTAL_DIFFERS,
    ]


def test_scores_are_recounted():
    data = pb(
        [("1", "A,B", "3,2"), ("2", "A", "1")],
        projects=[("A", "5", "4"), ("B", "6", "9")],
        project_columns=("project_id", "cost", "score"),
        vote_columns=("voter_id", "vote", "points"),
        vote_type="cumulative",
    )
    (fault,) = election(data).faults
    assert (fault.code, dict(fault.values)["counted"]) == (Noted.SCORE_DIFFERS, 2)


def test_a_doubled_project_is_reported_and_may_have_been_counted_either_way():
    assert Noted.PROJECT_TWICE_IN_VOTE in codes(counted("A,A", "A,B"))
    assert not election(counted("A,A", "A,B", votes="3,1,0")).faults


def test_oddities_are_named():
    data = pb([*ballots("A", ""), ("1", "B")], projects=[("A", "5", "x"), ("B", "6", "y"), ("C", "2000", "z")])
    assert codes(data) == [Noted.NEVER_VOTED_FOR, Noted.VOTE_EMPTY, Noted.VOTER_TWICE, Noted.COST_ABOVE_BUDGET]
    assert Noted.EVERYTHING_AFFORDABLE in codes(pb(ballots("A"), budget="5000"))


RULES = {
    "greedy": ("approval", "greedy", "cardinality"),
    "greedy-threshold": ("cumulative", "greedy", "points"),
    "greedy-no-skip": ("choose-1", "greedy-no-skip", "cardinality"),
    "greedy-exclusive": ("ordinal", "greedy", "borda"),
    "greedy-custom": ("approval", "greedy", "cardinality"),
    "equalshares/add1": ("approval", "equal-shares", "cost"),
    "equalshares/add1-comparison": ("approval", "equal-shares", "cost"),
}


@pytest.mark.parametrize("recorded", RULES)
def test_recorded_rules_are_recognised(recorded: str):
    vote_type, rule, utility = RULES[recorded]
    data = pb(
        [],
        vote_type=vote_type,
        rule=recorded,
        vote_columns=("voter_id", "vote", "points"),
        meta={"min_project_score_threshold": "50"},
    )
    spec = recorded_rule(read(data))
    assert (spec.rule, spec.utility, spec.ties) == (rule, utility, ("file-order",))
    assert spec.completion == ("add1" if rule == "equal-shares" else "none")
    assert spec.comparison == recorded.endswith("comparison")
    assert spec.partial_funding == (Fraction(4, 5) if recorded == "greedy-custom" else None)
    assert spec.threshold == (None if rule == "equal-shares" or recorded == "greedy-custom" else 50)


def test_category_budgets_become_caps():
    data = pb([], meta={"categories": "streets, health", "budget_per_category": "200000,100000.50"})
    assert recorded_rule(read(data)).caps == (GroupLimit("streets", 20000000), GroupLimit("health", 10000050))


def test_an_unknown_rule_is_refused_in_words():
    with pytest.raises(PabulibError, match="records the rule “unknown”, which cannot be recounted"):
        recorded_rule(read(pb([], rule="unknown")))


def test_official_winners_are_read_from_the_column_selected():
    columns = ("project_id", "cost", "selected")
    rows = [("A", "1", "1"), ("B", "1", "2"), ("C", "1", "0"), ("D", "1", "3")]
    assert official_winners(read(pb([], projects=rows, project_columns=columns))) == {"A"}
    custom = pb([], projects=rows, project_columns=columns, rule="greedy-custom")
    assert official_winners(read(custom)) == {"A", "B", "D"}
    assert official_winners(read(pb([]))) is None


@pytest.mark.parametrize("cost", ["9" * 14, "9" * 5000])
def test_more_money_than_json_holds_is_refused_in_words(cost: str):
    with pytest.raises(PabulibError, match=r"line 12: “9+” is more money than can be counted \(cost\)"):
        election(pb(ballots("A"), projects=[("A", cost, "x")]))
    assert election(pb(ballots("A"), projects=[("A", f"000{'8' * 13}", "x")])).profile.costs == (int("8" * 13 + "00"),)


@pytest.mark.parametrize("number", ["²", "9" * 5000, "٣", "2.5", "many"])
def test_a_number_is_written_in_plain_digits(number: str):
    for key in ("num_votes", "min_project_score_threshold"):
        with pytest.raises(PabulibError, match="is not a whole number"):
            recorded_rule(election(pb(ballots("A"), meta={key: number})).document)


def test_every_category_needs_its_budget():
    for labels, limits in (("green,sport", "100"), ("green", "100,200"), ("green, green", "1,2")):
        document = read(pb(ballots("A"), meta={"categories": labels, "budget_per_category": limits}))
        with pytest.raises(PabulibError, match="budgets for them"):
            recorded_rule(document)


def scoring(default: str) -> bytes:
    votes = [("1", "A", "3")]
    return pb(votes, vote_columns=("voter_id", "vote", "points"), vote_type="scoring", meta={"default_score": default})


def test_points_for_projects_left_out_are_refused():
    for default in ("2", "-1", "0.5"):
        with pytest.raises(PabulibError, match="only 0 can be counted"):
            read(scoring(default))
    assert election(scoring("0.0")).profile.points.tolist() == [3]


def test_another_scoring_of_ranks_than_borda_is_not_recounted():
    with pytest.raises(PabulibError, match="scoring_fn plurality"):
        recorded_rule(read(pb(ballots("A"), vote_type="ordinal", meta={"scoring_fn": "plurality"})))
    assert recorded_rule(read(pb(ballots("A"), vote_type="ordinal", meta={"scoring_fn": "Borda"}))).utility == "borda"
