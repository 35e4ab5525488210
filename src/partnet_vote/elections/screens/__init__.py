"""What may a template of the elections see?"""

from partnet_vote.elections.screens import public

__all__ = ["public"]
