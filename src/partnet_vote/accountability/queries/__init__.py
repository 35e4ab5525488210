"""What may be asked about what followed a forum?"""

from partnet_vote.accountability.queries.reports import report, standings

__all__ = ["report", "standings"]
