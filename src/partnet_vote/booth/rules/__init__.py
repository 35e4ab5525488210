"""What does a voter carry through the booth, and how do slips of paper become ballots?"""

from partnet_vote.booth.rules.ballots import MOST_BALLOTS, SESSION_MINUTES, Chance, InHand, Ticket, unpack
from partnet_vote.booth.rules.slips import (
    MOST_SLIPS,
    SPOILT_WORDS,
    Batch,
    SlipState,
    Spoilt,
    Tally,
    Typed,
    declared_issue,
    settled,
    slip_state,
    tally_of,
)

__all__ = [
    "MOST_BALLOTS",
    "MOST_SLIPS",
    "SESSION_MINUTES",
    "SPOILT_WORDS",
    "Batch",
    "Chance",
    "InHand",
    "SlipState",
    "Spoilt",
    "Tally",
    "Ticket",
    "Typed",
    "declared_issue",
    "settled",
    "slip_state",
    "tally_of",
    "unpack",
]
