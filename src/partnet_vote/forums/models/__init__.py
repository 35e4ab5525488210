"""What is kept of a forum?"""

from partnet_vote.forums.models.events import ForumAllowanceRow, ForumRow, ForumStepRow, ForumTableRow
from partnet_vote.forums.models.items import (
    ForumDistinctRow,
    ForumEditionRow,
    ForumEntryRow,
    ForumItemRow,
    ForumLinkStepRow,
    ForumSourceRow,
)
from partnet_vote.forums.models.people import ForumAttendanceRow, ForumPersonRow
from partnet_vote.forums.models.room import (
    DotSheetRow,
    ParticipantCodeRow,
    RoomOwnItemRow,
    RoomStepRow,
    RoomTotalRow,
    RoomVoteRow,
    TapRow,
)

__all__ = [
    "DotSheetRow",
    "ForumAllowanceRow",
    "ForumAttendanceRow",
    "ForumDistinctRow",
    "ForumEditionRow",
    "ForumEntryRow",
    "ForumItemRow",
    "ForumLinkStepRow",
    "ForumPersonRow",
    "ForumRow",
    "ForumSourceRow",
    "ForumStepRow",
    "ForumTableRow",
    "ParticipantCodeRow",
    "RoomOwnItemRow",
    "RoomStepRow",
    "RoomTotalRow",
    "RoomVoteRow",
    "TapRow",
]
