"""What may a person send about accounts?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from partnet_vote.accounts import rules
from partnet_vote.platform.web.forms import FieldError, FormModel


class SignInForm(FormModel):
    """Who one claims to be; `next` is where one wanted to go."""

    email: Annotated[str, Field(max_length=254)]
    password: Annotated[str, Field(max_length=1000)]
    next: str = ""

    @field_validator("email")
    @classmethod
    def _address(cls, value: str) -> str:
        if issue := rules.email_issue(rules.normal_email(value)):
            raise FieldError(issue)
        return rules.normal_email(value)
