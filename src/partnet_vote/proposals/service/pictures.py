"""How do pictures come beside a proposal, and in which order?"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.proposals import rules
from partnet_vote.proposals.models import PictureRow, ProposalRow, ShownPictureRow
from partnet_vote.proposals.rules import Encoded
from partnet_vote.proposals.service.encoding import encoded
from partnet_vote.proposals.service.texts import locked

MOST = 8
"""Pictures of one proposal."""


async def add_picture(db: AsyncSession, actor: Actor, proposal_id: UUID, content: bytes, alt: str) -> UUID:
    """Add a photo's bytes at the end, drawn anew as WebP; `alt` says what it shows. Refused beside its field."""
    require(actor, Permission.CITY_PROPOSALS_EDIT)
    alt = _words(alt)
    made = await encoded(content)
    row = await locked(db, proposal_id)
    there = await _shown(db, proposal_id)
    if len(there) >= MOST:
        raise Refused(Text("A proposal shows at most {n} pictures.", n=MOST), "file")
    picture_id = await _kept(db, made)
    shown = ShownPictureRow(
        id=uuid4(), proposal_id=proposal_id, picture_id=picture_id, position=len(there) + 1, alt=alt
    )
    twice = Refused(Text("This picture is there already."), "file")
    async with guarded(db, uq_proposal_pictures_proposal_id_picture_id=twice):
        db.add(shown)
    await _record(db, actor, "proposal.picture.add", row)
    return shown.id


async def describe_picture(db: AsyncSession, actor: Actor, proposal_id: UUID, picture_id: UUID, alt: str) -> None:
    """Change the words that stand for a picture."""
    row, shown = await _standing(db, actor, proposal_id, picture_id)
    shown.alt = _words(alt)
    await db.flush()
    await _record(db, actor, "proposal.picture.describe", row)


async def move_picture(db: AsyncSession, actor: Actor, proposal_id: UUID, picture_id: UUID, by: int) -> None:
    """Move a picture one place up (-1) or down (1); the first one stands on cards."""
    row, shown = await _standing(db, actor, proposal_id, picture_id)
    there = await _shown(db, proposal_id)
    here = there.index(shown)
    if 0 <= here + by < len(there):
        there[here], there[here + by] = there[here + by], there[here]
        _number(there)
        await db.flush()
    await _record(db, actor, "proposal.picture.move", row)


async def remove_picture(db: AsyncSession, actor: Actor, proposal_id: UUID, picture_id: UUID) -> None:
    """Take a picture away from a proposal; a ballot already published keeps its own."""
    row, shown = await _standing(db, actor, proposal_id, picture_id)
    await db.delete(shown)
    await db.flush()
    _number(await _shown(db, proposal_id))
    await db.flush()
    await _record(db, actor, "proposal.picture.remove", row)


async def _kept(db: AsyncSession, made: Encoded) -> UUID:
    """The key of the picture's bytes; the same picture is kept once a city."""
    columns = {"sha": made.sha, "content": made.content, "width": made.width, "height": made.height}
    new = insert(PictureRow).values(id=uuid4(), city_id=db.info[CITY], **columns)
    await db.execute(new.on_conflict_do_nothing(index_elements=("city_id", "sha")))
    return (await db.execute(select(PictureRow.id).where(PictureRow.sha == made.sha))).scalar_one()


async def _standing(
    db: AsyncSession, actor: Actor, proposal_id: UUID, picture_id: UUID
) -> tuple[ProposalRow, ShownPictureRow]:
    require(actor, Permission.CITY_PROPOSALS_EDIT)
    row = await locked(db, proposal_id)
    shown = next((each for each in await _shown(db, proposal_id) if each.id == picture_id), None)
    if shown is None:
        raise NotFound
    return row, shown


async def _shown(db: AsyncSession, proposal_id: UUID) -> list[ShownPictureRow]:
    query = select(ShownPictureRow).where(ShownPictureRow.proposal_id == proposal_id)
    return list((await db.execute(query.order_by(ShownPictureRow.position))).scalars())


def _number(shown: list[ShownPictureRow]) -> None:
    for place, each in enumerate(shown, 1):
        each.position = place


def _words(alt: str) -> str:
    alt = alt.strip()
    if not alt:
        raise Refused(Text("Say in a sentence what the picture shows, for people who cannot see it."), "alt")
    if len(alt) > rules.ALT:
        raise Refused(Text("At most {n} characters fit here.", n=rules.ALT), "alt")
    return alt


async def _record(db: AsyncSession, actor: Actor, kind: str, row: ProposalRow) -> None:
    await audit.record(db, actor, kind, f"proposal:{row.id}", number=row.number)
