"""What may be asked in the booth: of ballots in hand, of slips of paper?"""

from partnet_vote.booth.queries.ballots import asks_year, in_hand, open_now, published
from partnet_vote.booth.queries.slips import batch, batches, progress, slip_tally, typed, typed_slip

__all__ = [
    "asks_year",
    "batch",
    "batches",
    "in_hand",
    "open_now",
    "progress",
    "published",
    "slip_tally",
    "typed",
    "typed_slip",
]
