"""Is the number of changed ballots never claimed too high or too low? Checked against every possible change."""

import random
from itertools import combinations, product

import pytest

from partnet_vote.tally.counting import count
from partnet_vote.tally.explanation.sensitivity import sensitivity, turn
from partnet_vote.tally.explanation.wording import sensitivity_words
from partnet_vote.tally.rule_spec import GroupLimit, Rule, RuleSpec
from partnet_vote.tally.values import Profile, Project

MOST = 2
Ballot = list[tuple[int, int]]


def collapsed(projects: list[Project], budget: int, ballots: list[frozenset[int]]) -> Profile:
    return Profile.collapse(projects, budget, [[(p, 1) for p in sorted(ballot)] for ballot in ballots])


def fewest(projects: list[Project], budget: int, ballots: list[frozenset[int]], spec: RuleSpec) -> int:
    """The true smallest number of changed ballots, up to MOST; MOST + 1 if none of those changes the winners."""
    before = set(count(collapsed(projects, budget, ballots), spec).winners)
    every = [frozenset(c) for size in range(len(projects) + 1) for c in combinations(range(len(projects)), size)]
    for number in range(1, MOST + 1):
        for places in combinations(range(len(ballots)), number):
            for new in product(every, repeat=number):
                changed = list(ballots)
                for place, ballot in zip(places, new, strict=True):
                    changed[place] = ballot
                if set(count(collapsed(projects, budget, changed), spec).winners) != before:
                    return number
    return MOST + 1


@pytest.mark.parametrize("rule", ["greedy", "greedy-no-skip", "density", "top-k", "equal-shares", "phragmen"])
def test_bounds_enclose_the_truth(rule: str):
    draw = random.Random(rule)
    exact = 0
    for _ in range(12):
        projects = [Project(id, draw.choice([100, 200, 300, 400])) for id in "ABC"]
        budget = draw.choice([300, 500, 600])
        ballots = [frozenset(draw.sample(range(3), draw.randint(0, 3))) for _ in range(draw.randint(2, 5))]
        threshold = draw.choice([None, 2]) if rule in ("greedy", "top-k") else None
        spec = RuleSpec(rule, threshold=threshold, seats=1 if rule == "top-k" else None)
        votes = collapsed(projects, budget, ballots)
        found = sensitivity(votes, count(votes, spec))
        truth = fewest(projects, budget, ballots, spec)
        assert found.at_least <= truth
        if found.ballots is not None and truth <= MOST:
            assert found.ballots >= truth
        exact += found.is_exact
    assert exact


def one_ballot_is_enough(projects: list[Project], ballots: list[Ballot], values: list[int], spec: RuleSpec) -> bool:
    """Whether some ballot, marked in some other way, changes the winners."""
    before = set(count(Profile.collapse(projects, 100, ballots), spec).winners)
    every = [list(enumerate(marks)) for marks in product(values, repeat=len(projects))]
    changed = ([*ballots[:at], new, *ballots[at + 1 :]] for at in range(len(ballots)) for new in every)
    return any(set(count(Profile.collapse(projects, 100, each), spec).winners) != before for each in changed)


OTHERS = {
    "net scores": (RuleSpec("top-k", "net", seats=1), [-1, 0, 1]),
    "a shared rank": (RuleSpec("top-k", seats=1, ties=("shared-rank",)), [0, 1]),
    "a reserve": (RuleSpec("greedy", reserve=50), [0, 1]),
    "points": (RuleSpec("greedy", "points"), [0, 1, 2]),
    "points, no skip": (RuleSpec("greedy-no-skip", "points", ties=("more-votes",)), [0, 1, 2]),
}


@pytest.mark.parametrize("name", OTHERS)
def test_where_one_ballot_is_enough_no_more_are_claimed_to_be_needed(name: str):
    draw = random.Random(name)
    spec, values = OTHERS[name]
    enough = 0
    for _ in range(25):
        projects = [Project(id, draw.choice([20, 50, 90, 100])) for id in "ABC"]
        ballots = [[(p, draw.choice(values)) for p in range(3)] for _ in range(draw.randint(1, 6))]
        votes = Profile.collapse(projects, 100, ballots)
        found = sensitivity(votes, count(votes, spec), largest=max(values))
        assert found.ballots is None or found.ballots >= found.at_least, (projects, ballots)
        if one_ballot_is_enough(projects, ballots, values, spec):
            enough += 1
            assert found.at_least == 1, (projects, ballots)
        else:
            assert found.ballots is None or found.ballots > 1, (projects, ballots)
    assert enough


