"""Are numbers, amounts and errors written as people read them?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from partnet_vote.accounts.rules import Offices
from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.kernel.text import Text, TextN, speaking
from partnet_vote.platform.web.forms import Form, FormModel, fill
from partnet_vote.platform.web.house import environment_for
from partnet_vote.platform.web.languages import load


@dataclass(frozen=True)
class Sum:
    """An amount that writes itself."""

    hundredths: int

    def __str__(self) -> str:
        return f"{self.hundredths // 100} <Kč>"


class Wish(FormModel):
    """A form of two fields."""

    title: str
    year: int


@pytest.fixture
def czech() -> Iterator[None]:
    token = speaking.set(load(data("locale"))["cs"])
    yield
    speaking.reset(token)


def shown(source: str, **values: object) -> str:
    return environment_for(data("templates")).from_string(source).render(**values)


@pytest.mark.usefixtures("czech")
def test_counted_messages_write_their_number_in_the_readers_way() -> None:
    source = '{{ ngettext("%(num)s option", "%(num)s options", n) }}'
    assert shown(source, n=6400).startswith("6\N{NO-BREAK SPACE}400 ")
    assert shown(source, n=1).startswith("1 ")
    assert str(TextN("{n} point", "{n} points", 12000)) == "12\N{NO-BREAK SPACE}000 bodů"


@pytest.mark.usefixtures("czech")
def test_amounts_stand_out_and_nothing_else_becomes_markup() -> None:
    text = Text("{amount} is {what}", amount=Sum(30000), what="<i>much</i>")
    assert shown("{{ text | with_bold_amounts }}", text=text) == (
        '<b class="pv-num">300 &lt;Kč&gt;</b> is &lt;i&gt;much&lt;/i&gt;'
    )


def test_the_summary_says_which_field_an_error_is_about() -> None:
    form: Form[Wish] = fill(Wish, {"year": "soon"})
    form.labels.update({"title": Text("Title"), "year": "Year"})
    assert form.on_top("title", form.errors["title"][0]) == "Title: Please fill this in."
    assert form.on_top("year", form.errors["year"][0]) == "Year: Please enter a whole number."
    assert form.on_top("title", Text("This title is taken.")) == "This title is taken."


@pytest.mark.usefixtures("czech")
def test_offices_are_read_as_words() -> None:
    assert str(Offices("counting-officer, clerk")) == "Sčítací komisař, Úředník"
    assert str(Offices("administrator + administrator")) == "Správce + Správce"
    assert str(Offices("installation")) == "služba sama"
