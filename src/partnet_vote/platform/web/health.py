"""Is the process alive, and could it take a ballot right now?"""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, get
from sqlalchemy import text

from partnet_vote.platform.web.access import MACHINE


@get("/health/live", access=MACHINE, include_in_schema=False)
async def live() -> Response[dict[str, str]]:
    """The event loop answers."""
    return Response({"status": "alive"}, headers={"cache-control": "no-store"})


@get("/health/ready", access=MACHINE, include_in_schema=False)
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """Both databases answer within two seconds; else 503."""
    planes = {"identity": request.app.state.house.database.engine, "ballotbox": request.app.state.box_engine}
    states = {name: await _answers(engine) for name, engine in planes.items()}
    status = 200 if all(state == "ok" for state in states.values()) else 503
    return Response(states, status_code=status, headers={"cache-control": "no-store"})


async def _answers(engine: Any) -> str:
    try:
        async with asyncio.timeout(2), engine.connect() as connection:
            await connection.execute(text("select 1"))
    except Exception:  # noqa: BLE001 - whatever is wrong, the plane is not ready
        return "away"
    return "ok"
