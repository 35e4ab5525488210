"""Does the declared chain settle every tie, and is every tie told?"""

from __future__ import annotations

from hashlib import sha256

from partnet_vote.tally.counting import count
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.ties import TieBreaker, lot_order
from partnet_vote.tally.values import Profile, Project


def profile(*projects: tuple[str, int], ballots: list[list[tuple[int, int]]] | None = None) -> Profile:
    listed = [Project(id, cost) for id, cost in projects]
    return Profile.collapse(listed, 1000, ballots if ballots is not None else [[(p, 1) for p in range(len(listed))]])


def test_each_step_orders_and_is_named():
    election = profile(
        ("b", 300), ("a", 300), ("c", 200), ("d", 200), ballots=[[(0, 1), (1, 1), (2, 1), (3, 1)], [(3, -1), (1, 1)]]
    )
    chain = TieBreaker(election, RuleSpec("greedy", ties=("fewer-minus", "lower-cost", "more-votes", "file-order")))
    assert chain.order([0, 1, 2, 3]) == [2, 1, 0, 3]
    assert chain.order([0, 1]) == [1, 0]
    assert chain.order([0, 3]) == [0, 3]
    assert [(tie.tied, tie.decided_by, tie.order) for tie in chain.met] == [
        (("b", "a", "c", "d"), "lower-cost", ("c", "a", "b", "d")),
        (("b", "a"), "more-votes", ("a", "b")),
        (("b", "d"), "fewer-minus", ("b", "d")),
    ]


def test_ids_settle_what_the_chain_leaves_open():
    chain = TieBreaker(profile(("10", 1), ("9", 1)), RuleSpec("greedy", ties=("lower-cost",)))
    assert chain.first([0, 1]) == 0
    assert chain.met[0].decided_by == "id-order"


def test_a_single_project_is_no_tie():
    chain = TieBreaker(profile(("a", 1), ("b", 1)), RuleSpec("greedy"))
    assert chain.order([1]) == [1]
    assert chain.met == ()


def test_the_lot_is_anyones_to_draw_again():
    ids = ["a", "b", "c", "č"]
    drawn = sorted(ids, key=lambda id: sha256(f"vlaky 2026\n{id}".encode()).hexdigest())
    assert [ids[at] for at in lot_order(ids, "vlaky 2026")] == drawn
    assert lot_order(ids, "vlaky 2026") != lot_order(ids, "stromy 2027")


def test_the_lot_does_not_depend_on_the_order_of_the_file():
    forth = profile(("a", 1), ("b", 1), ("c", 1))
    back = profile(("c", 1), ("b", 1), ("a", 1))
    spec = RuleSpec("greedy", ties=("lot",), seed="x")
    first = [forth.ids[p] for p in TieBreaker(forth, spec).order([0, 1, 2])]
    assert first == [back.ids[p] for p in TieBreaker(back, spec).order([0, 1, 2])]


def test_equals_that_share_a_rank_are_told_so():
    election = profile(("b", 1), ("a", 1), ("c", 1), ballots=[[(0, 1), (1, 1), (2, 1)], [(2, -1)]])
    shared = RuleSpec("top-k", seats=1, ties=("fewer-minus", "shared-rank", "lot"))
    outcome = count(election, shared)
    assert set(outcome.winners) == {"a", "b"}
    assert [(set(tie.tied), tie.decided_by) for tie in outcome.ties] == [({"a", "b", "c"}, "shared-rank")]
    # Where one must be taken first a shared rank settles nothing, and the next step does.
    assert count(election, RuleSpec("greedy", ties=("shared-rank",))).ties[0].decided_by == "id-order"


def test_a_tie_is_in_the_outcome_with_what_decided_it():
    election = Profile.collapse([Project("a", 700), Project("b", 600)], 1000, [[(0, 1)], [(1, 1)]])
    for rule in ("greedy", "equal-shares", "phragmen"):
        ballots = [[(0, 1), (1, 1)]] * 2
        both = Profile.collapse([Project("a", 600), Project("b", 600)], 1000, ballots)
        outcome = count(both, RuleSpec(rule, ties=("file-order",)))  # type: ignore[arg-type]
        assert [(tie.tied, tie.decided_by) for tie in outcome.ties] == [(("a", "b"), "file-order")]
    assert count(election, RuleSpec("greedy", ties=("lower-cost",))).winners == ("b",)
