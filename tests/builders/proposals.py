"""How does a test come by proposals and pictures?"""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.proposals import queries, service
from partnet_vote.proposals.rules import Proposal, ProposalTexts

BENCHES = ProposalTexts(
    title="Lavičky u řeky",
    summary="Deset nových laviček mezi mostem a lávkou.",
    summary_easy="U řeky bude deset laviček.",
    body="Podél řeky není kde si odpočinout.\n\nLavičky budou z dubového dřeva.",
    cost=200_000_00,
    category="bench",
    place="Nábřeží",
    lat=Decimal("49.8951"),
    lon=Decimal("18.1123"),
    language="cs",
)


async def draft(db: AsyncSession, **changes: object) -> Proposal:
    """A draft of the current city."""
    proposal_id = await service.add(db, INSTALLATION, replace(BENCHES, **changes))  # type: ignore[arg-type]
    return (await queries.by_ids(db, (proposal_id,)))[proposal_id]


async def published(db: AsyncSession, **changes: object) -> Proposal:
    """A proposal that everybody may read."""
    made = await draft(db, **changes)
    await service.publish(db, INSTALLATION, made.id)
    return (await queries.by_ids(db, (made.id,)))[made.id]


def photo(kind: str = "JPEG", size: tuple[int, int] = (120, 80), colour: str = "#336699", **options: object) -> bytes:
    """A small picture's bytes."""
    sink = io.BytesIO()
    Image.new("RGB", size, colour).save(sink, kind, **options)
    return sink.getvalue()
