"""Does the description at /schema say of each address what comes: a page, or data?"""

from __future__ import annotations

import httpx
import pytest


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/{city_slug}/audit", "text/html"),
        ("/{city_slug}/staff/people", "text/html"),
        ("/{city_slug}/audit.json", "application/json"),
        ("/api/{city_slug}/elections/{election}/results.json", "application/json"),
        ("/{city_slug}/forums/{number}/forum.ics", "text/calendar"),
        ("/{city_slug}/staff/rolls/template", "text/csv"),
    ],
)
async def test_what_comes_is_what_is_described(client: httpx.AsyncClient, path: str, media_type: str) -> None:
    described = (await client.get("/schema/openapi.json")).json()["paths"][path]["get"]["responses"]["200"]
    assert list(described["content"]) == [media_type]
