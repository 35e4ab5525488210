"""Do thousands of small elections full of ties end exactly as pabutools, counting in fractions, ends them?"""

from fractions import Fraction
from random import Random

import pytest

from partnet_vote.tally.counting import count
from partnet_vote.tally.rule_spec import ID_ORDER, RuleSpec, Utility
from partnet_vote.tally.rules.equal_shares import Market
from partnet_vote.tally.shares.run import Run
from partnet_vote.tally.ties import TieBreaker
from tests.builders.elections_to_count import SmallElection, small_election
from tests.builders.peer import Peer, with_support

APPROVAL: tuple[Utility, ...] = ("cost", "cardinality")


def elections(seed: int, number: int, *, points: bool = False, weighted: bool = False) -> list[SmallElection]:
    random = Random(seed)
    return [small_election(random, points=points, weighted=weighted) for _ in range(number)]


def shares(utility: Utility, **more: object) -> RuleSpec:
    return RuleSpec("equal-shares", utility, ties=ID_ORDER, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("weighted", [False, True], ids=["one each", "weighted"])
@pytest.mark.parametrize("utility", APPROVAL)
def test_equal_shares_of_approvals(utility: Utility, weighted: bool):
    for election in elections(1, 700, weighted=weighted):
        ours = count(election.profile, shares(utility))
        assert list(ours.winners) == Peer(election, points=False).equal_shares(utility), election


@pytest.mark.parametrize("weighted", [False, True], ids=["one each", "weighted"])
def test_equal_shares_of_points(weighted: bool):
    for election in elections(2, 700, points=True, weighted=weighted):
        ours = count(election.profile, shares("points"))
        assert list(ours.winners) == Peer(election, points=True).equal_shares("points"), election


@pytest.mark.parametrize("utility", APPROVAL)
def test_exact_arithmetic_throughout_gives_the_same(utility: Utility):
    for election in elections(3, 250, weighted=True):
        profile, spec = election.profile, shares(utility)
        market = Market(profile, spec, list(range(len(profile.projects))))
        ties = TieBreaker(profile, spec)
        exact = Run(market, market.equal_share(), ties, None, exact=True).result("exact")
        assert tuple(profile.ids[p] for p in exact.bought) == count(profile, spec).winners, election


@pytest.mark.parametrize("utility", APPROVAL)
def test_add1_until_exhaustive(utility: Utility):
    for election in elections(4, 200, weighted=True):
        ours = count(election.profile, shares(utility, completion="add1-exhaustive", increment=100))
        assert sorted(ours.winners) == sorted(Peer(election, points=False).equal_shares(utility, increment=1)), election


def test_add1_of_points_until_exhaustive():
    for election in elections(5, 200, points=True):
        ours = count(election.profile, shares("points", completion="add1-exhaustive"))
        assert sorted(ours.winners) == sorted(Peer(election, points=True).equal_shares("points", increment=1)), election


@pytest.mark.parametrize("utility", APPROVAL)
def test_utilitarian_completion(utility: Utility):
    for election in elections(6, 200, weighted=True):
        peer = Peer(election, points=False)
        ours = count(election.profile, shares(utility, completion="utilitarian"))
        assert sorted(ours.winners) == sorted(peer.completed(utility, peer.equal_shares(utility))), election


def test_phragmen():
    for election in map(with_support, elections(7, 700, weighted=True)):
        if election.costs:
            ours = count(election.profile, RuleSpec("phragmen", ties=ID_ORDER))
            assert sorted(ours.winners) == sorted(Peer(election, points=False).phragmen()), election


def test_greedy_by_votes_and_by_votes_per_cost():
    for election in elections(8, 300, weighted=True):
        peer, profile = Peer(election, points=False), election.profile
        assert list(count(profile, RuleSpec("greedy", ties=ID_ORDER)).winners) == peer.greedy("cost"), election
        assert list(count(profile, RuleSpec("density", ties=ID_ORDER)).winners) == peer.greedy("cardinality"), election


def test_density_of_points():
    for election in elections(9, 300, points=True):
        ours = count(election.profile, RuleSpec("density", "points", ties=ID_ORDER))
        assert list(ours.winners) == Peer(election, points=True).greedy("points"), election


def test_a_weight_is_that_many_voters():
    for election in elections(10, 300, weighted=True):
        copies, scale = election.replicated()
        written_out = SmallElection(election.costs, election.budget, tuple(copies), (Fraction(1),) * len(copies))
        for utility in APPROVAL:
            one, many = count(election.profile, shares(utility)), count(written_out.profile, shares(utility))
            assert one.winners == many.winners
            # A copy stands for 1/scale of a voter, so it pays that share of the price.
            assert [each.price for each in one.rounds] == [(each.price or 0) * scale for each in many.rounds]
