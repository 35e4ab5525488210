"""What may be done to an election?"""

from partnet_vote.elections.queries import issues_before_opening
from partnet_vote.elections.service.contests import (
    NewOption,
    add_contest,
    add_option,
    add_options,
    edit_contest,
    edit_option,
    move_contest,
    move_option,
    remove_contest,
    remove_option,
)
from partnet_vote.elections.service.deeds import OWN_REQUEST, confirm_deed, dismiss_deed, needs_second, request_deed
from partnet_vote.elections.service.drafts import clone, create, delete_draft, edit, lock, set_electorate
from partnet_vote.elections.service.freezing import freeze
from partnet_vote.elections.service.origins import add_proposals
from partnet_vote.elections.service.printing import slip_sheet
from partnet_vote.elections.service.slips import set_slips
from partnet_vote.elections.service.surveys import make_survey, take_over_shortlist
from partnet_vote.elections.service.weights import add_weight, edit_weight, move_weight, remove_weight

__all__ = [
    "OWN_REQUEST",
    "NewOption",
    "add_contest",
    "add_option",
    "add_options",
    "add_proposals",
    "add_weight",
    "clone",
    "confirm_deed",
    "create",
    "delete_draft",
    "dismiss_deed",
    "edit",
    "edit_contest",
    "edit_option",
    "edit_weight",
    "freeze",
    "issues_before_opening",
    "lock",
    "make_survey",
    "move_contest",
    "move_option",
    "move_weight",
    "needs_second",
    "remove_contest",
    "remove_option",
    "remove_weight",
    "request_deed",
    "set_electorate",
    "set_slips",
    "slip_sheet",
    "take_over_shortlist",
]
