"""A ballot box on a real, committed database: what races and crashes do can be seen nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import engine_for


@pytest.fixture(params=[True, False], ids=["batched", "single"])
async def box(request: pytest.FixtureRequest, migrated: embedded.Running) -> AsyncIterator[BallotBox]:
    engine = engine_for(migrated.box_url)
    box = BallotBox(engine, is_batched=request.param)
    yield box
    await box.stop()
    await engine.dispose()


@pytest.fixture
async def batched(migrated: embedded.Running) -> AsyncIterator[BallotBox]:
    engine = engine_for(migrated.box_url)
    box = BallotBox(engine)
    yield box
    await box.stop()
    await engine.dispose()
