"""Does the app refuse to start when a handler does not say who may reach it?"""

from __future__ import annotations

import pytest
from litestar import Litestar, get

from partnet_vote.platform.web import access
from partnet_vote.platform.web.access import Door


@get("/forgotten", sync_to_thread=False)
def forgotten() -> str:
    return "open to all by mistake"


def test_an_undeclared_handler_stops_the_start() -> None:
    with pytest.raises(RuntimeError, match="forgotten"):
        access.refuse_undeclared(Litestar([forgotten], openapi_config=None, logging_config=None))


async def test_every_handler_of_the_product_is_declared(app: Litestar) -> None:
    access.refuse_undeclared(app)


async def test_staff_addresses_are_for_staff(app: Litestar) -> None:
    signing_in = ("/staff/sign-in", "/staff/reset", "/staff/invitation")
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            declared = access.access_of(handler)
            if "/staff" in route.path and declared and not any(part in route.path for part in signing_in):
                assert declared.door is Door.STAFF, route.path
