"""What may be shown of young and old side by side?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from partnet_vote.accountability.rules.mirror import Mirror
from partnet_vote.accountability.screens.outputs import OfForum
from partnet_vote.forums.rules import Table


@dataclass(frozen=True)
class MirrorScreen(OfForum):
    """Young and old side by side, for everybody."""

    template: ClassVar[str] = "accountability/mirror.html"
    mirror: Mirror | None


@dataclass(frozen=True)
class MirrorStaffScreen(OfForum):
    """The same for the organiser, who links items and hands them over."""

    template: ClassVar[str] = "accountability/staff/mirror.html"
    mirror: Mirror | None
    tables: tuple[Table, ...]
    """Where an item may be handed to; nothing once people vote, or where the adult list was typed in."""
