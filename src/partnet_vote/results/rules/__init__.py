# pyright: strict
"""What is a result: counts, publications, objections, turnout with small groups hidden?"""

from partnet_vote.results.rules.accounts import Account, Line, Tied, account_of
from partnet_vote.results.rules.publications import (
    LONGEST_OBJECTION_PERIOD,
    SHORTEST_REASON,
    Answer,
    Count,
    File,
    Objection,
    Publication,
    Standing,
    days_issue,
    objections_end,
    publication_of,
    reason_issue,
    standing,
)
from partnet_vote.results.rules.turnout import Group, People, Turnout, turnout_of
from partnet_vote.results.rules.words import outcome_words, tie_words
from partnet_vote.tally.suppression import SMALLEST

__all__ = [
    "LONGEST_OBJECTION_PERIOD",
    "SHORTEST_REASON",
    "SMALLEST",
    "Account",
    "Answer",
    "Count",
    "File",
    "Group",
    "Line",
    "Objection",
    "People",
    "Publication",
    "Standing",
    "Tied",
    "Turnout",
    "account_of",
    "days_issue",
    "objections_end",
    "outcome_words",
    "publication_of",
    "reason_issue",
    "standing",
    "tie_words",
    "turnout_of",
]
