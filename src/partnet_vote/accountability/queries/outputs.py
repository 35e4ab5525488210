"""What is written down of a forum?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from partnet_vote.accountability.models import ForumPhotoRow, MinutesRow, MinutesStepRow, ResolutionRow
from partnet_vote.accountability.queries.reports import report
from partnet_vote.accountability.rules.outputs import Minutes, Photo, Record, Resolution, StepKind, Survey, Version
from partnet_vote.elections import queries as elections
from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum, room
from partnet_vote.platform.db import clock
from partnet_vote.results import queries as results


async def record(db: AsyncSession, forum: Forum) -> Record:
    """Everything that is known of a forum."""
    entries = await forums.shortlist(db, forum.id)
    now, vote = await clock.now(db), await forums.room_vote(db, forum.id)
    is_counted = vote is not None and vote.phase(now) is room.Phase.COUNTED
    places = await forums.room_ranking(db, vote) if vote is not None and is_counted else ()
    return Record(
        forum=forum,
        tables=await forums.tables(db, forum.id),
        items=await forums.items_by_table(db, forum.id),
        entries=entries,
        histories=await forums.histories(db, [entry.id for entry in entries]),
        vote=vote,
        places=places,
        is_public=vote is not None and room.is_public(vote, places, now),
        report=await report(db, forum),
        minutes=await minutes(db, forum.id),
        resolutions=await resolutions(db, forum.id),
        photos=await photos(db, forum.id),
        survey=await survey(db, forum.id),
        verified=next(reversed(await results.verified_lists(db, forum.id)), None),
        attendance=await forums.attendance(db, forum, is_over=forum.is_over(now)),
        own_items=await forums.public_own_items(db, vote) if vote is not None and is_counted else None,
    )


async def minutes(db: AsyncSession, forum_id: UUID) -> Minutes:
    """The minutes of a forum, every version."""
    query = select(MinutesRow).where(MinutesRow.forum_id == forum_id).order_by(MinutesRow.number)
    rows = (await db.execute(query)).scalars()
    versions = tuple(Version(row.number, row.text, row.at, row.office) for row in rows)
    steps = select(MinutesStepRow).where(MinutesStepRow.forum_id == forum_id)
    last = (await db.execute(steps.order_by(MinutesStepRow.sequence.desc()).limit(1))).scalar_one_or_none()
    return Minutes(versions, last.version if last is not None and last.kind == StepKind.PUBLISHED else 0)


async def resolutions(db: AsyncSession, forum_id: UUID) -> tuple[Resolution, ...]:
    """What councils resolved after a forum, in the order of the days."""
    query = select(ResolutionRow).where(ResolutionRow.forum_id == forum_id)
    rows = (await db.execute(query.order_by(ResolutionRow.decided_on, ResolutionRow.number))).scalars()
    return tuple(
        Resolution(
            id=row.id,
            number=row.number,
            body=row.body,
            decided_on=row.decided_on,
            text=row.text,
            file_name=row.file_name,
        )
        for row in rows
    )


async def resolution_file(db: AsyncSession, forum_id: UUID, resolution_id: UUID) -> tuple[str, bytes] | None:
    """The name and the bytes of a resolution's file."""
    query = select(ResolutionRow).where(ResolutionRow.id == resolution_id, ResolutionRow.forum_id == forum_id)
    row = (await db.execute(query.options(undefer(ResolutionRow.content)))).scalar_one_or_none()
    return None if row is None or row.content is None else (row.file_name, row.content)


async def photos(db: AsyncSession, forum_id: UUID) -> tuple[Photo, ...]:
    """The photos of a forum, in the order in which they came."""
    query = select(ForumPhotoRow).where(ForumPhotoRow.forum_id == forum_id)
    rows = (await db.execute(query.order_by(ForumPhotoRow.created_at, ForumPhotoRow.id))).scalars().all()
    return tuple(Photo(row.id, row.alt, row.sha, row.width, row.height) for row in rows)


async def photo_files(db: AsyncSession, forum_id: UUID) -> dict[UUID, bytes]:
    """The bytes of a forum's photos."""
    query = select(ForumPhotoRow.id, ForumPhotoRow.content).where(ForumPhotoRow.forum_id == forum_id)
    return dict((await db.execute(query)).all())  # type: ignore[arg-type]


async def photo_file(db: AsyncSession, forum_id: UUID, photo_id: UUID) -> bytes | None:
    """The bytes of one photo."""
    query = select(ForumPhotoRow.content).where(ForumPhotoRow.forum_id == forum_id, ForumPhotoRow.id == photo_id)
    return (await db.execute(query)).scalar_one_or_none()


async def survey(db: AsyncSession, forum_id: UUID) -> Survey | None:
    """The forum's verification survey, once its result is published."""
    election_id = await elections.survey_of(db, forum_id)
    published = await results.publications(db, election_id) if election_id else ()
    if election_id is None or not published:
        return None
    found = (await elections.by_ids(db, [election_id]))[election_id]
    return Survey(found.slug, found.title, published[-1])


async def survey_files(db: AsyncSession, survey: Survey) -> dict[str, bytes]:
    """The published files of a survey, by name."""
    publication = survey.publication
    found = {file.name: await results.file(db, publication.id, file.name) for file in publication.files}
    return {name: content for name, content in found.items() if content is not None}
