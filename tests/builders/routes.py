"""Which routes does the product have? Read from the app's own table, so that no test forgets a new one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from partnet_vote import app as house
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.web.access import Access, Door, access_of
from partnet_vote.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
NOWHERE = "postgresql+asyncpg://nobody@localhost/nothing"
PARAMETER = re.compile(r"{(\w+):(\w+)}")
NOBODY = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "999999", "str": "nobody", "path": "nowhere"}
PATTERNS = {"uuid": r"[0-9a-f-]{36}", "int": r"\d+", "path": r".+"}


@dataclass(frozen=True)
class Route:
    """One method at one address, and who may reach it."""

    method: str
    path: str
    access: Access
    is_documented: bool
    handler: HTTPRouteHandler

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Name and kind of each parameter in the address."""
        return tuple(PARAMETER.findall(self.path))

    @property
    def is_of_a_city(self) -> bool:
        """Whether the address lies below a city."""
        return self.path.startswith("/{city_slug:str}")

    def address(self, **values: object) -> str:
        """The address with these values in place of its parameters; what has none gets one that leads nowhere."""
        return PARAMETER.sub(lambda found: str(values.get(found.group(1), NOBODY[found.group(2)])), self.path)

    def matches(self, path: str) -> bool:
        """Whether this address is one of the route's."""
        return _pattern(self.path).fullmatch(path) is not None


@cache
def _pattern(path: str) -> re.Pattern[str]:
    parts: list[str] = []
    end = 0
    for found in PARAMETER.finditer(path):
        parts += [re.escape(path[end : found.start()]), PATTERNS.get(found.group(2), "[^/]+")]
        end = found.end()
    return re.compile("".join(parts) + re.escape(path[end:]) + "/?")


def routes_of(app: Litestar) -> Iterator[Route]:
    """Every route of an app, OPTIONS and HEAD apart."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            access = access_of(handler)
            for method in sorted(handler.http_methods - {"HEAD", "OPTIONS"}):
                assert access is not None, route.path
                yield Route(method, route.path, access, handler.resolve_include_in_schema(), handler)


@cache
def product() -> tuple[Route, ...]:
    """The product's routes; nothing is asked of any database."""
    with TemporaryDirectory() as folder:
        secrets = Path(folder) / "secrets"
        settings = Settings(data_dir=Path(folder), secrets_dir=secrets, base_url="http://127.0.0.1", https=False)
        keyring = Keyring.open(secrets)
        return tuple(
            sorted(
                routes_of(house.create_app(settings, identity_url=NOWHERE, box_url=NOWHERE, keyring=keyring)),
                key=lambda route: (route.path.count("{"), route.path, route.method),
            )
        )


def route_of(path: str, method: str = "GET") -> Route | None:
    """The route behind an address: the one with the fewest parameters counts."""
    return next((route for route in product() if route.method == method and route.matches(path)), None)


def staff_routes() -> tuple[Route, ...]:
    """The routes behind a sign-in."""
    return tuple(route for route in product() if route.access.door is Door.STAFF)
