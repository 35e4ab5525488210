"""What may a template of the accounts see?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.screens import Screen


@dataclass(frozen=True)
class SignInScreen(Screen):
    """E-mail and password."""

    template: ClassVar[str] = "accounts/sign_in.html"
    form: Form[Any]
