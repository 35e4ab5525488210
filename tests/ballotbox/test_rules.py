"""When is a box open, and when is a batch due?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from partnet_vote.ballotbox.rules import Phase, is_sealing_due, phase_at

OPENS = datetime(2026, 12, 1, 8, tzinfo=UTC)
CLOSES = datetime(2026, 12, 15, 20, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (OPENS - TICK, Phase.WAITING),
        (OPENS, Phase.OPEN),
        (CLOSES - TICK, Phase.OPEN),
        (CLOSES, Phase.ENDED),
        (CLOSES + TICK, Phase.ENDED),
    ],
)
def test_the_last_moment_of_voting_is_before_the_close(now: datetime, phase: Phase) -> None:
    assert phase_at(now, OPENS, CLOSES, None) is phase


def test_a_closed_box_is_closed_whatever_the_clock_says() -> None:
    assert phase_at(OPENS, OPENS, CLOSES, CLOSES) is Phase.CLOSED


@pytest.mark.parametrize(
    ("waiting", "minutes", "due"),
    [
        (0, 10_000, False),
        (1, 24 * 60 - 1, False),
        (1, 24 * 60, True),
        (49, 15, False),
        (50, 14, False),
        (50, 15, True),
        (5000, 14, False),
    ],
)
def test_fifty_wait_a_quarter_of_an_hour_fewer_a_day(waiting: int, minutes: int, due: bool) -> None:
    assert is_sealing_due(OPENS + timedelta(minutes=minutes), OPENS, waiting) is due
