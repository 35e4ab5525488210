"""What may a template of the elections see?"""

from partnet_vote.elections.screens import public, staff, trial

__all__ = ["public", "staff", "trial"]
