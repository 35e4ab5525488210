"""What may a template of the accounts see?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from partnet_vote.accounts import rules
from partnet_vote.accounts.rules import Invitation, Person, Session
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.permissions import Actor, Role
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen, StaffLink

Choice = tuple[str, Text, Text]
"""A role's code, its name, and what it is for."""


def role_choices() -> tuple[Choice, ...]:
    """Every role, for a group of boxes."""
    return tuple((role.value, rules.ROLE_NAMES[role], rules.ROLE_DUTIES[role]) for role in Role)


def role_names(roles: frozenset[Role]) -> tuple[Text, ...]:
    """Roles in words, the mightiest first."""
    return tuple(rules.ROLE_NAMES[role] for role in Role if role in roles)


PER_PAGE = 50
"""People, or sessions, on one page."""
SEARCHED_FROM = 12
"""So many fit on a screen: nobody searches among fewer."""


@dataclass(frozen=True)
class SignInScreen(Screen):
    """E-mail and password."""

    template: ClassVar[str] = "accounts/sign_in.html"
    form: Form[Any]


@dataclass(frozen=True)
class ForgottenScreen(Screen):
    """Asking for a link, and the one answer to it."""

    template: ClassVar[str] = "accounts/forgotten.html"
    form: Form[Any]
    is_sent: bool = False


@dataclass(frozen=True)
class ResetScreen(Screen):
    """Choosing a new password by a link."""

    template: ClassVar[str] = "accounts/reset.html"
    form: Form[Any]
    token: str


@dataclass(frozen=True)
class InvitationScreen(Screen):
    """Accepting an invitation."""

    template: ClassVar[str] = "accounts/invitation.html"
    form: Form[Any]
    token: str
    email: str
    roles: tuple[Text, ...]
    has_account: bool

    @classmethod
    def of(cls, form: Form[Any], token: str, invitation: Invitation) -> InvitationScreen:
        """The invitation in words."""
        return cls(form, token, invitation.email, role_names(invitation.roles), invitation.has_account)


@dataclass(frozen=True)
class HomeScreen(Screen):
    """Where a staff member begins."""

    template: ClassVar[str] = "accounts/home.html"
    name: str
    roles: tuple[Text, ...]
    links: tuple[StaffLink, ...]

    @classmethod
    def of(cls, actor: Actor, links: tuple[StaffLink, ...]) -> HomeScreen:
        """Only what the person has the right to."""
        return cls(actor.name, role_names(actor.roles), tuple(link for link in links if actor.may(link.permission)))


@dataclass(frozen=True)
class SessionsScreen(Screen):
    """Where the person is signed in."""

    template: ClassVar[str] = "accounts/sessions.html"
    sessions: Paged[Session]
    current: UUID | None
    zone: str


@dataclass(frozen=True)
class PasswordScreen(Screen):
    """Changing one's password."""

    template: ClassVar[str] = "accounts/password.html"
    form: Form[Any]


@dataclass(frozen=True)
class PersonRow:
    """A line of the list of people."""

    id: UUID
    name: str
    email: str
    roles: tuple[Text, ...]
    is_active: bool


@dataclass(frozen=True)
class InvitationRow:
    """A line of the list of invitations."""

    id: UUID
    email: str
    roles: tuple[Text, ...]
    expires_at: Any


@dataclass(frozen=True)
class PeopleScreen(Screen):
    """Who works for the city, who is invited, and the form that invites."""

    template: ClassVar[str] = "accounts/people.html"
    people: Paged[PersonRow]
    words: str
    """What is searched for."""
    searches: bool
    """Whether there are so many that one searches."""
    invitations: tuple[InvitationRow, ...]
    form: Form[Any]
    choices: tuple[Choice, ...]
    zone: str

    @classmethod
    def of(
        cls,
        form: Form[Any],
        people: tuple[Person, ...],
        invitations: tuple[Invitation, ...],
        zone: str,
        words: str = "",
        wanted: str = "",
    ) -> PeopleScreen:
        """The lists in words; of the people those in whom all words are found."""
        every = [PersonRow(p.id, p.name, p.email, role_names(p.roles), p.is_active) for p in people]
        asked = folded(words).split()
        fitting = [row for row in every if all(word in folded(f"{row.name} {row.email}") for word in asked)]
        return cls(
            Paged.of(fitting, wanted, PER_PAGE),
            words,
            bool(words) or len(every) > SEARCHED_FROM,
            tuple(InvitationRow(i.id, i.email, role_names(i.roles), i.expires_at) for i in invitations),
            form,
            role_choices(),
            zone,
        )


@dataclass(frozen=True)
class PersonScreen(Screen):
    """One person's roles and access."""

    template: ClassVar[str] = "accounts/person.html"
    person: Person
    form: Form[Any]
    choices: tuple[Choice, ...]

    @classmethod
    def of(cls, person: Person, form: Form[Any] | None = None) -> PersonScreen:
        """The person with the roles they have, or with those just sent."""
        return cls(person, form or Form.of(roles=sorted(person.roles)), role_choices())


@dataclass(frozen=True)
class DeactivationScreen(Screen):
    """Are you sure?"""

    template: ClassVar[str] = "accounts/deactivation.html"
    person: Person
    form: Form[Any]


@dataclass(frozen=True)
class WithdrawalScreen(Screen):
    """Are you sure?"""

    template: ClassVar[str] = "accounts/withdrawal.html"
    invitation: Invitation
