"""Do the numbers of an explanation add up, and would its missing votes really have changed the result?"""

import random
from fractions import Fraction

import pytest

from partnet_vote.tally.counting import count
from partnet_vote.tally.explanation.ledger import ledger
from partnet_vote.tally.explanation.values import Explanation, MissingVotes, Taken, Verdict, Why
from partnet_vote.tally.explanation.verdicts import explain
from partnet_vote.tally.explanation.wording import details, why
from partnet_vote.tally.rule_spec import FILE_ORDER, GroupLimit, RuleSpec
from partnet_vote.tally.values import Profile, Project

Ballots = list[list[tuple[int, int]]]


def profile(costs: dict[str, int], budget: int, *ballots: str, **given) -> Profile:
    projects = [Project(id, cost) for id, cost in costs.items()]
    ids = list(costs)
    return Profile.collapse(projects, budget, [[(ids.index(id), 1) for id in ballot] for ballot in ballots], **given)


def explained(votes: Profile, spec: RuleSpec) -> Explanation:
    return explain(votes, count(votes, spec))


# --- greedy ---------------------------------------------------------------------------------------------

COSTS = {"A": 500, "B": 600, "C": 400, "D": 2000}
VOTES = profile(COSTS, 1000, "A", "AB", "AB", "B", "BC", "AD", "A")


def test_a_greedy_loser_hears_how_much_was_missing_and_how_many_votes():
    verdict = explained(VOTES, RuleSpec("greedy", ties=FILE_ORDER)).of("B")
    assert (verdict.why, verdict.left, verdict.short) == (Why.DID_NOT_FIT, 500, 100)
    assert verdict.missing == MissingVotes(2, "votes", exact=True)


def test_a_project_dearer_than_the_budget_has_no_missing_votes():
    verdict = explained(VOTES, RuleSpec("greedy")).of("D")
    assert (verdict.why, verdict.short, verdict.missing) == (Why.ABOVE_BUDGET, 1000, None)


def test_places_follow_the_result():
    verdicts = explained(VOTES, RuleSpec("greedy")).verdicts
    assert [(verdict.project, verdict.place) for verdict in verdicts] == [("A", 1), ("C", 2), ("B", 3), ("D", 4)]


def test_after_the_stop_the_stopper_is_named():
    verdict = explained(VOTES, RuleSpec("greedy-no-skip")).of("C")
    assert (verdict.why, verdict.rival) == (Why.AFTER_THE_STOP, "B")
    assert verdict.missing == MissingVotes(3, "votes", exact=True)


def test_threshold_exclusion_and_cap_are_told():
    spec = RuleSpec("greedy", threshold=2, exclusive=(("A", "B"),))
    assert [explained(VOTES, spec).of(id).why for id in "BC"] == [Why.EXCLUDED, Why.BELOW_THRESHOLD]
    assert explained(VOTES, spec).of("B").rival == "A"
    assert explained(VOTES, spec).of("C").missing == MissingVotes(1, "votes", exact=True)
    projects = [Project("A", 500, groups=("green",)), Project("B", 400, groups=("green",))]
    capped = Profile.collapse(projects, 1000, [[(0, 1)], [(0, 1), (1, 1)]])
    spec = RuleSpec("greedy", caps=(GroupLimit("green", 600),))
    assert explained(capped, spec).of("B").why is Why.OVER_CAP


def test_partial_funding_says_what_must_come_from_elsewhere():
    spec = RuleSpec("greedy", partial_funding=Fraction(4, 5), ties=FILE_ORDER)
    verdict = explained(VOTES, spec).of("B")
    assert (verdict.why, verdict.short) == (Why.PARTLY_FUNDED, 100)


def test_reserve_money_is_told_apart():
    spec = RuleSpec("greedy-no-skip", reserve=600, ties=FILE_ORDER)
    assert [explained(VOTES, spec).of(id).why for id in "ABC"] == [
        Why.FUNDED,
        Why.FUNDED_FROM_RESERVE,
        Why.AFTER_THE_STOP,
    ]


