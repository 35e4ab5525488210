"""What do the tests of results share?"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from partnet_vote.booth.service import Planes
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.keyring import Keyring
from tests.builders import booth


@pytest.fixture
async def planes(migrated: embedded.Running, database: Database, keyring: Keyring) -> AsyncIterator[Planes]:
    """Both planes with real commits."""
    async with booth.planes(migrated, database, keyring) as both:
        yield both
