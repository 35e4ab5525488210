"""What may be done with accounts? One door for the deeds of sessions and people."""

from __future__ import annotations

from partnet_vote.accounts.service.invitations import accept_invitation, invitation_of, invite, withdraw_invitation
from partnet_vote.accounts.service.passwords import ask_for_reset, change_password, reset_is_valid, reset_password
from partnet_vote.accounts.service.people import add_person, change_roles, deactivate, reactivate
from partnet_vote.accounts.service.sessions import (
    end_one_session,
    end_other_sessions,
    end_session,
    identify,
    open_staff_session,
    open_voter_session,
    renew,
    sign_in,
    sweep,
    update_voter_session,
)

__all__ = [
    "accept_invitation",
    "add_person",
    "ask_for_reset",
    "change_password",
    "change_roles",
    "deactivate",
    "end_one_session",
    "end_other_sessions",
    "end_session",
    "identify",
    "invitation_of",
    "invite",
    "open_staff_session",
    "open_voter_session",
    "reactivate",
    "renew",
    "reset_is_valid",
    "reset_password",
    "sign_in",
    "sweep",
    "update_voter_session",
    "withdraw_invitation",
]
