"""Are numbers, amounts and errors written as people read them?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from partnet_vote.accounts.rules import Offices
from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.kernel.text import Text, TextN, speaking
from partnet_vote.platform.web.forms import Form, FormModel, fill
from partnet_vote.platform.web.house import environment_for
from partnet_vote.platform.web.languages import LANGUAGES, load


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
    form.labels["year"] = "In which year?"
    assert form.on_top("year", form.errors["year"][0]) == "In which year? Please enter a whole number."
    assert form.on_top("title", Text("This title is taken.")) == "This title is taken."


@pytest.mark.usefixtures("czech")
def test_offices_are_read_as_words() -> None:
    assert str(Offices("counting-officer, clerk")) == "Sčítací komisař, Úředník"
    assert str(Offices("administrator + administrator")) == "Správce + Správce"
    assert str(Offices("installation")) == "služba sama"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_word_of_a_catalogue_is_said_as_its_compiled_form_says_it(code: str) -> None:
    language = load(data("locale"))[code]
    with (data("locale") / code / "LC_MESSAGES" / "partnet_vote.po").open("rb") as source:
        catalogue = read_po(source, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    gnu = GNUTranslations(compiled)
    for message in catalogue:
        if isinstance(message.id, str):
            assert language.gettext(message.id) == gnu.gettext(message.id) or not message.id
        elif all(message.string or ()):
            for n in (0, 1, 2, 4, 5, 22, 101):
                assert language.ngettext(*message.id, n) == gnu.ngettext(*message.id, n)
        else:
            assert [language.ngettext(*message.id, n) for n in (1, 2)] == list(message.id)
