"""How do resolutions and photos come beside a forum?"""

from __future__ import annotations

import re
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability.models import ForumPhotoRow, ResolutionRow
from partnet_vote.accountability.rules import outputs
from partnet_vote.accountability.rules.outputs import MOST_PHOTOS, ResolutionTexts
from partnet_vote.accountability.service.acting import organised
from partnet_vote.audit import service as audit
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text
from partnet_vote.proposals import service as proposals

UNSAFE = re.compile(r"[^a-z0-9]+")


async def add_resolution(
    db: AsyncSession, actor: Actor, forum_id: UUID, texts: ResolutionTexts, file: tuple[str, bytes] | None = None
) -> UUID:
    """Type in what a council resolved; `file` is the name and the bytes of a PDF. Refused beside the wrong field."""
    forum = await organised(db, actor, forum_id)
    if issue := outputs.resolution_issue(texts) or (outputs.file_issue(file[1]) if file else None):
        raise issue
    row = ResolutionRow(
        id=uuid4(),
        forum_id=forum_id,
        number=texts.number.strip(),
        body=texts.body.strip(),
        decided_on=texts.decided_on,
        text=texts.text.strip(),
        file_name=_plain_name(file[0]) if file else "",
        content=file[1] if file else None,
        by=actor.account_id,
    )
    twice = Refused(Text("This resolution is there already."), "number")
    async with guarded(db, uq_forum_resolutions_forum_id_body_number=twice):
        db.add(row)
    await audit.record(db, actor, "resolution.add", f"forum:{forum_id}", public=True, number=forum.number)
    return row.id


async def remove_resolution(db: AsyncSession, actor: Actor, forum_id: UUID, resolution_id: UUID) -> None:
    """Take a resolution away that was typed in by mistake."""
    forum = await organised(db, actor, forum_id)
    query = select(ResolutionRow).where(ResolutionRow.id == resolution_id, ResolutionRow.forum_id == forum_id)
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound
    await db.delete(row)
    await db.flush()
    await audit.record(db, actor, "resolution.remove", f"forum:{forum_id}", public=True, number=forum.number)


async def add_photo(db: AsyncSession, actor: Actor, forum_id: UUID, content: bytes, alt: str) -> UUID:
    """Add a photo of the evening, drawn anew as proposals' pictures are; `alt` says what it shows."""
    forum = await organised(db, actor, forum_id)
    if issue := outputs.alt_issue(alt):
        raise issue
    there = select(func.count()).select_from(ForumPhotoRow).where(ForumPhotoRow.forum_id == forum_id)
    if (await db.execute(there)).scalar_one() >= MOST_PHOTOS:
        raise Refused(Text("A forum shows at most {n} photos.", n=MOST_PHOTOS), "file")
    made = await proposals.encoded(content)
    columns = {"sha": made.sha, "content": made.content, "width": made.width, "height": made.height}
    row = ForumPhotoRow(id=uuid4(), forum_id=forum_id, alt=alt.strip(), **columns)
    twice = Refused(Text("This picture is there already."), "file")
    async with guarded(db, uq_forum_photos_forum_id_sha=twice):
        db.add(row)
    await audit.record(db, actor, "photo.add", f"forum:{forum_id}", public=True, number=forum.number)
    return row.id


async def remove_photo(db: AsyncSession, actor: Actor, forum_id: UUID, photo_id: UUID) -> None:
    """Take a photo away: somebody on it may have asked for that."""
    forum = await organised(db, actor, forum_id)
    query = select(ForumPhotoRow).where(ForumPhotoRow.id == photo_id, ForumPhotoRow.forum_id == forum_id)
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound
    await db.delete(row)
    await db.flush()
    await audit.record(db, actor, "photo.remove", f"forum:{forum_id}", public=True, number=forum.number)


def _plain_name(name: str) -> str:
    """A file's name that every system takes, and no header or archive trips over."""
    stem = UNSAFE.sub("-", folded(name.rpartition("/")[2].removesuffix(".pdf"))).strip("-")[:80]
    return f"{stem or 'resolution'}.pdf"
