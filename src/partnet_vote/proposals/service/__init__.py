"""What may be done to proposals?"""

from partnet_vote.proposals.service.encoding import encoded
from partnet_vote.proposals.service.forum_items import draft_items
from partnet_vote.proposals.service.importing import import_csv, import_file, import_pabulib
from partnet_vote.proposals.service.pictures import add_picture, describe_picture, move_picture, remove_picture
from partnet_vote.proposals.service.statuses import publish, publish_many, restore, withdraw
from partnet_vote.proposals.service.texts import add, add_many, edit

__all__ = [
    "add",
    "add_many",
    "add_picture",
    "describe_picture",
    "draft_items",
    "edit",
    "encoded",
    "import_csv",
    "import_file",
    "import_pabulib",
    "move_picture",
    "publish",
    "publish_many",
    "remove_picture",
    "restore",
    "withdraw",
]