def test_top_k_and_welfare_have_their_own_reasons():
    assert explained(VOTES, RuleSpec("top-k", seats=1)).of("B").why is Why.BEYOND_THE_SEATS
    welfare = explained(VOTES, RuleSpec("max-welfare"))
    assert {verdict.project for verdict in welfare.verdicts if verdict.won} == set(welfare.outcome.winners)
    lost = next(verdict for verdict in welfare.verdicts if verdict.why is Why.NOT_IN_BEST_SET)
    assert lost.short is not None
    assert lost.short >= 0


# --- equal shares ---------------------------------------------------------------------------------------

SHARES = RuleSpec("equal-shares", "cost", ties=FILE_ORDER)


def small() -> Profile:
    """Four voters with 300 each: three want the park, two of them also the bikes, one more the hall."""
    costs = {"P": 600, "B": 400, "H": 500}
    return profile(costs, 1200, "PB", "PB", "P", "H")


def test_the_money_behind_a_loser_is_accounted_to_the_last_hundredth():
    found = explained(small(), SHARES)
    assert found.outcome.winners == ("P",)
    verdict = found.of("B")
    assert verdict.why is Why.SUPPORTERS_SHORT
    assert verdict.backing is not None
    assert verdict.backing.at_start == 600
    assert verdict.backing.taken == (Taken("P", Fraction(400)),)
    assert (verdict.backing.at_end, verdict.short) == (200, 200)
    assert verdict.missing == MissingVotes(1, "voters", exact=True, share="same")


def test_a_winner_says_who_paid_what():
    payment = explained(small(), SHARES).of("P").payment
    assert payment is not None
    assert (payment.round, payment.price, payment.full_weight, payment.last_weight) == (1, 200, 3, 0)


def test_who_had_less_gave_the_rest():
    votes = profile({"A": 160, "B": 215}, 600, "A", "AB", "B", "B", "A", "")
    payment = explained(votes, RuleSpec("equal-shares", "cost", ties=FILE_ORDER)).of("B").payment
    assert payment is not None
    assert (payment.full_weight, payment.last_weight) == (2, 1)
    assert payment.price * payment.full_weight + payment.last_money == 215


def test_rounds_show_the_race_as_shares_of_cost():
    (race,) = explained(small(), SHARES).rounds
    shares = {each.project: each.share for each in race.support}
    votes = {each.project: each.effective_votes for each in race.support}
    assert votes == {"P": 3, "B": 2, "H": None}
    assert (race.bought, shares) == ("P", {"P": Fraction(3, 2), "B": Fraction(3, 2), "H": Fraction(3, 5)})


def test_weighted_prices_are_told_for_a_voter_of_weight_one():
    votes = profile({"A": 300}, 300, "A", "A", weights=[Fraction(1, 2), Fraction(1)])
    payment = explained(votes, SHARES).of("A").payment
    assert payment is not None
    assert (payment.price, payment.full_weight) == (200, Fraction(3, 2))


def test_greedy_kept_by_the_comparison_is_explained_as_greedy():
    votes = profile({"A": 900, "B": 300, "C": 300}, 900, "A", "A", "A", "A", "B", "B", "C")
    spec = RuleSpec("equal-shares", "cost", comparison=True)
    found = explained(votes, spec)
    wanted = Why.FUNDED_BY_COMPARISON if found.outcome.preferred == "greedy" else Why.FUNDED
    assert {verdict.why for verdict in found.verdicts if verdict.won} == {wanted}


def test_zero_votes_and_nobody_at_all_are_explained():
    assert explained(profile({"A": 5, "B": 6}, 10, "A"), SHARES).of("B").why is Why.NO_SUPPORT
    assert not any(verdict.won for verdict in explained(profile({"A": 5}, 10), SHARES).verdicts)


# --- at random ------------------------------------------------------------------------------------------


def drawn(seed: int, *, points: bool) -> tuple[list[Project], int, Ballots, list[Fraction]]:
    draw = random.Random(seed)
    number = draw.randint(2, 6)
    projects = [Project(chr(65 + each), draw.choice([100, 150, 200, 300, 400, 500])) for each in range(number)]
    ballots = [
        [(p, draw.randint(1, 3) if points else 1) for p in sorted(draw.sample(range(number), draw.randint(0, number)))]
        for _ in range(draw.randint(1, 12))
    ]
    heavy = draw.random() < 0.5
    weights = [Fraction(draw.choice(["1", "1", "2", "1/2", "3/2"])) if heavy else Fraction(1) for _ in ballots]
    return projects, draw.choice([300, 600, 1000, 1200]), ballots, weights


