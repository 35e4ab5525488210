"""Does a session end when it should, and does the database keep nothing that would let anybody in?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import queries, service
from partnet_vote.accounts.models import SessionRow
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Actor, Role
from tests.builders import accounts as build

HOUR = timedelta(hours=1)


async def age(db: AsyncSession, by: timedelta) -> None:
    """Let time pass for every session."""
    await db.execute(
        update(SessionRow).values(
            seen_at=SessionRow.seen_at - by, idle_until=SessionRow.idle_until - by, ends_at=SessionRow.ends_at - by
        )
    )
    db.expire_all()


async def test_a_staff_session_ends_after_half_an_hour_without_use(db: AsyncSession, lipovec: UUID) -> None:
    token = await service.open_staff_session(db, await build.member(db))
    await age(db, timedelta(minutes=29))
    assert await service.identify(db, token) is not None
    await age(db, timedelta(minutes=29))
    assert await service.identify(db, token) is not None, "using it prolongs it"
    await age(db, timedelta(minutes=31))
    assert await service.identify(db, token) is None


async def test_no_session_lasts_longer_than_eight_hours(db: AsyncSession, lipovec: UUID) -> None:
    token = await service.open_staff_session(db, await build.member(db))
    for _ in range(19):
        await age(db, timedelta(minutes=25))
        assert await service.identify(db, token) is not None
    await age(db, timedelta(minutes=25))
    assert await service.identify(db, token) is None


async def test_a_voters_session_lasts_an_hour_and_says_nothing_to_the_database(db: AsyncSession, lipovec: UUID) -> None:
    token = await service.open_voter_session(db, b"election and code")
    row = (await db.execute(select(SessionRow))).scalar_one()
    kept = b"".join(value for value in vars(row).values() if isinstance(value, bytes))
    assert b"election" not in kept
    assert token.encode() not in kept
    assert row.account_id is None
    assert row.browser == ""
    known = await service.identify(db, token, lipovec)
    assert known is not None
    assert (known.voter, known.actor) == (b"election and code", None)
    await age(db, timedelta(minutes=59))
    await service.update_voter_session(db, token, b"more")
    assert (await service.identify(db, token)).voter == b"more"  # type: ignore[union-attr]
    await age(db, timedelta(minutes=61))
    assert await service.identify(db, token) is None


async def test_altered_content_is_not_opened(db: AsyncSession, lipovec: UUID) -> None:
    token = await service.open_voter_session(db, b"mine")
    other = await service.open_voter_session(db, b"theirs")
    rows = {row.token_hash: row for row in (await db.execute(select(SessionRow))).scalars()}
    first, second = rows.values()
    first.sealed, second.sealed = second.sealed, first.sealed
    await db.flush()
    for one in (token, other):
        assert (await service.identify(db, one)).voter is None  # type: ignore[union-attr]


async def test_a_staff_session_cannot_be_filled_like_a_voters(db: AsyncSession, lipovec: UUID) -> None:
    token = await service.open_staff_session(db, await build.member(db))
    with pytest.raises(NotFound):
        await service.update_voter_session(db, token, b"x")


async def test_the_list_shows_browsers_and_ends_them(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor, lipovec: UUID
) -> None:
    assert administrator.account_id is not None
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    one = await service.open_staff_session(db, administrator.account_id, user_agent=agent)
    two = await service.open_staff_session(db, administrator.account_id)
    page = await client.get("/lipovec/staff/sessions")
    assert "Firefox, Windows" in page.text
    known = await service.identify(db, one, lipovec)
    assert known is not None
    answer = await build.post(client, f"/lipovec/staff/sessions/{known.session_id}/end")
    assert answer.status_code == 303
    assert await service.identify(db, one) is None
    assert await service.identify(db, two) is not None
    assert (await build.post(client, "/lipovec/staff/sessions/end-others")).status_code == 303
    assert await service.identify(db, two) is None
    assert len(await queries.sessions(db, administrator.account_id)) == 1
    assert (await client.get("/lipovec/staff")).status_code == 200


async def test_nobody_ends_somebody_elses_session(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor, lipovec: UUID
) -> None:
    token = await service.open_staff_session(db, await build.member(db, Role.CLERK))
    known = await service.identify(db, token, lipovec)
    assert known is not None
    assert (await build.post(client, f"/lipovec/staff/sessions/{known.session_id}/end")).status_code == 404
    assert await service.identify(db, token) is not None


async def test_ended_sessions_are_swept(db: AsyncSession, lipovec: UUID) -> None:
    await service.open_voter_session(db, b"old")
    await age(db, 2 * HOUR)
    living = await service.open_voter_session(db, b"new")
    assert await service.sweep(db) == 1
    assert await service.identify(db, living) is not None
    assert await db.scalar(select(func.count()).select_from(SessionRow)) == 1
