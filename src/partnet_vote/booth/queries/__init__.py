"""What may be asked in the booth: of ballots in hand, of slips of paper?"""

from partnet_vote.booth.queries.ballots import asks_year, chances, in_hand, open_now, published, still_to_vote
from partnet_vote.booth.queries.slips import batch, batches, progress, slip_tally, typed, typed_slip

__all__ = [
    "asks_year",
    "batch",
    "batches",
    "chances",
    "in_hand",
    "open_now",
    "progress",
    "published",
    "slip_tally",
    "still_to_vote",
    "typed",
    "typed_slip",
]
