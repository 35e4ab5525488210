"""In which language do these tests read the pages?"""

from __future__ import annotations

import httpx
import pytest


@pytest.fixture
async def client(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """An English reader: the sentences looked for are those of the code."""
    client.headers["accept-language"] = "en"
    return client
