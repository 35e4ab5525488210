"""What is written down of every request: its route, its status, its time; never who, whence or what."""

from __future__ import annotations

import secrets
import time

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from partnet_vote.platform.web.metrics import REQUESTS, SECONDS

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMATCHED = "(no such page)"
ID = "x-request-id"
QUIET = ("/health/live", "/health/ready", "/metrics")
"""Asked every few seconds by machines: counted, not logged."""

log = structlog.get_logger()


class Observed:
    """ASGI middleware around everything: an id for each request, one log line, and the metrics.

    The id is our own, never one that was sent: it must not carry anything from outside into the log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and look at what is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, began, status = secrets.token_hex(8), time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (ID.encode(), request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - began
            method = scope["method"] if scope["method"] in METHODS else "OTHER"
            route = scope.get("path_template") or UNMATCHED
            REQUESTS.labels(method, route, status).inc()
            SECONDS.labels(route).observe(seconds)
            if route not in QUIET:
                ms = round(seconds * 1000, 1)
                log.info("request", request=request_id, method=method, route=route, status=status, ms=ms)
