"""What may a person send about accounts?"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from partnet_vote.accounts import rules
from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.platform.web.forms import FieldError, FormModel


def _email(value: str) -> str:
    kept = rules.normal_email(value)
    if issue := rules.email_issue(kept):
        raise FieldError(issue)
    return kept


def _roles(value: frozenset[Role]) -> frozenset[Role]:
    if issue := rules.roles_issue(value):
        raise FieldError(issue)
    return value


Email = Annotated[str, Field(max_length=254), AfterValidator(_email)]
Roles = Annotated[frozenset[Role], AfterValidator(_roles)]
Typed = Annotated[str, StringConstraints(max_length=1000, strip_whitespace=False)]
"""A password as it was typed, blanks at its ends included."""
Name = Annotated[str, Field(max_length=120)]


class SignInForm(FormModel):
    """Who one claims to be; `next` is where one wanted to go."""

    email: Email
    password: Typed
    next: str = ""


class ForgottenForm(FormModel):
    """Where to send the link."""

    email: Email


class NewPasswordForm(FormModel):
    """The password to come."""

    password: Typed

    @field_validator("password")
    @classmethod
    def _strong(cls, value: str) -> str:
        if issue := rules.password_issue(value):
            raise FieldError(issue)
        return value


class ChangePasswordForm(NewPasswordForm):
    """The password until now, and the one to come."""

    before: Typed


class AcceptForm(FormModel):
    """A newcomer's name and password; who has an account already only shows the password."""

    name: Name = ""
    password: Typed


class InviteForm(FormModel):
    """Whom to invite, and as what."""

    email: Email
    roles: Roles


class RolesForm(FormModel):
    """What a person is to be."""

    roles: Roles
