"""How is a deed recorded?"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit.models import EventRow
from partnet_vote.platform.kernel.permissions import Actor


async def record(
    db: AsyncSession, actor: Actor | None, kind: str, subject: str, *, public: bool = False, **data: object
) -> None:
    """Append an event in the deed's own transaction; `data` is JSON without anything personal."""
    office = "installation" if actor and actor.is_installation else ", ".join(sorted(actor.roles)) if actor else ""
    db.add(
        EventRow(
            kind=kind,
            subject=subject,
            actor_id=actor.account_id if actor else None,
            office=office,
            is_public=public,
            data=data,
        )
    )
