"""What may a clerk and a moderator see of what people in the room wrote themselves?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from partnet_vote.forums.rules import Forum, Table
from partnet_vote.forums.rules.own_items import RoomOwnItem
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.screens import Screen


@dataclass(frozen=True)
class TypedOwnItemsScreen(Screen):
    """What stood on a table's paper besides the dots, to be typed."""

    template: ClassVar[str] = "forums/staff/typed_own_items.html"
    forum: Forum
    table: Table
    items: tuple[RoomOwnItem, ...]
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
    items: tuple[RoomOwnItem, ...]
    is_counted: bool

    @property
    def path(self) -> str:
        """The forum's staff address."""
        return f"/staff/forums/{self.forum.number}"

    @property
    def waiting(self) -> tuple[RoomOwnItem, ...]:
        """What nobody has decided yet; like texts stand together."""
        return tuple(sorted((each for each in self.items if each.is_waiting), key=lambda each: folded(each.text)))

    @property
    def groups(self) -> tuple[tuple[str, bool, tuple[RoomOwnItem, ...]], ...]:
        """(wording or reason, whether it is published, the items as they were written), published ones first."""
        found: dict[tuple[bool, str], list[RoomOwnItem]] = {}
        for item in self.items:
            if not item.is_waiting:
                found.setdefault((item.wording is None, item.wording or item.withheld or ""), []).append(item)
        return tuple(
            (words, not is_withheld, tuple(sorted(items, key=lambda each: folded(each.text))))
            for (is_withheld, words), items in sorted(found.items(), key=lambda each: (each[0][0], folded(each[0][1])))
        )

    @property
    def chosen(self) -> frozenset[str]:
        """What was ticked when the form came back."""
        return frozenset(self.form.raw.get("items", ()))
