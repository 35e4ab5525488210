"""Do links join years, is a place read as it is typed, and do words count rather than their endings?"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from partnet_vote.forums.rules import Kind, history
from partnet_vote.forums.rules.history import Edition, EditionTexts, History, Line, Occurrence, Verdict
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.tally.verified_list import Rank

ONE, TWO, THREE, FOUR = (UUID(int=n) for n in range(1, 5))


def seen(year: int, place: int | None, kind: Kind = Kind.CITY) -> Occurrence:
    edition = Edition(id=uuid4(), year=year, title="Fórum", kind=kind, language="cs")
    rank = None if place is None else Rank(place, place, 0)
    return Occurrence(entry_id=uuid4(), number=1, text="Parkování", edition=edition, rank=rank)


def mark(*occurrences: Occurrence) -> str:
    """What stands beside the last one."""
    found = History(occurrences[-1].entry_id, occurrences).mark
    return str(found or "")


def test_links_join_items_over_others() -> None:
    chains = history.chains([(ONE, TWO), (THREE, FOUR)])
    assert chains[ONE] == {ONE, TWO}
    assert history.chains([(ONE, TWO), (THREE, FOUR), (TWO, THREE)])[FOUR] == {ONE, TWO, THREE, FOUR}
    assert history.chains([]) == {}


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ([seen(2024, 3), seen(2025, 5), seen(2026, 1)], "Third time in the top ten"),
        ([seen(2024, 3), seen(2025, 11), seen(2026, 10)], "Second time in the top ten"),
        ([seen(2025, 3), seen(2026, None)], "In the top ten 1 time before"),
        ([seen(2024, 3), seen(2025, 3), seen(2026, 11)], "In the top ten 2 times before"),
        ([seen(2024, 12), seen(2026, 1)], ""),
        ([seen(2025, 1, Kind.YOUTH), seen(2026, 1)], ""),
        ([seen(2025, 1), seen(2025, 2), seen(2026, 1)], "Second time in the top ten"),
        ([seen(2021 + n, 1) for n in range(6)], "In the top ten for the 6th time"),
    ],
)
def test_a_year_counts_once_and_only_among_the_ten(years: list[Occurrence], words: str) -> None:
    assert mark(*years) == words


def test_later_years_do_not_count_for_an_earlier_item() -> None:
    first, second = seen(2024, 1), seen(2025, 1)
    assert History(first.entry_id, (first, second)).mark is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Parkování na sídlišti", "Málo parkovacích míst na sídlištích", True),
        ("Chybí stín na hřištích", "Nedostatek stínu na dětském hřišti", True),
        ("Mangler gang- og sykkelveier", "Trygg sykkelvei til skolen", True),
        ("Chybí lékař", "Chybí hřiště", False),
        ("Hluk z průtahu městem", "Čistota ve městě", False),
    ],
)
def test_words_count_without_their_endings(one: str, other: str, alike: bool) -> None:
    assert (history.likeness(folded(one), folded(other), 0.0) >= history.ALIKE) is alike


def test_the_query_of_a_text_is_safe_and_may_be_empty() -> None:
    assert history.word_query(folded("Kde (je) 'stín' & :* | hřiště!")) == "hrist:* | stin:*"
    assert history.word_query("a b c") == ""


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("1. Parkování", Line("Parkování", 1, 1)),
        ("2–3. Hluk, prach", Line("Hluk, prach", 2, 3)),
        ("2 - 3) Hluk", Line("Hluk", 2, 3)),
        ("30 km/h v centru", Line("30 km/h v centru")),
        ("Bez pořadí", Line("Bez pořadí")),
    ],
)
def test_a_line_is_read_as_it_is_typed(typed: str, line: Line) -> None:
    assert history.lines_of(f"\n {typed} \n") == (line,)
    assert history.lines_of(history.typed_lines([line])) == (line,)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"year": 1900}, "year"),
        ({"title": " "}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"lines": ()}, "lines"),
        ({"lines": tuple(Line(f"Item {n}") for n in range(61))}, "lines"),
        ({"lines": (Line("x" * 301),)}, "lines"),
        ({"lines": (Line("Hluk", 3, 2),)}, "lines"),
        ({"lines": (Line("Hluk", 0, 0),)}, "lines"),
        ({"lines": (Line("Hřiště"), Line("hriste"))}, "lines"),
    ],
)
def test_a_wrong_edition_is_refused_beside_its_field(change: dict[str, object], field: str) -> None:
    values = {"year": 2024, "title": "Fórum", "kind": Kind.CITY, "lines": (Line("Hluk", 1, 1),)}
    assert history.edition_issue(EditionTexts(**values)) is None  # type: ignore[arg-type]
    issue = history.edition_issue(EditionTexts(**{**values, **change}))  # type: ignore[arg-type]
    assert issue is not None
    assert issue.field == field


def test_what_was_decided_is_taken_back_before_it_is_decided_anew() -> None:
    assert history.verdict_issue(None, Verdict.SAME) is None
    assert history.verdict_issue(Verdict.UNDONE, Verdict.DIFFERENT) is None
    assert history.verdict_issue(Verdict.SAME, Verdict.UNDONE) is None
    for now, wanted in ((Verdict.SAME, Verdict.DIFFERENT), (None, Verdict.UNDONE), (Verdict.UNDONE, Verdict.UNDONE)):
        assert history.verdict_issue(now, wanted) is not None
