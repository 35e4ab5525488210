"""Does the table of rules say who wins where, and how many voters each rule reaches?"""

from fractions import Fraction

from partnet_vote.tally.counting import count
from partnet_vote.tally.rehearsal import rehearse, rule_name, usual_rules
from partnet_vote.tally.rule_spec import FILE_ORDER, RuleSpec
from partnet_vote.tally.values import Profile, Project

PROJECTS = [Project("Road", 900), Project("Park", 300), Project("Bike", 300)]
BALLOTS = [[(0, 1)]] * 6 + [[(1, 1)]] * 3 + [[(1, 1), (2, 1)]] * 2 + [[]]
VOTES = Profile.collapse(PROJECTS, 900, BALLOTS)


def test_a_majority_takes_all_under_greedy_and_its_share_under_equal_shares():
    found = rehearse(VOTES, [RuleSpec("greedy"), RuleSpec("equal-shares", "cost")])
    assert dict(found.projects) == {"Road": ("greedy",), "Park": ("equal-shares",), "Bike": ()}
    assert (found.agreed, found.disputed) == ((), ("Road", "Park"))


def test_voters_reached_and_money_count_every_voter():
    greedy, shares = rehearse(VOTES, [RuleSpec("greedy"), RuleSpec("equal-shares", "cost")]).rules
    assert (greedy.reached, shares.reached) == (Fraction(6, 12), Fraction(5, 12))
    assert (greedy.winners_per_voter, greedy.money_per_voter) == (Fraction(1, 2), 450)
    assert shares.money_per_voter == Fraction(5 * 300, 12)


def test_shares_are_by_weight():
    votes = Profile.collapse(PROJECTS, 900, BALLOTS, [Fraction(1)] * 11 + [Fraction(9)])
    assert rehearse(votes, [RuleSpec("greedy")]).rules[0].reached == Fraction(6, 20)


def test_every_usual_rule_is_the_same_count_as_alone():
    specs = usual_rules("cardinality", FILE_ORDER)
    found = rehearse(VOTES, specs)
    assert len({each.name for each in found.rules}) == len(specs)
    assert [each.outcome.digest for each in found.rules] == [count(VOTES, spec).digest for spec in specs]


def test_names_are_short_and_unique():
    spec = RuleSpec("equal-shares", "cost", "add1", comparison=True)
    assert rule_name(spec) == "equal-shares/add1/comparison"
    assert rule_name(RuleSpec("greedy", threshold=50)) == "greedy from 50"
    assert [each.name for each in rehearse(VOTES, [RuleSpec("greedy")] * 3).rules] == [
        "greedy",
        "greedy (2)",
        "greedy (3)",
    ]


def test_nobody_voting_is_no_fault():
    assert rehearse(Profile.collapse(PROJECTS, 900, []), [RuleSpec("greedy")]).rules[0].reached == 0
