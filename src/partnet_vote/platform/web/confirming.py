"""What does a person read before a deed that cannot be undone?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.screens import Screen


@dataclass(frozen=True)
class ConfirmScreen(Screen):
    """The thing by its name, what follows, one button that does it and one that does not."""

    template: ClassVar[str] = "_layout/confirmation.html"
    title: Text
    """The question."""
    warning: Text
    """What follows, and whether it can be undone."""
    label: Text
    """What the button says."""
    action: str
    """Where the form goes, inside the city; this page is what a GET of the same address shows."""
    back: str
    thing: str = ""
    """The name of what it is about, as people wrote it."""
    language: str = ""
    """In which language the thing's name is."""
    facts: tuple[tuple[Text, Text | str | int], ...] = ()
    tone: str = "danger"
