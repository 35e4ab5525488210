"""How does a long count show on a terminal that it is alive?"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from partnet_vote.tally.progress import Progress, Reporter
from partnet_vote.tally.reasons import Amount

EVERY = 0.5
"""Seconds between two signs of life; shorter counts give none."""
CLEAR_LINE = "\r\x1b[K"


@contextmanager
def ticking(*, always: bool) -> Iterator[Reporter | None]:
    """Signs of life on standard error: one line kept fresh on a terminal, else lines if `always`, else none."""
    live = sys.stderr.isatty()
    ticker = _Ticker(live=live)
    yield ticker.report if live or always else None
    if live and ticker.shown:
        print(CLEAR_LINE, end="", file=sys.stderr, flush=True)


class _Ticker:
    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._last = time.monotonic()
        self.shown = False

    def report(self, progress: Progress) -> None:
        """Say where the count stands, not too often."""
        now = time.monotonic()
        if now - self._last < EVERY:
            return
        self._last, self.shown = now, True
        share = 100 * progress.spent // max(progress.budget, 1)
        a_voter = Amount(progress.endowment.numerator // progress.endowment.denominator)
        line = f"step {progress.step}: {a_voter} a voter, {share} % of the budget spent"
        print(
            f"{CLEAR_LINE}{line}" if self._live else line, end="" if self._live else "\n", file=sys.stderr, flush=True
        )
