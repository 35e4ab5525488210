"""Is every page of a list reachable, and is an address that says nonsense a page all the same?"""

from __future__ import annotations

import pytest

from partnet_vote.platform.web.paging import Paged, Pager, address, page_number

LINES = tuple(range(1, 26))


@pytest.mark.parametrize(
    ("typed", "number"),
    [("", 1), ("1", 1), ("3", 3), ("4", 3), ("999999", 3), ("9999999", 1), ("0", 1), ("-1", 1), ("x", 1), ("٢", 1)],
)
def test_a_page_is_inside_the_list(typed: str, number: int) -> None:
    assert page_number(typed, 25, 10) == number


def test_every_line_stands_on_one_page() -> None:
    pages = [Paged.of(LINES, str(number), 10) for number in (1, 2, 3)]
    assert tuple(line for page in pages for line in page.shown) == LINES
    assert [(page.number, page.pages, page.total) for page in pages] == [(1, 3, 25), (2, 3, 25), (3, 3, 25)]


def test_an_empty_list_has_one_page() -> None:
    empty = Paged[int].of((), "7", 10)
    assert (empty.shown, empty.number, empty.pages) == ((), 1, 1)
    assert empty.pager("/list") == Pager(1, 1, None, None)


def test_the_way_to_the_neighbours_keeps_what_was_chosen() -> None:
    pager = Paged.of(LINES, "2", 10).pager("/list", q="děti a sníh", page="2", order="")
    assert pager.previous_href == "/list?q=d%C4%9Bti+a+sn%C3%ADh"
    assert pager.next_href == "/list?q=d%C4%9Bti+a+sn%C3%ADh&page=3"
    assert Paged.of(LINES, "3", 10).pager("/list").next_href is None


def test_an_address_says_only_what_was_chosen() -> None:
    assert address("/list", q="", page="2") == "/list?page=2"
    assert address("/list", q="") == "/list"
