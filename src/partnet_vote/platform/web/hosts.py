"""Does this host name belong to one city? Then its pages stand at the root."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from litestar.types import ASGIApp, Receive, Scope, Send

SHARED = ("/static/", "/theme/", "/health", "/metrics", "/schema", "/favicon.ico")


class CityHosts:
    """ASGI middleware: on a city's own host, `/proposals` means `/<slug>/proposals`."""

    def __init__(self, app: ASGIApp, slug_of_host: Callable[[str], Awaitable[str | None]]) -> None:
        self.app = app
        self.slug_of_host = slug_of_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the path before routing, and remember that the host chose the city."""
        if scope["type"] == "http" and not scope["path"].startswith(SHARED):
            host = dict(scope["headers"]).get(b"host", b"").decode("latin-1").partition(":")[0].lower()
            slug = await self.slug_of_host(host) if host else None
            if slug is not None:
                path = f"/{slug}{scope['path']}".rstrip("/")
                scope["city_host"] = True  # type: ignore[typeddict-unknown-key]
                scope["path"] = path
                scope["raw_path"] = path.encode()
        await self.app(scope, receive, send)
