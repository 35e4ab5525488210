"""What may be done in the booth? Enter, cast, type slips; and the worker keeps the boxes in step with the elections."""

from partnet_vote.booth.service.boxes import keep_boxes
from partnet_vote.booth.service.casting import Planes, cast, next_seq
from partnet_vote.booth.service.entering import Admitted, NotAdmitted, chances, enter
from partnet_vote.booth.service.sealing import seal_batch
from partnet_vote.booth.service.slips import declare, type_slip

__all__ = [
    "Admitted",
    "NotAdmitted",
    "Planes",
    "cast",
    "chances",
    "declare",
    "enter",
    "keep_boxes",
    "next_seq",
    "seal_batch",
    "type_slip",
]
