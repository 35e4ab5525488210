"""Who gets a chair, who waits, and can nobody read a small group from the totals?"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, strategies as st

from partnet_vote.forums.rules import Forum, Step, StepKind, Table, people
from partnet_vote.forums.rules.people import (
    AgeBand,
    Application,
    Food,
    Need,
    Person,
    Seats,
    Standing,
)
from tests.builders.forums import TEN

A, B = UUID(int=1), UUID(int=2)
TABLES = [
    Table(id=key, forum_id=UUID(int=9), number=number, version=1, topic="t", door=1, has_guests=False)
    for number, key in enumerate((A, B), 1)
]


def forum(*kinds: StepKind) -> Forum:
    steps = tuple(Step(kind, TEN.starts_at - timedelta(days=60), "office", "why") for kind in kinds)
    texts = {each.name: getattr(TEN, each.name) for each in fields(TEN)}
    return Forum(id=uuid4(), number=1, version=1, steps=steps, **texts)


def person(**changes: object) -> Person:
    plain = Person(
        id=uuid4(), number=1, name="Osoba", email=None, language="cs", table_id=None, needs=frozenset(),
        food=frozenset(), note="", may_be_photographed=None, is_walk_in=False, has_come=False, ticket="2345ABCD",
        standing=Standing.PLACED,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("capacity", "limits", "total"),
    [(None, {}, None), (5, {}, 5), (5, {A: 2, B: None}, 5), (5, {A: 2, B: 2}, 4), (3, {A: 2, B: 2}, 3)],
)
def test_a_forum_has_as_many_chairs_as_it_says_and_no_more_than_its_tables(
    capacity: int | None, limits: dict[UUID, int | None], total: int | None
) -> None:
    assert Seats(capacity, limits, {}).total == total


def test_a_chair_is_one_of_the_forum_and_one_of_the_table() -> None:
    seats = Seats(4, {A: 2, B: None}, {A: 2, None: 1})
    assert (seats.free, seats.free_at(A), seats.free_at(B), seats.free_at(None)) == (1, 0, 1, 1)
    assert not seats.fits(A)
    assert seats.fits(B)
    assert not seats.with_one(B).fits(None)


def test_walk_ins_beyond_the_chairs_leave_none_free_and_not_less() -> None:
    assert Seats(2, {}, {None: 5}).free == 0


WISHES = st.lists(st.sampled_from([A, B, None]), max_size=12)


@given(st.integers(0, 8), st.integers(0, 5), st.integers(0, 5), WISHES, WISHES)
def test_nobody_moves_up_beyond_a_chair_and_no_chair_stays_empty_that_somebody_wants(
    capacity: int, at_a: int, at_b: int, sitting: list[UUID | None], waiting: list[UUID | None]
) -> None:
    seats = Seats(capacity, {A: at_a, B: at_b}, {})
    for wish in sitting:
        if seats.fits(wish):
            seats = seats.with_one(wish)
    lucky = people.moved_up(seats, list(enumerate(waiting)))
    for who in lucky:
        seats = seats.with_one(waiting[who])
    assert sum(seats.taken.values()) <= (seats.total or 0)
    assert all(seats.taken.get(table, 0) <= limit for table, limit in ((A, at_a), (B, at_b)))
    left = [wish for who, wish in enumerate(waiting) if who not in lucky]
    assert not [wish for wish in left if seats.fits(wish)]
    assert list(lucky) == sorted(lucky), "in the order of coming"


def test_who_waits_for_a_table_lets_others_pass() -> None:
    seats = Seats(10, {A: 1, B: 1}, {A: 1})
    assert people.moved_up(seats, [("for A", A), ("for B", B), ("late for B", B)]) == ("for B",)


def test_a_full_table_names_those_with_room() -> None:
    refusal = people.full_table_issue(Seats(None, {A: 1, B: 3}, {A: 1}), TABLES, A)
    assert (str(refusal.text), refusal.field) == ("Table 1 is full. There is room at these tables: 2.", "table")
    assert "so are the others" in str(people.full_table_issue(Seats(None, {A: 0, B: 0}, {}), TABLES, A).text)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Application(name="", email="a@b.example"), "name"),
        (Application(name="x" * 121, email="a@b.example"), "name"),
        (Application(name="x", email=None), "email"),
        (Application(name="x", email="no address"), "email"),
        (Application(name="x", email=f"{'a' * 60}@{'b.' * 120}example"), "email"),
        (Application(name="x", email="a@b.example", note="n" * 301), "note"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(wanted: Application, field: str) -> None:
    refusal = people.application_issue(wanted, needs_email=True)
    assert refusal is not None
    assert refusal.field == field


def test_who_telephones_needs_no_address() -> None:
    assert people.application_issue(Application(name="x"), needs_email=False) is None


def test_blanks_and_capitals_do_not_make_another_person() -> None:
    tidy = people.trimmed(Application(name="  Jana   Nová ", email=" Jana@Post.EXAMPLE ", note=" \n"))
    assert (tidy.name, tidy.email, tidy.note) == ("Jana Nová", "jana@post.example", "")
    assert people.trimmed(Application(name="x", email="  ")).email is None


def test_registration_ends_when_the_forum_begins_or_is_called_off() -> None:
    coming = forum(StepKind.DRAFTED, StepKind.PUBLISHED)
    assert people.registration_issue(coming, coming.starts_at - timedelta(seconds=1)) is None
    assert "has begun" in str(people.registration_issue(coming, coming.starts_at))
    off = forum(StepKind.DRAFTED, StepKind.PUBLISHED, StepKind.CANCELLED)
    assert "cancelled" in str(people.registration_issue(off, off.starts_at - timedelta(days=1)))


def test_names_go_so_many_days_after_the_end() -> None:
    assert people.erased_from(replace(forum(), retention_days=30)) == TEN.ends_at + timedelta(days=30)


def test_needs_are_summed_up_in_the_order_of_the_form() -> None:
    two = [
        person(needs=frozenset({Need.WHEELCHAIR, Need.HEARING}), food=frozenset({Food.VEGAN})),
        person(needs=frozenset({Need.WHEELCHAIR})),
    ]
    assert people.needs_of(two) == ({Need.WHEELCHAIR: 2, Need.HEARING: 1}, {Food.VEGAN: 1})


def test_small_groups_are_hidden_and_cannot_be_found_by_subtraction() -> None:
    said = ["15-29"] * 12 + ["30-44"] * 3 + ["60-74"] * 11 + [None] * 40
    found = people.totals(said, AgeBand)
    assert list(found) == ["15-29", "30-44", "60-74", ""]
    assert found["30-44"] is None
    assert list(found.values()).count(None) >= 2, "one hidden group could be told from the sum"
    assert people.totals([], AgeBand) == {}


@given(st.lists(st.sampled_from([None, *(band.value for band in AgeBand)]), max_size=150))
def test_no_total_below_ten_is_shown(said: list[str | None]) -> None:
    shown = people.totals(said, AgeBand)
    assert all(number is None or number >= 10 for number in shown.values())
    hidden = sum(1 for value in said if shown[value or ""] is None)
    assert hidden == 0 or hidden >= 10 or all(number is None for number in shown.values())


@pytest.mark.parametrize("typed", ["2345-ABCD", " 2345abcd ", "2345 ABCD"])
def test_a_ticket_is_read_however_it_is_typed(typed: str) -> None:
    assert people.read_ticket(typed) == "2345ABCD"


@pytest.mark.parametrize("typed", ["", "2345ABC", "2345ABCDE", "2345ABC0"])
def test_what_is_no_ticket_is_none(typed: str) -> None:
    assert people.read_ticket(typed) is None
    assert person().code == "2345-ABCD"