@pytest.mark.parametrize("rule", ["greedy", "greedy-no-skip", "density", "top-k"])
def test_fewer_ballots_than_are_needed_never_change_the_winners(rule: Rule):
    draw = random.Random(f"many {rule}")
    claimed = 0
    for _ in range(60):
        projects = [Project(id, draw.choice([0, 2, 3, 4, 6]), groups=draw.choice([(), ("x",)])) for id in "ABCD"]
        usual = [draw.choice([0, 0, 1, 3]) for _ in projects]
        ballots = [[(p, usual[p] if draw.random() < 0.8 else draw.randint(0, 3)) for p in range(4)] for _ in range(16)]
        spec = RuleSpec(
            rule,
            "points",
            threshold=draw.choice([None, 6]),
            seats=2 if rule == "top-k" else None,
            caps=(GroupLimit("x", draw.randint(2, 9)),),
            exclusive=draw.choice([(), (("A", "B"),)]),
        )
        votes = Profile.collapse(projects, 9, ballots)
        outcome = count(votes, spec)
        few = sensitivity(votes, outcome, largest=3).at_least - 1
        claimed += few > 0
        for _ in range(40 if few else 0):
            gains, loses = draw.sample(range(4), 2)
            changed = [list(ballot) for ballot in ballots]
            for at in draw.sample(range(16), min(few, 16)):
                changed[at] = [(p, 3 if p == gains else 0 if p == loses else x) for p, x in changed[at]]
            assert set(count(Profile.collapse(projects, 9, changed), spec).winners) == set(outcome.winners)
    assert claimed > 5


def test_what_a_ballot_may_give_is_not_guessed():
    votes = Profile.collapse([Project("A", 100), Project("B", 100)], 100, [[(0, 1)]] * 9 + [[(1, 1)]])
    outcome = count(votes, RuleSpec("greedy", "points"))
    assert sensitivity(votes, outcome).at_least == 1
    assert sensitivity(votes, outcome, largest=1).at_least == 4
    assert sensitivity(votes, outcome, largest=2).at_least == 2


def test_the_first_vote_for_a_free_project_may_be_enough():
    projects = [Project("A", 100), Project("B")]
    votes = Profile.collapse(projects, 100, [[(0, 1)]] * 9)
    spec = RuleSpec("density", exclusive=(("A", "B"),))
    assert sensitivity(votes, count(votes, spec)).at_least == 1


def test_weighted_ballots_are_spoken_of_as_ballots_of_weight_one():
    projects = [Project("A", 100), Project("B", 100)]
    ballots = [[(0, 1)]] * 10 + [[(1, 1)]] * 3
    weighted = Profile.collapse(projects, 100, ballots, [1] * 9 + [3] + [1] * 3)
    found = sensitivity(weighted, count(weighted, RuleSpec("greedy")))
    assert (found.ballots, found.at_least, found.is_weighted) == (5, 5, True)
    assert "5 changed ballots of weight 1 would change" in str(sensitivity_words(found)[0])
    plain = weighted.unweighted()
    assert "weight" not in str(sensitivity_words(sensitivity(plain, count(plain, RuleSpec("greedy"))))[0])


def test_far_ahead_by_net_votes_many_ballots_are_needed():
    ballots = [[(0, 1), (1, -1)]] * 7 + [[(0, -1), (1, 1)]]
    votes = Profile.collapse([Project("A"), Project("B")], 0, ballots)
    assert sensitivity(votes, count(votes, RuleSpec("top-k", "net", seats=1))).at_least == 3


def test_a_clear_margin_is_exact():
    projects = [Project("A", 100), Project("B", 100)]
    votes = collapsed(projects, 100, [frozenset({0})] * 10 + [frozenset({1})] * 3)
    found = sensitivity(votes, count(votes, RuleSpec("greedy")))
    assert (found.ballots, found.at_least, found.gains, found.loses) == (4, 4, "B", "A")
    assert found.is_exact


def test_turned_ballots_keep_the_number_of_voters():
    projects = [Project("A", 100), Project("B", 100)]
    votes = collapsed(projects, 100, [frozenset({0})] * 10 + [frozenset()] * 2)
    turned = turn(votes, votes.starts[:-1] * 0 + range(len(votes.weights)), 11, 1)
    assert (int(turned.weights.sum()), int(turned.counts.sum())) == (12, 12)
