"""How much is asked of us, how long does it take, and what waits? In numbers that name nobody."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar import Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import Denied, NotFound
from partnet_vote.platform.web.access import MACHINE

REQUESTS = Counter("partnet_requests_total", "Requests answered.", ("method", "route", "status"))
SECONDS = Histogram(
    "partnet_request_seconds",
    "Time from the request to the end of the answer.",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
WAITING = Gauge(
    "partnet_waiting", "Things that wait to be done, by kind; read from the database when asked.", ("what",)
)

Counted = Callable[[AsyncSession], Awaitable[Mapping[str, int]]]
"""Reads how many things of each kind wait."""


@get("/metrics", access=MACHINE, include_in_schema=False)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Prometheus text, for whoever shows the token of the settings; without one the page does not exist."""
    token = request.app.state.settings.metrics_token
    if token is None:
        raise NotFound
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(shown.encode(), token.encode()):
        raise Denied
    async with request.app.state.house.database.transaction() as db:
        for counted in request.app.state.counted:
            for what, number in (await counted(db)).items():
                WAITING.labels(what).set(number)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST, headers={"cache-control": "no-store"})
