"""Do the rules that cities recorded give the results that cities announced?"""

from __future__ import annotations

from pathlib import Path

import pytest

from partnet_vote.tally.counting import count
from partnet_vote.tally.pabulib.document import PabulibError
from partnet_vote.tally.pabulib.election import election, official_winners
from partnet_vote.tally.pabulib.recorded import recorded_rule
from tests.builders.pabulib import need_real_files, real_files

UNLISTED_RIVALS = "Poland_Warszawa_2024"
"""Its comment says that some projects exclude each other, but not which."""


@pytest.fixture(params=real_files() or [None], ids=lambda path: path.stem if path else "absent")
def path(request: pytest.FixtureRequest) -> Path:
    need_real_files()
    return request.param


def test_the_announced_result_is_reproduced(path: Path):
    found = election(path.read_bytes())
    announced = official_winners(found.document)
    if announced is None:
        pytest.skip("the file announces no result")
    try:
        spec = recorded_rule(found.document)
    except PabulibError:
        pytest.skip("the file names no rule")
    outcome = count(found.profile, spec)
    assert outcome.total_cost <= outcome.budget
    if path.stem == UNLISTED_RIVALS:
        assert set(outcome.winners) != announced
    else:
        assert set(outcome.winners) == announced
