"""Is "so many more votes would have funded it" true under every rule, limit and completion? Each claim is counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

import pytest

from partnet_vote.tally.counting import count
from partnet_vote.tally.explanation.values import MissingVotes, Verdict, Why
from partnet_vote.tally.explanation.verdicts import explain
from partnet_vote.tally.explanation.wording import missing
from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.rule_spec import FILE_ORDER, Completion, GroupLimit, Rule, RuleSpec, TieStep, Utility
from partnet_vote.tally.values import Profile, Project

Ballots = list[list[tuple[int, int]]]
CHAINS: tuple[tuple[TieStep, ...], ...] = (
    ("lower-cost", "lot"),
    ("more-votes", "lot"),
    ("id-order",),
    ("fewer-minus",),
)


@dataclass(frozen=True)
class Vote:
    """An election as drawn, so that voters can be added."""

    projects: list[Project]
    budget: Fraction
    ballots: Ballots
    weights: list[Fraction]

    def won(self, project: str, spec: RuleSpec, more: Ballots) -> bool:
        """Whether the project wins when voters of weight 1 are added; fractions of money are made whole."""
        unit = self.budget.denominator
        projects = [replace(each, cost=each.cost * unit) for each in self.projects]
        caps = tuple(GroupLimit(cap.group, cap.limit * unit) for cap in spec.caps)
        weights = [*self.weights, *[Fraction(1)] * len(more)]
        votes = Profile.collapse(projects, int(self.budget * unit), [*self.ballots, *more], weights)
        return project in count(votes, replace(spec, caps=caps)).winners


def drawn(random: Random, largest: int) -> Vote:
    number = random.randint(2, 6)
    projects = [
        Project(f"p{9 + at}", random.choice((0, 1, 2, 3, 4, 5, 6, 8)), groups=random.choice(((), (), ("x",))))
        for at in range(number)
    ]
    ballots = [
        [(at, random.randint(1, largest)) for at in range(number) if random.random() < 0.45]
        for _ in range(random.randint(1, 8))
    ]
    weights = [random.choice((Fraction(1), Fraction(1), Fraction(2), Fraction(3, 2))) for _ in ballots]
    return Vote(projects, Fraction(random.randint(1, 20)), ballots, weights)


def conditions(random: Random, vote: Vote) -> dict[str, object]:
    ids = [project.id for project in vote.projects]
    found: dict[str, object] = {"ties": random.choice(CHAINS)}
    if random.random() < 0.25:
        found["threshold"] = random.randint(1, 4)
    if random.random() < 0.25:
        found["exclusive"] = (tuple(random.sample(ids, 2)),)
    if random.random() < 0.25:
        found["caps"] = (GroupLimit("x", random.randint(0, 12)),)
    if random.random() < 0.1:
        found["threshold_cost_share"] = Fraction(1, 3)
    return found


def supporters(claim: MissingVotes, place: int, number: int, largest: int) -> Ballots:
    """The ballots that the claim speaks of."""
    if claim.unit == "points":
        return [[(place, number)]]
    return [[(place, largest if claim.unit == "voters" else 1)]] * number


def judged(vote: Vote, outcome: Outcome, verdict: Verdict) -> None:
    """Count with as many more voters as are named, and with fewer."""
    claim, spec = verdict.missing, outcome.spec
    assert claim is not None
    held = outcome.endowment if claim.share == "last" else None
    if claim.share == "last":
        spec = replace(spec, completion="none", comparison=False, integral_start=False)
    elif claim.share:
        held = vote.budget / sum(vote.weights)
    place = [project.id for project in vote.projects].index(verdict.project)
    largest = max((x for ballot in vote.ballots for _, x in ballot), default=1) if "points" in spec.utility else 1

    def wins(number: int) -> bool:
        budget = vote.budget if held is None else held * (sum(vote.weights) + number)
        richer = replace(vote, budget=budget)
        return richer.won(verdict.project, spec, supporters(claim, place, number, largest))

    assert wins(claim.number), (vote, spec, verdict)
    if claim.exact:
        assert not any(wins(fewer) for fewer in range(max(1, claim.number - 4), claim.number)), (vote, spec, verdict)


def tried(seed: str, specs: list[RuleSpec], largest: int) -> int:
    """How many claims were found true."""
    random, told = Random(seed), 0
    for _ in range(160):
        vote = drawn(random, largest)
        votes = Profile.collapse(vote.projects, int(vote.budget), vote.ballots, vote.weights)
        spec = replace(random.choice(specs), **conditions(random, vote))
        outcome = count(votes, spec)
        for verdict in explain(votes, outcome).verdicts:
            if verdict.missing is not None:
                told += 1
                judged(vote, outcome, verdict)
    return told


@pytest.mark.parametrize("completion", ["none", "utilitarian", "add1", "add1-exhaustive", "add1u"])
@pytest.mark.parametrize("utility", ["cost", "cardinality", "points", "cost-points", "borda"])
def test_in_equal_shares(completion: Completion, utility: Utility):
    spec = RuleSpec("equal-shares", utility, completion, increment=1)
    specs = [spec, replace(spec, comparison=True)]
    assert tried(f"{completion} {utility}", specs, 3 if "points" in utility else 1) > 30


@pytest.mark.parametrize("skips", [False, True])
def test_in_phragmen(skips: bool):
    assert tried(f"flow {skips}", [RuleSpec("phragmen", skip_unaffordable=skips)], 1) > 30


@pytest.mark.parametrize("rule", ["greedy", "greedy-no-skip", "density", "top-k"])
@pytest.mark.parametrize("utility", ["cardinality", "points"])
def test_where_scores_decide(rule: Rule, utility: Utility):
    spec = RuleSpec(rule, utility, seats=2 if rule == "top-k" else None)
    specs = [spec, replace(spec, drop_if_minus_exceeds=True)]
    if rule == "greedy":
        specs += [replace(spec, partial_funding=Fraction(4, 5)), replace(spec, reserve=5)]
    assert tried(f"{rule} {utility}", specs, 3 if utility == "points" else 1) > 30


@pytest.mark.parametrize("utility", ["cardinality", "cost", "points", "cost-points"])
def test_in_the_best_set(utility: Utility):
    random, told = Random(f"set {utility}"), 0
    for _ in range(300):
        vote = drawn(random, 3 if "points" in utility else 1)
        votes = Profile.collapse(vote.projects, int(vote.budget), vote.ballots, vote.weights)
        outcome = count(votes, RuleSpec("max-welfare", utility, ties=random.choice(CHAINS)))
        for verdict in explain(votes, outcome).verdicts:
            if verdict.missing is not None:
                told += 1
                judged(vote, outcome, verdict)
    assert told > 100


def test_plus_votes_are_votes_and_may_outweigh_the_minus():
    projects = [Project("a"), Project("b"), Project("c")]
    ballots = [[(0, 1)]] * 5 + [[(1, 1), (2, -1)]] * 3 + [[(1, -1), (2, 1)]]
    votes = Profile.collapse(projects, 0, ballots)
    net = count(votes, RuleSpec("top-k", "net", seats=1, ties=FILE_ORDER))
    assert explain(votes, net).of("b").missing == MissingVotes(4, "votes", exact=True)
    plus = count(votes, RuleSpec("top-k", seats=2, drop_if_minus_exceeds=True))
    verdict = explain(votes, plus).of("c")
    assert (verdict.why, verdict.missing) == (Why.MINUS_EXCEEDS, MissingVotes(3, "votes", exact=True))


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (
            MissingVotes(1, "voters", True, "same"),
            "1 more voter for this project alone, with the same share, would have",
        ),
        (MissingVotes(2, "voters", False, "same"), "with the same share, would surely have funded it, perhaps fewer."),
        (MissingVotes(2, "voters", True, "last"), "would have paid for it with the last share."),
        (MissingVotes(2, "voters", False), "would surely have funded it, perhaps fewer."),
        (MissingVotes(2, "points", False), "2 more points would have funded it."),
    ],
)
def test_the_words_claim_no_more_than_is_known(claim: MissingVotes, words: str):
    assert words in str(missing(claim))
