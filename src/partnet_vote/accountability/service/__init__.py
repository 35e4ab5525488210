"""What may be done about what followed a forum?"""

from partnet_vote.accountability.service.reports import say_state

__all__ = ["say_state"]
