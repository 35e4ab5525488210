"""What may be done with results? Close, count, publish, correct; object and answer; verify a forum's list."""

from partnet_vote.booth import service as booth
from partnet_vote.results.service.closing import close, close_due
from partnet_vote.results.service.counting import count, eligible, preview
from partnet_vote.results.service.downloads import csv_file
from partnet_vote.results.service.list_files import list_csv
from partnet_vote.results.service.list_rules import declare_rule, survey_of, type_poll
from partnet_vote.results.service.objections import answer, contact_of, lodge
from partnet_vote.results.service.own_items import decide_own_items
from partnet_vote.results.service.publishing import OBJECTION_DAYS, correct, publish
from partnet_vote.results.service.verified_lists import Prepared, correct_list, prepare, publish_list

Planes = booth.Planes
"""Both planes, as the handlers of this slice are given them."""

__all__ = [
    "OBJECTION_DAYS",
    "Planes",
    "Prepared",
    "answer",
    "close",
    "close_due",
    "contact_of",
    "correct",
    "correct_list",
    "count",
    "csv_file",
    "decide_own_items",
    "declare_rule",
    "eligible",
    "list_csv",
    "lodge",
    "prepare",
    "preview",
    "publish",
    "publish_list",
    "survey_of",
    "type_poll",
]
