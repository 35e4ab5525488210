"""What does a city's table of proposals say, line by line, and what is wrong with it?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.tables import TableForm, rows_of
from partnet_vote.platform.kernel.text import Text
from partnet_vote.proposals import rules
from partnet_vote.proposals.rules import LineIssue, ProposalTexts

MOST_BYTES = 8 * 1024 * 1024
MOST_LINES = 5000
COLUMNS = {
    "title": ("title", "nazev", "navrh", "tittel", "navn", "name"),
    "summary": ("summary", "shrnuti", "strucne", "sammendrag"),
    "summary_easy": ("summary_easy", "easy", "snadne cteni", "lettlest"),
    "body": ("body", "text", "popis", "beskrivelse", "description"),
    "cost": ("cost", "naklady", "cena", "kostnad", "pris"),
    "district": ("district", "cast", "obvod", "bydel", "krets"),
    "category": ("category", "kategorie", "kategori"),
    "place": ("place", "misto", "sted"),
    "lat": ("lat", "latitude", "zemepisna sirka", "breddegrad"),
    "lon": ("lon", "lng", "longitude", "zemepisna delka", "lengdegrad"),
    "language": ("language", "jazyk", "sprak"),
}
"""Our columns and what they are called in English, Czech and Norwegian, without accents."""
TABLE = TableForm(COLUMNS, ("title",), MOST_BYTES, MOST_LINES, has_long_cells=True)

Lines = list[tuple[int, ProposalTexts]]


def read_proposals(content: bytes, districts: Mapping[str, UUID]) -> tuple[Lines, list[LineIssue]]:
    """Proposals with their line numbers, and what is wrong with the others; `districts` by folded code and name."""
    lines: Lines = []
    issues: list[LineIssue] = []
    seen: dict[tuple[str, UUID | None], int] = {}
    for number, row in rows_of(content, TABLE):
        try:
            texts = _texts(row, districts)
            earlier = seen.setdefault((folded(texts.title), texts.district_id), number)
            if earlier != number:
                raise Refused(Text("The same title stands on line {n}.", n=earlier), "title")
            lines.append((number, texts))
        except Refused as refusal:
            issues.append(LineIssue(number, refusal.field or "", refusal.text))
    return lines, issues


def _texts(row: Mapping[str, str], districts: Mapping[str, UUID]) -> ProposalTexts:
    texts = ProposalTexts(
        title=row.get("title", ""),
        summary=row.get("summary", ""),
        summary_easy=row.get("summary_easy", ""),
        body=row.get("body", ""),
        cost=rules.amount_of(row["cost"]) if row.get("cost") else None,
        district_id=_district(row.get("district", ""), districts),
        category=_category(row.get("category", "")),
        place=row.get("place", ""),
        lat=_degrees(row.get("lat", ""), "lat"),
        lon=_degrees(row.get("lon", ""), "lon"),
        language=row.get("language", "").lower(),
    )
    if refusal := rules.texts_issue(texts):
        raise refusal
    return texts


def _district(text: str, districts: Mapping[str, UUID]) -> UUID | None:
    if not text:
        return None
    if folded(text) not in districts:
        raise Refused(Text("There is no district “{name}”.", name=text[:40]), "district")
    return districts[folded(text)]


def _category(text: str) -> str:
    """An icon's name, or a category's name in the language of whoever imports."""
    names = {folded(str(label)): icon for icon, label in rules.CATEGORIES.items()}
    names |= {folded(label.msgid): icon for icon, label in rules.CATEGORIES.items()}
    if text and text not in rules.CATEGORIES and folded(text) not in names:
        raise Refused(Text("There is no category “{name}”.", name=text[:40]), "category")
    return text if text in rules.CATEGORIES else names.get(folded(text), "")


def _degrees(text: str, field: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ".")) if text else None
    except InvalidOperation:
        raise Refused(Text("Write a number such as 49.8951."), field) from None
