"""Who may do what? The whole vocabulary of rights, in one table."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from partnet_vote.platform.kernel.errors import Denied


class Permission(StrEnum):
    """`scope:resource:action`, alphabetised."""

    CITY_ACCOUNTS_MANAGE = "city:accounts:manage"
    CITY_AUDIT_READ = "city:audit:read"
    CITY_DESK_UNLOCK = "city:desk:unlock"
    CITY_ELECTIONS_DEFINE = "city:elections:define"
    CITY_ELECTIONS_FREEZE = "city:elections:freeze"
    CITY_ELECTIONS_READ = "city:elections:read"
    CITY_FORUMS_FACILITATE = "city:forums:facilitate"
    CITY_FORUMS_ORGANISE = "city:forums:organise"
    CITY_OWN_ITEMS_MODERATE = "city:own-items:moderate"
    CITY_PROPOSALS_EDIT = "city:proposals:edit"
    CITY_RESULTS_COUNT = "city:results:count"
    CITY_RESULTS_PREVIEW = "city:results:preview"
    CITY_RESULTS_PUBLISH = "city:results:publish"
    CITY_ROLL_MANAGE = "city:roll:manage"
    CITY_ROLL_READ = "city:roll:read"
    CITY_SETTINGS_EDIT = "city:settings:edit"
    CITY_SLIPS_ENTER = "city:slips:enter"
    CITY_STAFF_ENTER = "city:staff:enter"
    INSTALLATION_CITIES_MANAGE = "installation:cities:manage"


class Role(StrEnum):
    """What a person is for a city."""

    ADMINISTRATOR = "administrator"
    MODERATOR = "moderator"
    CLERK = "clerk"
    COUNTING_OFFICER = "counting-officer"
    FACILITATOR = "facilitator"
    GUARANTOR = "guarantor"
    COUNCILLOR = "councillor"
    OBSERVER = "observer"


P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            P.CITY_ACCOUNTS_MANAGE,
            P.CITY_AUDIT_READ,
            P.CITY_DESK_UNLOCK,
            P.CITY_ELECTIONS_DEFINE,
            P.CITY_ELECTIONS_FREEZE,
            P.CITY_ELECTIONS_READ,
            P.CITY_FORUMS_FACILITATE,
            P.CITY_FORUMS_ORGANISE,
            P.CITY_OWN_ITEMS_MODERATE,
            P.CITY_PROPOSALS_EDIT,
            P.CITY_RESULTS_PUBLISH,
            P.CITY_ROLL_MANAGE,
            P.CITY_ROLL_READ,
            P.CITY_SETTINGS_EDIT,
            P.CITY_SLIPS_ENTER,
            P.CITY_STAFF_ENTER,
        }
    ),
    Role.MODERATOR: frozenset(
        {
            P.CITY_ELECTIONS_READ,
            P.CITY_FORUMS_FACILITATE,
            P.CITY_FORUMS_ORGANISE,
            P.CITY_OWN_ITEMS_MODERATE,
            P.CITY_PROPOSALS_EDIT,
            P.CITY_STAFF_ENTER,
        }
    ),
    Role.CLERK: frozenset(
        {
            P.CITY_DESK_UNLOCK,
            P.CITY_ELECTIONS_DEFINE,
            P.CITY_ELECTIONS_READ,
            P.CITY_PROPOSALS_EDIT,
            P.CITY_ROLL_MANAGE,
            P.CITY_ROLL_READ,
            P.CITY_SLIPS_ENTER,
            P.CITY_STAFF_ENTER,
        }
    ),
    Role.COUNTING_OFFICER: frozenset(
        {
            P.CITY_AUDIT_READ,
            P.CITY_ELECTIONS_FREEZE,
            P.CITY_ELECTIONS_READ,
            P.CITY_RESULTS_COUNT,
            P.CITY_RESULTS_PREVIEW,
            P.CITY_RESULTS_PUBLISH,
            P.CITY_STAFF_ENTER,
        }
    ),
    Role.FACILITATOR: frozenset({P.CITY_FORUMS_FACILITATE, P.CITY_STAFF_ENTER}),
    Role.GUARANTOR: frozenset({P.CITY_STAFF_ENTER}),
    Role.COUNCILLOR: frozenset({P.CITY_ELECTIONS_READ, P.CITY_STAFF_ENTER}),
    Role.OBSERVER: frozenset({P.CITY_AUDIT_READ, P.CITY_ELECTIONS_READ, P.CITY_RESULTS_PREVIEW, P.CITY_STAFF_ENTER}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does the deed: a staff member in one city, or the installation itself."""

    account_id: UUID | None
    name: str
    city_id: UUID | None = None
    roles: frozenset[Role] = field(default_factory=frozenset[Role])
    is_installation: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        """Every right of this person in this city."""
        if self.is_installation:
            return frozenset(Permission)
        return frozenset[Permission]().union(*(GRANTS[role] for role in self.roles))

    def may(self, permission: Permission) -> bool:
        """Whether the person has the right."""
        return permission in self.permissions


INSTALLATION = Actor(None, "installation", is_installation=True)
"""The command line and the worker: whoever runs them already owns the databases."""


def require(actor: Actor | None, permission: Permission) -> Actor:
    """The actor, if the right is granted; else Denied."""
    if actor is None or not actor.may(permission):
        raise Denied
    return actor
