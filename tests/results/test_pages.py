"""Does the public see a result only once it is published, and then all of it?"""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from partnet_vote import app as house
from partnet_vote.booth.service import Planes
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.settings import Settings
from tests.builders import results
from tests.conftest import running


@pytest.fixture
async def visitor(
    migrated: embedded.Running, database: Database, keyring: Keyring, settings: Settings
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app with real commits: it sees what the builders of results have done."""
    made = house.create_app(
        settings, identity_url=migrated.identity_url, box_url=migrated.box_url, keyring=keyring, debug=False
    )
    async with running(made) as client:
        client.headers["accept-language"] = "en"
        yield client


async def test_the_answer_comes_first(visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring)
    await result.publish()
    page = await visitor.get(f"{result.path}/results")
    assert page.status_code == 200
    assert "<h1>Three projects get money</h1>" in page.text
