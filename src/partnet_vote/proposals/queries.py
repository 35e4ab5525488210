"""What may be asked about proposals?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import String, Subquery, and_, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules.history import Occurrence
from partnet_vote.platform.kernel.collation import folded, sort_key
from partnet_vote.proposals.models import PictureRow, ProposalRow, ShownPictureRow, StatusRow
from partnet_vote.proposals.rules import Filters, Order, Picture, Proposal, Status, StatusChange


async def published(db: AsyncSession, filters: Filters | None = None, language: str = "en") -> tuple[Proposal, ...]:
    """Every published proposal that fits, in the order asked for; `language` says how titles are sorted."""
    ids = await listed(db, filters or Filters(), language)
    found = await by_ids(db, ids)
    return tuple(found[key] for key in ids)


async def listed(db: AsyncSession, filters: Filters, language: str = "en") -> tuple[UUID, ...]:
    """The keys of the proposals that fit, in order: a page of them is then read by `by_ids`."""
    now = _now()
    query = (
        select(ProposalRow.id, ProposalRow.number, ProposalRow.title, ProposalRow.cost)
        .join(now, now.c.proposal_id == ProposalRow.id)
        .where(now.c.status.in_(filters.statuses))
        .order_by(ProposalRow.number)
    )
    if filters.district_id is not None:
        query = query.where(ProposalRow.district_id == filters.district_id)
    if filters.category:
        query = query.where(ProposalRow.category == filters.category)
    if filters.only_public:
        shown = select(StatusRow.proposal_id).where(StatusRow.status == Status.PUBLISHED)
        query = query.where(ProposalRow.id.in_(shown))
    for word in folded(filters.words.replace("\x00", " ")).split()[:8]:
        number = cast(ProposalRow.number, String) == word.removeprefix("#")
        query = query.where(ProposalRow.searched.contains(word, autoescape=True) | number)
    rows = list(await db.execute(query))
    match filters.order:
        case Order.TITLE:
            rows.sort(key=lambda row: sort_key(row.title, language))
        case Order.CHEAPEST:
            rows.sort(key=lambda row: (row.cost is None, row.cost))
        case Order.DEAREST:
            rows.sort(key=lambda row: (row.cost is None, -(row.cost or 0)))
        case Order.NUMBER:
            pass
    return tuple(row.id for row in rows)


async def by_ids(db: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Proposal]:
    """The named proposals, drafts and withdrawn ones too."""
    rows = (await db.execute(select(ProposalRow).where(ProposalRow.id.in_(set(ids))))).scalars().all()
    return {found.id: found for found in await _stood(db, rows)}


async def by_numbers(db: AsyncSession, numbers: Iterable[int]) -> dict[int, Proposal]:
    """The named proposals by their number, drafts and withdrawn ones too."""
    possible = {number for number in numbers if 0 < number < 2**31}
    rows = (await db.execute(select(ProposalRow).where(ProposalRow.number.in_(possible)))).scalars().all()
    return {found.number: found for found in await _stood(db, rows)}


async def proposal(db: AsyncSession, number: int) -> Proposal | None:
    """The proposal with this number, whatever its status."""
    return (await by_numbers(db, (number,))).get(number)


async def history(db: AsyncSession, proposal_id: UUID) -> tuple[StatusChange, ...]:
    """What became of a proposal, the first step first."""
    query = select(StatusRow).where(StatusRow.proposal_id == proposal_id).order_by(StatusRow.sequence)
    return tuple(
        StatusChange(Status(row.status), row.at, row.office, row.reason) for row in (await db.execute(query)).scalars()
    )


async def counts(db: AsyncSession) -> dict[Status, int]:
    """How many proposals of the current city stand where."""
    now = _now()
    query = select(now.c.status, func.count()).group_by(now.c.status)
    found = {Status(status): number for status, number in await db.execute(query)}
    return {status: found.get(status, 0) for status in Status}


async def categories(db: AsyncSession) -> frozenset[str]:
    """The categories that proposals of the current city have."""
    return frozenset((await db.execute(select(ProposalRow.category).distinct())).scalars())


async def titles(db: AsyncSession) -> frozenset[tuple[str, UUID | None]]:
    """Title and district of every proposal, to recognise one that is imported twice."""
    rows = await db.execute(select(ProposalRow.title, ProposalRow.district_id))
    return frozenset((folded(title), district_id) for title, district_id in rows)


async def from_entries(db: AsyncSession, entry_ids: Iterable[UUID]) -> dict[UUID, int]:
    """By item of a forum: the number of the proposal that was drafted from it."""
    query = select(ProposalRow.forum_entry_id, ProposalRow.number).where(ProposalRow.forum_entry_id.in_(set(entry_ids)))
    return {key: number for key, number in await db.execute(query) if key is not None}


async def origin(db: AsyncSession, proposal: Proposal) -> Occurrence | None:
    """The item of a forum that a proposal was drafted from, as far as anybody may read it."""
    key = proposal.forum_entry_id
    return None if key is None else next(iter(await forums.occurrences(db, (key,))), None)


async def picture(db: AsyncSession, sha: str) -> bytes | None:
    """A picture's bytes (WebP) by their hash."""
    query = select(PictureRow).where(PictureRow.sha == sha).options(undefer(PictureRow.content))
    row = (await db.execute(query)).scalar_one_or_none()
    return row.content if row else None


