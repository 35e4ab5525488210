"""Is what a person typed read kindly, refused in words, and never lost?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pytest
from pydantic import Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import Conflict, Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form, FormModel, fill


class Sample(FormModel):
    """A form with every usual kind of field."""

    title: Annotated[str, Field(min_length=3, max_length=10)]
    number: Annotated[int, Field(ge=1, le=5)] = 1
    day: date | None = None
    choices: tuple[int, ...] = ()


def test_a_good_form_has_a_value_and_keeps_what_was_sent() -> None:
    form = fill(Sample, {"title": "  Hřiště ", "number": "3", "day": "2026-11-23", "choices": ["1", "2"]})
    assert form.value == Sample(title="Hřiště", number=3, day=date(2026, 11, 23), choices=(1, 2))
    assert form.raw["title"] == "  Hřiště "


def test_blanks_count_as_not_given() -> None:
    assert fill(Sample, {"title": "Park", "number": "", "day": "", "choices": [""]}).value == Sample(title="Park")


@pytest.mark.parametrize(
    ("raw", "field", "words"),
    [
        ({}, "title", "Please fill this in."),
        ({"title": "ab"}, "title", "Please write at least 3 characters."),
        ({"title": "a" * 11}, "title", "At most 10 characters fit here."),
        ({"title": "abc", "number": "x"}, "number", "Please enter a whole number."),
        ({"title": "abc", "number": "0"}, "number", "The lowest allowed value is 1."),
        ({"title": "abc", "number": "6"}, "number", "The highest allowed value is 5."),
        ({"title": "abc", "day": "31.2."}, "day", "Please enter a valid date and time."),
        ({"title": "abc", "choices": ["x"]}, "choices", "Please enter a whole number."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(raw: dict[str, object], field: str, words: str) -> None:
    form = fill(Sample, raw)
    assert form.value is None
    assert [str(error) for error in form.errors[field]] == [words]


async def test_a_refused_deed_leaves_no_trace_and_stands_on_the_form(db: AsyncSession) -> None:
    form = fill(Sample, {"title": "Park"})

    async def deed(value: Sample) -> int:
        await db.execute(text("create temporary table traces (id int)"))
        raise Refused(Text("Not today."), "title")

    assert await form.attempt(db, deed) is None
    assert form.errors == {"title": (Text("Not today."),)}
    assert await db.scalar(text("select to_regclass('traces')")) is None


async def test_other_errors_are_not_the_forms(db: AsyncSession) -> None:
    async def deed(value: Sample) -> int:
        raise Conflict(Text("Somebody was faster."))

    with pytest.raises(Conflict):
        await fill(Sample, {"title": "Park"}).attempt(db, deed)


async def test_a_wrong_form_attempts_nothing(db: AsyncSession) -> None:
    async def deed(value: Sample) -> int:
        raise AssertionError

    assert await fill(Sample, {}).attempt(db, deed) is None


def test_a_form_to_be_shown_holds_texts() -> None:
    assert Form.of(number=5, empty=None, many=[1, 2]).raw == {"number": "5", "empty": "", "many": ["1", "2"]}
