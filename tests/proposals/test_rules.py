"""What may a proposal say and become, and in which order do names stand?"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from partnet_vote.platform.kernel.collation import folded, sort_key
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.places import data
from partnet_vote.proposals import rules
from partnet_vote.proposals.rules import MAY_BECOME, Status
from tests.builders.proposals import BENCHES


def test_every_category_has_its_icon() -> None:
    sprite = (data("static") / "icons.svg").read_text("utf-8")
    assert set(rules.CATEGORIES) <= set(re.findall(r'<symbol id="([^"]+)"', sprite))


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_a_step_is_allowed_or_refused_in_words(before: Status, after: Status) -> None:
    issue = rules.step_issue(before, after)
    assert (issue is None) == (after in MAY_BECOME[before])
    assert issue is None or str(issue)


def test_ordinary_texts_are_right() -> None:
    assert rules.texts_issue(BENCHES) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", "  "), ("title", "x" * 201), ("summary", "x" * 91), ("summary_easy", "x" * 401),
        ("body", "x" * 20_001), ("place", "x" * 201), ("cost", -1), ("cost", 10**14), ("category", "dragon"),
        ("language", "czech"), ("lat", Decimal(91)), ("lon", Decimal(-181)), ("lat", None), ("lon", None),
        ("lat", Decimal("NaN")), ("lon", Decimal("Infinity")),
    ],
)  # fmt: skip
def test_wrong_texts_are_named_by_their_field(field: str, value: object) -> None:
    issue = rules.texts_issue(replace(BENCHES, **{field: value}))  # type: ignore[arg-type]
    assert issue is not None
    assert issue.field == field


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [
        ("250000", 250_000_00), ("250 000", 250_000_00), ("250\u00a0000,50", 250_000_50), ("250.000,- Kč", 250_000_00),
        ("1,250,000", 1_250_000_00), ("12.5", 12_50), ("0", 0), ("kr 40 000", 40_000_00),
        ("1.000.000,00", 1_000_000_00),         ("99,95 EUR", 99_95), ("300 NOK", 300_00),
    ],
)  # fmt: skip
def test_money_is_read_as_people_write_it(typed: str, hundredths: int) -> None:
    assert rules.amount_of(typed) == hundredths


@pytest.mark.parametrize("typed", ["", "many", "-5", "1e9", "1.2.3", "9" * 20, "0x10", "1 Kč 2"])
def test_what_is_no_money_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.amount_of(typed)
    assert refusal.value.field == "cost"


def test_positions_become_addresses_of_maps() -> None:
    lat, lon = Decimal("49.895100"), Decimal("-0.000100")
    assert rules.geo_address(lat, lon) == "geo:49.8951,-0.0001"
    assert rules.map_address(Decimal("50.000000"), lon).startswith(
        "https://www.openstreetmap.org/?mlat=50&mlon=-0.0001#"
    )


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        (
            "cs",
            ["1. máj", "2 stromy", "cesta", "čaj", "dům", "hrad", "chata", "Ida", "řeka", "sad", "šachy", "zoo", "žák"],
        ),
        ("nb", ["Adam", "bro", "Elva", "ved", "zoo", "ærlig", "øy", "ås"]),
        ("en", ["apple", "café", "cafes", "résumé", "table", "zoo"]),
    ],
)
def test_names_stand_as_in_a_telephone_book(language: str, ordered: list[str]) -> None:
    shuffled = ordered[::-1]
    assert sorted(shuffled, key=lambda name: sort_key(name, language)) == ordered


def test_accents_decide_only_between_equals() -> None:
    names = ["rádio", "rada", "ráda", "radar"]
    assert sorted(names, key=lambda name: sort_key(name, "cs")) == ["rada", "ráda", "radar", "rádio"]


@pytest.mark.parametrize(("text", "plain"), [("Dětské HŘIŠTĚ", "detske hriste"), ("Blåbær på øy", "blabaer pa oy")])
def test_a_search_ignores_case_and_accents(text: str, plain: str) -> None:
    assert folded(text) == plain
