"""How do forums of earlier years come in, from the city's papers?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums.models import ForumEditionRow, ForumEntryRow, ForumLinkStepRow
from partnet_vote.forums.rules import ChangedMeanwhile, Kind, history
from partnet_vote.forums.rules.history import EditionTexts, Line
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.tables import TableForm, rows_of
from partnet_vote.platform.kernel.text import Text

MOST_BYTES = 1024 * 1024
MOST_LINES = 2000
COLUMNS = {
    "year": ("year", "rok", "ar"),
    "title": ("title", "nazev", "forum", "tittel"),
    "rank": ("rank", "poradi", "misto", "plassering", "place"),
    "item": ("item", "polozka", "problem", "priorita", "text", "sak", "punkt"),
}
"""Our columns and what they are called in English, Czech and Norwegian, without accents."""
TABLE = TableForm(COLUMNS, ("year", "item"), MOST_BYTES, MOST_LINES)


async def add_edition(db: AsyncSession, actor: Actor, texts: EditionTexts) -> UUID:
    """Add the list of an earlier year. Refused beside the wrong field."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    if issue := history.edition_issue(texts):
        raise issue
    row = ForumEditionRow(id=uuid4(), year=texts.year, title=texts.title.strip(), kind=texts.kind, version=1)
    async with _once(db):
        db.add(row)
    for number, line in enumerate(texts.lines, 1):
        db.add(_entry(row.id, number, line))
    await db.flush()
    await audit.record(db, actor, "edition.add", f"edition:{row.id}", public=True, number=texts.year)
    return row.id


async def edit_edition(db: AsyncSession, actor: Actor, edition_id: UUID, texts: EditionTexts, version: int) -> None:
    """Change an edition; an item whose wording stays, stays what it is, with its links. Items with links stay."""
    row = await _locked(db, actor, edition_id)
    if issue := history.edition_issue(texts):
        raise issue
    if row.version != version:
        raise ChangedMeanwhile(Text("Somebody else has saved this edition meanwhile. Nothing you wrote is lost."))
    async with _once(db):
        row.year, row.title, row.kind, row.version = texts.year, texts.title.strip(), texts.kind, row.version + 1
    await _rewrite(db, edition_id, texts.lines)
    await audit.record(db, actor, "edition.edit", f"edition:{edition_id}", public=True, number=texts.year)


async def remove_edition(db: AsyncSession, actor: Actor, edition_id: UUID) -> None:
    """Take an edition away again; Conflict once one of its items is linked."""
    row = await _locked(db, actor, edition_id)
    entries = (await db.execute(select(ForumEntryRow).where(ForumEntryRow.edition_id == edition_id))).scalars().all()
    await _refuse_linked(db, entries)
    mine = delete(ForumEntryRow).where(ForumEntryRow.edition_id == edition_id)
    await db.execute(mine.execution_options(synchronize_session=False))
    await db.delete(row)
    await db.flush()
    await audit.record(db, actor, "edition.remove", f"edition:{edition_id}", public=True, number=row.year)


async def import_editions(db: AsyncSession, actor: Actor, content: bytes, kind: Kind) -> int:
    """Add every year's list of a CSV file (year, title, rank, item); how many editions came. Refused as a whole."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    found: dict[tuple[int, str], list[Line]] = {}
    for number, cells in rows_of(content, TABLE):
        year = cells.get("year", "")
        if not year.isdecimal() or not cells.get("item"):
            raise Refused(Text("Line {n}: a year and an item are needed.", n=number), "file")
        title = cells.get("title") or str(Text("Forum {year}", year=year))
        typed = f"{cells['rank'].rstrip('.')}. {cells['item']}" if cells.get("rank") else ""
        line = history.lines_of(typed)[0] if typed else Line(cells["item"])
        if typed and line.first is None:
            raise Refused(Text("Line {n}: write the place as 3 or 2–3.", n=number), "file")
        found.setdefault((int(year), title), []).append(line)
    for (year, title), lines in sorted(found.items()):
        try:
            await add_edition(db, actor, EditionTexts(year=year, title=title, kind=kind, lines=tuple(lines)))
        except Refused as refusal:
            raise Refused(Text("{title} {year}: {why}", title=title, year=year, why=refusal.text), "file") from None
    return len(found)


def _once(db: AsyncSession) -> AbstractAsyncContextManager[None]:
    twice = Refused(Text("This year's list of that name is there already."), "title")
    return guarded(db, uq_forum_editions_city_id_year_kind_title=twice)


def _entry(edition_id: UUID, number: int, line: Line) -> ForumEntryRow:
    text = line.text.strip()
    return ForumEntryRow(
        id=uuid4(),
        edition_id=edition_id,
        number=number,
        text=text,
        folded=folded(text)[:600],
        first=line.first,
        last=line.last,
    )


async def _rewrite(db: AsyncSession, edition_id: UUID, lines: Sequence[Line]) -> None:
    """The lines in their new order; numbers move out of the way first, for they are unique."""
    rows = (await db.execute(select(ForumEntryRow).where(ForumEntryRow.edition_id == edition_id))).scalars().all()
    there = {row.folded: row for row in rows}
    kept = {key for line in lines if (key := folded(line.text.strip())[:600]) in there}
    gone = [row for key, row in there.items() if key not in kept]
    await _refuse_linked(db, gone)
    for row in gone:
        await db.delete(row)
    for at, row in enumerate(there[key] for key in sorted(kept)):
        row.number = 1000 + at
    await db.flush()
    for number, line in enumerate(lines, 1):
        known = there.get(folded(line.text.strip())[:600])
        if known is None:
            db.add(_entry(edition_id, number, line))
        else:
            known.number, known.text, known.first, known.last = number, line.text.strip(), line.first, line.last
            known.version += 1
    await db.flush()


async def _refuse_linked(db: AsyncSession, rows: Iterable[ForumEntryRow]) -> None:
    texts: Mapping[UUID, str] = {row.id: row.text for row in rows}
    query = select(ForumLinkStepRow).where(
        or_(ForumLinkStepRow.one_id.in_(texts), ForumLinkStepRow.other_id.in_(texts))
    )
    step = (await db.execute(query.limit(1))).scalar_one_or_none()
    if step is not None:
        text = texts.get(step.one_id) or texts[step.other_id]
        raise Refused(Text("“{text}” was compared with items of other years. It stays.", text=text[:40]), "lines")


async def _locked(db: AsyncSession, actor: Actor, edition_id: UUID) -> ForumEditionRow:
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    query = select(ForumEditionRow).where(ForumEditionRow.id == edition_id).with_for_update()
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row
