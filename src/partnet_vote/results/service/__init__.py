"""What may be done with results? Close, count, publish, correct; object and answer."""

from partnet_vote.booth import service as booth
from partnet_vote.results.service.closing import close, close_due
from partnet_vote.results.service.counting import count, eligible, preview
from partnet_vote.results.service.downloads import csv_file
from partnet_vote.results.service.objections import answer, contact_of, lodge
from partnet_vote.results.service.publishing import OBJECTION_DAYS, correct, publish

Planes = booth.Planes
"""Both planes, as the handlers of this slice are given them."""

__all__ = [
    "OBJECTION_DAYS",
    "Planes",
    "answer",
    "close",
    "close_due",
    "contact_of",
    "correct",
    "count",
    "csv_file",
    "eligible",
    "lodge",
    "preview",
    "publish",
]