def _now() -> Subquery:
    """Status and reason of each proposal now: its last step."""
    last = (
        select(StatusRow.proposal_id, func.max(StatusRow.sequence).label("sequence"))
        .group_by(StatusRow.proposal_id)
        .subquery()
    )
    return (
        select(StatusRow.proposal_id, StatusRow.status, StatusRow.reason)
        .join(last, and_(last.c.proposal_id == StatusRow.proposal_id, last.c.sequence == StatusRow.sequence))
        .subquery()
    )


async def _stood(db: AsyncSession, rows: Sequence[ProposalRow]) -> tuple[Proposal, ...]:
    ids = [row.id for row in rows]
    steps: dict[UUID, list[StatusRow]] = {}
    asked = select(StatusRow).where(StatusRow.proposal_id.in_(ids)).order_by(StatusRow.sequence)
    for step in (await db.execute(asked)).scalars():
        steps.setdefault(step.proposal_id, []).append(step)
    shown = await _pictures(db, ids)
    return tuple(_proposal(row, steps[row.id], shown.get(row.id, ())) for row in rows)


async def _pictures(db: AsyncSession, proposal_ids: Iterable[UUID]) -> dict[UUID, tuple[Picture, ...]]:
    query = (
        select(ShownPictureRow, PictureRow)
        .join(PictureRow, PictureRow.id == ShownPictureRow.picture_id)
        .where(ShownPictureRow.proposal_id.in_(set(proposal_ids)))
        .order_by(ShownPictureRow.position)
    )
    found: dict[UUID, tuple[Picture, ...]] = {}
    for shown, kept in await db.execute(query):
        picture = Picture(shown.id, shown.alt, f"/pictures/{kept.sha}.webp", kept.width, kept.height)
        found[shown.proposal_id] = (*found.get(shown.proposal_id, ()), picture)
    return found


def _proposal(row: ProposalRow, steps: Sequence[StatusRow], pictures: tuple[Picture, ...]) -> Proposal:
    return Proposal(
        id=row.id,
        number=row.number,
        version=row.version,
        title=row.title,
        summary=row.summary,
        summary_easy=row.summary_easy,
        body=row.body,
        cost=row.cost,
        district_id=row.district_id,
        category=row.category,
        place=row.place,
        lat=row.lat,
        lon=row.lon,
        language=row.language,
        status=Status(steps[-1].status),
        was_published=any(step.status == Status.PUBLISHED for step in steps),
        reason=steps[-1].reason,
        pictures=pictures,
        forum_entry_id=row.forum_entry_id,
    )
