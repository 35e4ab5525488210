"""Who may reach a handler? Every handler says it; the app refuses to start if one does not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import Denied, NotFound
from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.tenant import Tenant


class Door(StrEnum):
    """How a handler may be reached."""

    PUBLIC = "public"
    VOTER = "voter"
    STAFF = "staff"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Access:
    """A handler's declaration, given as ``access=…`` in its decorator."""

    door: Door
    permissions: frozenset[Permission] = frozenset()
    """All of them are needed."""


PUBLIC = Access(Door.PUBLIC)
"""Anybody, without a sign-in."""
VOTER = Access(Door.VOTER)
"""Whoever entered a valid code for an election within the last hour."""
SIGNED_IN = Access(Door.STAFF)
"""Any staff member of the city."""
MACHINE = Access(Door.MACHINE)
"""Probes and scrapers; the handler checks its own token or address."""


def needs(*permissions: Permission) -> Access:
    """Staff of the city whose roles grant these permissions."""
    return Access(Door.STAFF, frozenset(permissions))


class SignInNeeded(Denied):
    """Nobody is signed in; the answer is the sign-in page, then back."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, and of which city."""

    tenant: Tenant | None = None
    actor: Actor | None = None
    session_id: UUID | None = None
    voter: bytes | None = None
    """The opened content of a voter's session; only the booth knows its form."""
    offers: frozenset[str] = frozenset()
    """Addresses inside the city that its navigation offers, besides those of every city."""


Identify = Callable[[AsyncSession, "Request[Any, Any, Any]"], Awaitable[Identity]]


def check(access: Access, identity: Identity) -> None:
    """Let the request through, or raise SignInNeeded, Denied or NotFound."""
    if access.door is Door.VOTER and identity.voter is None:
        raise SignInNeeded
    if access.door is not Door.STAFF:
        return
    if identity.actor is None:
        raise SignInNeeded
    if identity.tenant is not None and not identity.actor.permissions:
        raise NotFound
    if not access.permissions <= identity.actor.permissions:
        raise Denied


def access_of(handler: BaseRouteHandler) -> Access | None:
    """What a handler declared."""
    declared = handler.opt.get("access")
    return declared if isinstance(declared, Access) else None


def refuse_undeclared(app: Litestar) -> None:
    """Fail the start if a route has no access declaration."""
    undeclared = [
        f"{route.path} ({handler})"
        for route in app.routes
        for handler in getattr(route, "route_handlers", [getattr(route, "route_handler", None)])
        if handler is not None and access_of(handler) is None and not _is_automatic(handler)
    ]
    if undeclared:
        raise RuntimeError("handlers without an access declaration: " + ", ".join(undeclared))


def _is_automatic(handler: BaseRouteHandler) -> bool:
    """Litestar itself answers OPTIONS with the allowed methods."""
    return isinstance(handler, HTTPRouteHandler) and handler.http_methods == {"OPTIONS"}


async def guard(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """The one guard: find out who asks, then check what the handler declared."""
    if _is_automatic(handler):
        return
    declared = access_of(handler)
    if declared is None:
        raise Denied
    if "\x00" in connection.scope["path"] or b"%00" in connection.scope.get("query_string", b""):
        raise NotFound  # PostgreSQL keeps no NUL in a text, so nothing of ours has such an address
    house = connection.app.state.house
    identity = Identity()
    if declared.door is not Door.MACHINE:
        identity = await house.identify(connection)
    connection.state.identity = identity
    check(declared, identity)
    if isinstance(connection, Request):  # last, because it reads the body: strangers send staff pages nothing
        await house.csrf.check(connection)
