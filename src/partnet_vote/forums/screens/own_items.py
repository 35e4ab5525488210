"""What may a clerk and a moderator see of what people in the room wrote themselves?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from partnet_vote.forums.rules import Forum, Table
from partnet_vote.forums.rules.own_items import Group, OwnItem
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen


@dataclass(frozen=True)
class TypedOwnItemsScreen(Screen):
    """What stood on a table's paper besides the dots, to be typed."""

    template: ClassVar[str] = "forums/staff/typed_own_items.html"
    forum: Forum
    table: Table
    items: tuple[OwnItem, ...]
    form: Form[Any]

    @property
    def path(self) -> str:
        """Its staff address inside the city."""
        return f"/staff/forums/{self.forum.number}/tables/{self.table.number}/own-items"


@dataclass(frozen=True)
class RoomModerationScreen(Screen):
    """Own items of a room as a moderator sees them: what waits, what was decided."""

    template: ClassVar[str] = "forums/staff/own_items.html"
    forum: Forum
    form: Form[Any]
    waiting: Paged[OwnItem]
    groups: Paged[Group]
    here: str
    """The address of these very pages, inside the city."""
    is_counted: bool

    @property
    def path(self) -> str:
        """The forum's staff address."""
        return f"/staff/forums/{self.forum.number}"
