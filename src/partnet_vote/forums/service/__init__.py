"""What may be done to forums?"""

from partnet_vote.forums.service.attendance import check_in, erase_due, undo_check_in, walk_in
from partnet_vote.forums.service.codes import code_of, enter_room, make_codes, renewed_pass, replace_code
from partnet_vote.forums.service.doors import guest_key, link_key, open_door, opens, pin, renew_door
from partnet_vote.forums.service.editions import add_edition, edit_edition, import_editions, remove_edition
from partnet_vote.forums.service.events import add, cancel, edit, move, publish
from partnet_vote.forums.service.handing import hand_over
from partnet_vote.forums.service.history import decide
from partnet_vote.forums.service.items import (
    add_item,
    edit_item,
    let_guests,
    mark_item,
    merge_items,
    move_item,
    remove_item,
    take_out,
)
from partnet_vote.forums.service.merging import keep_entries, merge_entries, take_out_entry
from partnet_vote.forums.service.own_items import carry_out, decide_own, type_own, untype_own, write_own
from partnet_vote.forums.service.post import Office
from partnet_vote.forums.service.printing import code_sheets, poster
from partnet_vote.forums.service.registration import (
    cancel_person,
    change_table,
    enrol,
    place_of,
    register,
    seat,
    withdraw,
)
from partnet_vote.forums.service.reminding import write_due
from partnet_vote.forums.service.room import count_room, extend_room, open_room, prepare_room, reveal
from partnet_vote.forums.service.shortlist import allow_fewer, gather
from partnet_vote.forums.service.tables import add_table, edit_table, remove_table
from partnet_vote.forums.service.taps import tap, type_sheet, undo

__all__ = [
    "Office",
    "add",
    "add_edition",
    "add_item",
    "add_table",
    "allow_fewer",
    "cancel",
    "cancel_person",
    "carry_out",
    "change_table",
    "check_in",
    "code_of",
    "code_sheets",
    "count_room",
    "decide",
    "decide_own",
    "edit",
    "edit_edition",
    "edit_item",
    "edit_table",
    "enrol",
    "enter_room",
    "erase_due",
    "extend_room",
    "gather",
    "guest_key",
    "hand_over",
    "import_editions",
    "keep_entries",
    "let_guests",
    "link_key",
    "make_codes",
    "mark_item",
    "merge_entries",
    "merge_items",
    "move",
    "move_item",
    "open_door",
    "open_room",
    "opens",
    "pin",
    "place_of",
    "poster",
    "prepare_room",
    "publish",
    "register",
    "remove_edition",
    "remove_item",
    "remove_table",
    "renew_door",
    "renewed_pass",
    "replace_code",
    "reveal",
    "seat",
    "take_out",
    "take_out_entry",
    "tap",
    "type_own",
    "type_sheet",
    "undo",
    "undo_check_in",
    "untype_own",
    "walk_in",
    "withdraw",
    "write_due",
    "write_own",
]
