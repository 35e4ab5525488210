"""What may be done in the booth? Enter, cast; and the worker keeps the boxes in step with the elections."""

from partnet_vote.booth.service.boxes import keep_boxes
from partnet_vote.booth.service.casting import Planes, cast, next_seq
from partnet_vote.booth.service.entering import Admitted, NotAdmitted, enter

__all__ = ["Admitted", "NotAdmitted", "Planes", "cast", "enter", "keep_boxes", "next_seq"]
