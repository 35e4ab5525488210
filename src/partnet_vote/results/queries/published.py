"""Which counts, publications and objections of an election are there?"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.elections import queries as elections
from partnet_vote.elections.rules import Election
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.results.models import AnswerRow, CountRow, FileRow, ObjectionRow, PublicationRow
from partnet_vote.results.rules import Answer, Count, File, Objection, Publication, Turnout
from partnet_vote.results.rules.accounts import from_json


async def frozen(db: AsyncSession, slug: str) -> Election:
    """The election at this address; NotFound for a draft, which is not there for the public."""
    found = await elections.by_slug(db, slug)
    if found is None or not found.is_frozen:
        raise NotFound
    return found


async def counts(db: AsyncSession, election_id: UUID) -> tuple[Count, ...]:
    """Every count of an election, in order. Not for the public: ask `publications` first."""
    rows = await db.execute(select(CountRow).where(CountRow.election_id == election_id).order_by(CountRow.number))
    return tuple(_count(row) for row in rows.scalars())


async def counts_by_ids(db: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Count]:
    """The named counts."""
    rows = await db.execute(select(CountRow).where(CountRow.id.in_(set(ids))))
    return {row.id: _count(row) for row in rows.scalars()}


async def publications(db: AsyncSession, election_id: UUID) -> tuple[Publication, ...]:
    """Every published result of an election with its files, the first one first."""
    return (await publications_of(db, [election_id])).get(election_id, ())


async def publications_of(db: AsyncSession, election_ids: Iterable[UUID]) -> dict[UUID, tuple[Publication, ...]]:
    """The published results of these elections, each election's in order."""
    ids = set(election_ids)
    rows = (
        await db.execute(
            select(PublicationRow).where(PublicationRow.election_id.in_(ids)).order_by(PublicationRow.number)
        )
    ).scalars()
    found: dict[UUID, tuple[Publication, ...]] = {}
    published = rows.all()
    files = await _files(db, [row.id for row in published])
    for row in published:
        found[row.election_id] = (*found.get(row.election_id, ()), _publication(row, files.get(row.id, ())))
    return found


async def published_elections(db: AsyncSession) -> tuple[UUID, ...]:
    """The elections of the current city that have a published result, the latest one first."""
    latest = func.max(PublicationRow.at)
    rows = await db.execute(
        select(PublicationRow.election_id).group_by(PublicationRow.election_id).order_by(latest.desc())
    )
    return tuple(rows.scalars())


async def file(db: AsyncSession, publication_id: UUID, name: str) -> bytes | None:
    """A published file's bytes."""
    chosen = select(FileRow.content).where(FileRow.publication_id == publication_id, FileRow.name == name)
    return (await db.execute(chosen)).scalar_one_or_none()


async def objections(db: AsyncSession, election_id: UUID) -> tuple[Objection, ...]:
    """The objections to an election's results with their answers, in the order in which they came."""
    return (await objections_of(db, [election_id])).get(election_id, ())


async def objections_of(db: AsyncSession, election_ids: Iterable[UUID]) -> dict[UUID, tuple[Objection, ...]]:
    """The objections to the results of these elections."""
    rows = await db.execute(
        select(ObjectionRow, AnswerRow, PublicationRow.number)
        .join(PublicationRow, PublicationRow.id == ObjectionRow.publication_id)
        .outerjoin(AnswerRow, AnswerRow.objection_id == ObjectionRow.id)
        .where(ObjectionRow.election_id.in_(set(election_ids)))
        .order_by(ObjectionRow.number)
    )
    found: dict[UUID, tuple[Objection, ...]] = {}
    for row, answer, publication in rows:
        found[row.election_id] = (*found.get(row.election_id, ()), _objection(row, answer, publication))
    return found


async def option_places(db: AsyncSession, election: Election) -> dict[str, str]:
    """Where options lie, by “contest:option”, and their pages inside the city, by “contest:option:href”."""
    names = {district.id: district.name for district in await cities.districts(db)}
    found: dict[str, str] = {}
    for contest, options in (await elections.option_texts(db, election.id)).items():
        for option in options:
            key = f"{contest}:{option.key}"
            found[key] = names.get(option.district_id, "") if option.district_id else option.place
            found[f"{key}:href"] = f"/elections/{election.slug}/options/{option.id}"
    return found


async def _files(db: AsyncSession, publication_ids: Iterable[UUID]) -> dict[UUID, tuple[File, ...]]:
    rows = await db.execute(
        select(FileRow.publication_id, FileRow.name, FileRow.media_type, FileRow.size, FileRow.digest)
        .where(FileRow.publication_id.in_(set(publication_ids)))
        .order_by(FileRow.name)
    )
    found: dict[UUID, tuple[File, ...]] = {}
    for publication, name, media_type, size, digest in rows:
        found[publication] = (*found.get(publication, ()), File(name, media_type, size, digest))
    return found


def _count(row: CountRow) -> Count:
    return Count(
        id=row.id,
        election_id=row.election_id,
        number=row.number,
        at=row.at,
        office=row.office,
        closed_at=row.closed_at,
        ballots=row.ballots,
        issued=row.issued,
        outcome=row.outcome,
        digest=row.digest,
        accounts=tuple(from_json(each) for each in row.account),
        turnout=Turnout.from_json(row.turnout),
    )


def _publication(row: PublicationRow, files: tuple[File, ...]) -> Publication:
    return Publication(
        id=row.id,
        election_id=row.election_id,
        count_id=row.count_id,
        number=row.number,
        at=row.at,
        office=row.office,
        reason=row.reason,
        objections_until=row.objections_until,
        bundle_digest=row.bundle_digest,
        files=files,
    )


def _objection(row: ObjectionRow, answer: AnswerRow | None, publication: int) -> Objection:
    return Objection(
        id=row.id,
        election_id=row.election_id,
        number=row.number,
        publication=publication,
        at=row.at,
        text=row.text,
        contact=row.contact,
        answer=answer and Answer(answer.at, answer.office, answer.summary, answer.text, answer.is_upheld),
    )
