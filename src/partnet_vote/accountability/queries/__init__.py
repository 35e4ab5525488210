"""What may be asked about what followed a forum?"""

from partnet_vote.accountability.queries.mirror import mirror, sides
from partnet_vote.accountability.queries.outputs import (
    minutes,
    photo_file,
    photo_files,
    photos,
    record,
    resolution_file,
    resolutions,
    survey,
    survey_files,
)
from partnet_vote.accountability.queries.reports import report, standings

__all__ = [
    "minutes",
    "mirror",
    "photo_file",
    "photo_files",
    "photos",
    "record",
    "report",
    "resolution_file",
    "resolutions",
    "sides",
    "standings",
    "survey",
    "survey_files",
]
