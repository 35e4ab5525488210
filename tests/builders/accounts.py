"""How does a test come by a staff member, and a browser in which they are signed in?"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import service
from partnet_vote.cities import queries as cities
from partnet_vote.platform.db.session import scope
from partnet_vote.platform.kernel.permissions import INSTALLATION, Actor, Role
from partnet_vote.platform.web.csrf import Csrf
from partnet_vote.platform.web.house import House

PASSWORD = "seven quiet herons at dusk"


async def member(
    db: AsyncSession, *roles: Role, email: str | None = None, name: str = "Testing Person", password: str | None = None
) -> UUID:
    """A member of the current city's staff; without a password nobody can sign in as them (hashing takes its time)."""
    email = email or f"person-{uuid4().hex[:10]}@staff.example"
    account_id = await service.add_person(db, INSTALLATION, email, name, roles or (Role.ADMINISTRATOR,), password)
    await db.flush()  # a client's request on the same connection may name another city
    return account_id


async def sign_in(client: httpx.AsyncClient, db: AsyncSession, city_slug: str, *roles: Role) -> Actor:
    """Sign the client in as a new staff member with these roles (administrator if none is named)."""
    city = await cities.by_slug(db, city_slug)
    assert city is not None
    await scope(db, city.id)
    account_id = await member(db, *roles)
    token = await service.open_staff_session(db, account_id)
    hold(client, token)
    known = await service.identify(db, token, city.id)
    assert known is not None
    assert known.actor is not None
    return known.actor


def hold(client: httpx.AsyncClient, token: str) -> None:
    """Let the client hold a session's token, as if an answer had set the cookie."""
    client.cookies.set(csrf_of(client).session_cookie, token, domain=client.base_url.host)


async def post(
    client: httpx.AsyncClient, path: str, fields: dict[str, Any] | None = None, **options: Any
) -> httpx.Response:
    """Send a form as a page of ours would: with the token bound to this browser."""
    return await client.post(path, data={"csrf_token": csrf_token(client), **(fields or {})}, **options)


def csrf_token(client: httpx.AsyncClient) -> str:
    """The token that pages give this browser; a guest's cookie is set if there is none."""
    csrf = csrf_of(client)
    bound = client.cookies.get(csrf.session_cookie) or client.cookies.get(csrf.guest_cookie)
    if not bound:
        bound = uuid4().hex
        client.cookies.set(csrf.guest_cookie, bound, domain=client.base_url.host)
    return csrf.sign(f"csrf:{bound}")


def csrf_of(client: httpx.AsyncClient) -> Csrf:
    """The keys and cookie names of the app behind the client."""
    return house_of(client).csrf


def house_of(client: httpx.AsyncClient) -> House:
    """What the app behind the client holds in its hands."""
    return client._transport.app.state.house  # type: ignore[attr-defined]
