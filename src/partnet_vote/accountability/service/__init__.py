"""What may be done about what followed a forum?"""

from partnet_vote.accountability.service.minutes import publish_minutes, save_minutes, withdraw_minutes
from partnet_vote.accountability.service.pack import data_files, packed, people_file
from partnet_vote.accountability.service.papers import add_photo, add_resolution, remove_photo, remove_resolution
from partnet_vote.accountability.service.printing import minutes_pdf
from partnet_vote.accountability.service.reports import say_state

__all__ = [
    "add_photo",
    "add_resolution",
    "data_files",
    "minutes_pdf",
    "packed",
    "people_file",
    "publish_minutes",
    "remove_photo",
    "remove_resolution",
    "save_minutes",
    "say_state",
    "withdraw_minutes",
]
