"""Can nobody find a small group from what is shown and from the sums that are known?"""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, strategies as st

from partnet_vote.results.rules.turnout import Group, People, Turnout, turnout_of
from partnet_vote.tally.electorate import WeightClass
from partnet_vote.tally.suppression import SMALLEST, hidden

CELLS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=9)


def derivable(cells: list[tuple[int, ...]], gone: frozenset[int], block: frozenset[int]) -> list[tuple[int, ...]]:
    """Every sum of hidden groups that subtraction from a block's known sum gives away."""
    missing = block & gone
    return [tuple(map(sum, zip(*(cells[i] for i in missing), strict=True)))] if missing else []


@given(CELLS)
def test_no_small_group_is_shown_or_left_over(cells: list[tuple[int, int]]) -> None:
    gone = hidden(cells)
    assert all(min(cells[i]) >= SMALLEST for i in range(len(cells)) if i not in gone)
    if len(gone) == len(cells):
        return  # only the sum of all is known, and that is public anyway
    for rest in derivable(list(cells), gone, frozenset(range(len(cells)))):
        assert min(rest) >= SMALLEST
        assert len(gone) > 1


@given(CELLS, st.data())
def test_sums_known_from_elsewhere_give_nothing_away(cells: list[tuple[int, int]], data: st.DataObject) -> None:
    block = frozenset(data.draw(st.sets(st.integers(0, len(cells) - 1))))
    gone = hidden(cells, [block])
    for known in (block, frozenset(range(len(cells))) - block, frozenset(range(len(cells)))):
        if known and known <= gone:
            continue  # the block's own sum, published elsewhere
        blocks = [part for part in (block, frozenset(range(len(cells))) - block) if part]
        if known not in blocks and any(part <= gone for part in blocks):
            continue  # one part is a published sum; the other was looked at by itself
        for rest in derivable(list(cells), gone, known):
            assert min(rest) >= SMALLEST


def test_one_small_group_hides_the_next_smallest_too() -> None:
    assert hidden([(3,), (40,), (25,), (90,)]) == {0, 2}
    assert hidden([(3,), (4,), (25,), (90,)]) == {0, 1, 2}
    assert hidden([(12,), (40,)]) == frozenset()


def test_a_group_in_which_nearly_everybody_voted_is_hidden() -> None:
    assert 0 in hidden([(30, 2), (50, 50), (40, 60)])


YEARS = st.lists(st.tuples(st.integers(1930, 2010), st.integers(1, 40), st.integers(0, 40)), min_size=1, max_size=40)


@given(YEARS, st.integers(1950, 2005))
def test_no_age_band_can_be_told_from_the_weight_classes(rows: list[tuple[int, int, int]], born_from: int) -> None:
    """The bundle tells how many credentials each weight class got: bands end where the class does."""
    eligible = [People("a", year, size) for year, size, _ in rows]
    voted = [People("a", year, min(size, some)) for year, size, some in rows if min(size, some)]
    young = WeightClass("young", weight=2, reason="A public reason.", born_from=born_from)  # type: ignore[arg-type]
    turnout = turnout_of(voted, eligible, {}, 2026, [young])
    in_class = [group for group in turnout.ages if group.key and int(group.key) <= 2026 - born_from]
    known = sum(each.number for each in voted if (each.birth_year or 0) >= born_from)
    gone = [group for group in in_class if group.voted is None]
    if gone and len(gone) < len(in_class):
        assert known - sum(group.voted or 0 for group in in_class) >= SMALLEST
        assert len(gone) > 1
    assert all(group.until is None or group.until <= 2026 - born_from for group in in_class[:-1])


def test_bands_are_decades_from_the_youngest_and_end_with_eighty() -> None:
    eligible = [People("a", year, 20) for year in range(1940, 2012)]
    voted = [People("a", year, 10) for year in range(1940, 2012)]
    turnout = turnout_of(voted, eligible, {"web": 700, "paper": 20}, 2026)
    assert [(group.key, group.until) for group in turnout.ages] == [
        ("15", 19), ("20", 29), ("30", 39), ("40", 49), ("50", 59), ("60", 69), ("70", 79), ("80", None),
    ]  # fmt: skip
    assert all(group.share and group.share * 2 == 1 for group in turnout.ages)
    assert [(group.key, group.voted) for group in turnout.channels] == [("web", 700), ("paper", 20)]


def test_a_rare_way_is_hidden_with_its_complement() -> None:
    turnout = turnout_of([People(None, None, 703)], [People(None, None, 900)], {"web": 700, "desk": 3}, 2026)
    assert [group.voted for group in turnout.channels] == [None, None]
    assert turnout.districts == ()


def test_districts_stand_in_the_citys_order_and_unknown_last() -> None:
    eligible = [People("b", 1980, 100), People("a", 1980, 100), People(None, 1980, 100)]
    voted = [People("b", 1980, 40), People("a", 1980, 30), People(None, 1980, 20)]
    turnout = turnout_of(voted, eligible, {}, 2026, districts=["a", "b", "c"])
    assert [(group.key, group.voted) for group in turnout.districts] == [("a", 30), ("b", 40), ("", 20)]


def test_turnout_survives_its_json() -> None:
    turnout = Turnout(5, 9, (Group("15", 3, 4, 19), Group("", None, None)), (Group("a", 1, 2),), (Group("web", 5),))
    assert Turnout.from_json(turnout.to_json()) == turnout


def test_every_pair_of_hidden_cells_is_safe_for_a_small_example() -> None:
    cells = [(n, 100) for n in (2, 11, 12, 50)]
    gone = hidden(cells)
    assert not [pair for pair in combinations(sorted(gone), 1) if len(gone) == len(pair)]
