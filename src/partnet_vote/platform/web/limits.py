"""Who asks too often, when only the connection can be believed?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.db import rate_limits

Networks = tuple[IPv4Network | IPv6Network, ...]
Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]


def client_address(connection: ASGIConnection[Any, Any, Any, Any], trusted: Networks) -> str:
    """The visitor's address: the connection's own, or what a trusted proxy says of it; IPv6 by its /64.

    X-Forwarded-For is read from its right end, and only as far as each hop is a proxy of ours.
    """
    address = connection.client.host if connection.client else ""
    hops = [hop.strip() for hop in connection.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    while hops and _is_within(address, trusted):
        address = hops.pop()
    return _network(address)


def limited(name: str, limit: int, seconds: int, field: str | None = None) -> Guard:
    """A handler's guard: at most `limit` requests in `seconds` for each address, or for each value of a form field.

    It runs before the handler's transaction begins, and what it counts stays. Only keyed hashes are kept.
    """

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        whom = await _whom(connection, field)
        await rate_limits.hit(connection.app.state.house.database, _bucket(connection, name, whom), limit, seconds)

    return guard


@dataclass(frozen=True, slots=True)
class WrongTries:
    """A limit on what goes wrong at one address: `limit` wrong tries in `seconds` close it, right ones are not counted.

    A hall full of voters shares the address of its wifi, and few of them mistype; a machine that guesses does nothing
    else. Tries that are under way when the limit is reached still end, so a few more than the limit may be wrong.
    """

    name: str
    limit: int
    seconds: int

    async def guard(self, connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        """The handler's guard, before its transaction begins."""
        bucket = self._bucket(connection)
        await rate_limits.refuse_full(connection.app.state.house.database, bucket, self.limit, self.seconds)

    async def count(self, db: AsyncSession, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        """This one was wrong; counted in the handler's own transaction, which must not be rolled back."""
        await rate_limits.count(db, self._bucket(connection), self.seconds)

    def _bucket(self, connection: ASGIConnection[Any, Any, Any, Any]) -> str:
        return _bucket(connection, self.name, client_address(connection, connection.app.state.settings.trusted_proxies))


@dataclass(frozen=True, slots=True)
class Guesses:
    """A limit on wrong passwords, for each address or for each value of a form field; right ones are not counted.

    Every try takes a place before its password is looked at, so that many at once pass no more often than the limit
    allows; who was right gives it back.
    """

    name: str
    limit: int
    seconds: int
    field: str | None = None

    async def guard(self, connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        """The handler's guard, before its transaction begins."""
        whom = await _whom(connection, self.field)
        bucket = _bucket(connection, self.name, whom)
        place = await rate_limits.reserve(connection.app.state.house.database, bucket, self.limit, self.seconds)
        connection.scope.setdefault("state", {}).setdefault(PLACES, []).append(place)


PLACES = "places_of_guesses"


async def right(db: AsyncSession, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """The guess was right: every place it took is free again, in the handler's own transaction."""
    for place in sorted(connection.scope["state"].pop(PLACES, ()), key=lambda place: place.bucket):
        await rate_limits.give_back(db, place)


async def _whom(connection: ASGIConnection[Any, Any, Any, Any], field: str | None) -> str:
    if field is None:
        return client_address(connection, connection.app.state.settings.trusted_proxies)
    if isinstance(connection, Request):
        return str((await connection.form()).get(field) or "").strip().casefold()
    return ""


def _bucket(connection: ASGIConnection[Any, Any, Any, Any], name: str, whom: str) -> str:
    sign = connection.app.state.house.csrf.sign
    return f"{name}:{sign(f'limit:{name}:{whom}')}"


def _is_within(address: str, networks: Networks) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


def _network(address: str) -> str:
    """A household's IPv6 network counts as one visitor; anything unreadable is one visitor too."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network(f"{parsed}/64", strict=False))
    return str(parsed)