@pytest.mark.parametrize("seed", range(60))
def test_equal_shares_always_buys_the_most_effective_votes(seed: int):
    projects, budget, ballots, weights = drawn(seed, points=False)
    votes = Profile.collapse(projects, budget, ballots, weights)
    for race in explained(votes, SHARES).rounds:
        bought = next(each.effective_votes for each in race.support if each.project == race.bought)
        assert bought == max(each.effective_votes for each in race.support if each.effective_votes is not None)


@pytest.mark.parametrize("seed", range(150))
def test_every_ledger_balances(seed: int):
    points = seed % 3 == 0
    projects, budget, ballots, weights = drawn(seed, points=points)
    votes = Profile.collapse(projects, budget, ballots, weights)
    completion = ("none", "add1", "utilitarian", "add1u")[seed % 4]
    outcome = count(votes, RuleSpec("equal-shares", "points" if points else "cost", completion))
    book = ledger(votes, outcome, with_offers=True)
    for turn, project in enumerate(book.bought):
        assert book.offers[turn][project] == book.prices[turn]
        assert book.paid[project][turn] == projects[project].cost
        assert book.prices[turn] * book.full_marks[turn] + book.last_money[turn] == projects[project].cost
    for project, one in enumerate(projects):
        left = book.money(project, len(book.bought))
        assert left >= 0
        assert project in book.bought or left < one.cost or not book.weight[project]
    assert {verdict.project for verdict in explain(votes, outcome).verdicts if verdict.won} == set(outcome.winners)


def wins_with(verdict: Verdict, votes: Profile, drawing, spec: RuleSpec, more: int) -> bool:
    """Whether so many more single-minded voters fund it; in equal shares each brings the same money as everybody."""
    projects, budget, ballots, weights = drawing
    index = votes.ids.index(verdict.project)
    ballots = ballots + [[(index, 1)]] * more
    weights = weights + [Fraction(1)] * more
    if spec.rule == "equal-shares":
        money = Fraction(budget) / votes.total_weight * (votes.total_weight + more)
        projects = [Project(each.id, each.cost * money.denominator) for each in projects]
        budget = money.numerator
    return verdict.project in count(Profile.collapse(projects, budget, ballots, weights), spec).winners


@pytest.mark.parametrize("rule", ["equal-shares", "phragmen", "greedy", "greedy-no-skip", "density", "top-k"])
def test_missing_votes_suffice_and_fewer_do_not(rule: str):
    told = 0
    for seed in range(120):
        drawing = drawn(seed, points=False)
        votes = Profile.collapse(*drawing)
        spec = RuleSpec(rule, seats=2 if rule == "top-k" else None)
        for verdict in explained(votes, spec).verdicts:
            missing = verdict.missing
            if missing is None:
                continue
            told += 1
            assert wins_with(verdict, votes, drawing, spec, missing.number), (seed, verdict)
            if missing.exact and missing.number > 1:
                assert not wins_with(verdict, votes, drawing, spec, missing.number - 1), (seed, verdict)
    assert told > 100


# --- words ----------------------------------------------------------------------------------------------


def test_every_reason_has_a_sentence():
    outcome = count(small(), SHARES)
    for reason in Why:
        sentence = str(why(Verdict("X", 1, reason, 100, Fraction(1), 5, Fraction(7, 3), "Y"), outcome))
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_sentences_carry_the_numbers():
    found = explained(small(), SHARES)
    verdict = found.of("B")
    assert str(why(verdict, found.outcome)) == "Its supporters could not pay for it: at the end they lacked 2."
    assert [str(sentence) for sentence in details(verdict)] == [
        "Its supporters (2) held 6 at the start.",
        "P took 4 of it.",
        "At the end 2 was left.",
        "1 more voter for this project alone, with the same share, would have funded it.",
    ]
