"""What does somebody see who comes with a letter while several votes are open?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from partnet_vote.booth.rules import Chance
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.screens import Screen


@dataclass(frozen=True)
class LetterScreen(Screen):
    """One door for every vote that is open."""

    template: ClassVar[str] = "booth/letter.html"
    form: Form[Any]
    asks_year: bool
    titles: Sequence[str]


@dataclass(frozen=True)
class WhichScreen(Screen):
    """The votes that a code opens, each a press of a button away; the code waits in the page, not on the server."""

    template: ClassVar[str] = "booth/which.html"
    chances: Sequence[Chance]
    code: str
    birth_year: int | None
    zone: str
