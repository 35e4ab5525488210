"""How is a step in a proposal's life written down?"""

from __future__ import annotations

from uuid import UUID

from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.proposals.models import StatusRow
from partnet_vote.proposals.rules import Status


def step_row(actor: Actor, proposal_id: UUID, sequence: int, status: Status, reason: str = "") -> StatusRow:
    """The row: who, in which office, and why; the database adds when."""
    office = "installation" if actor.is_installation else ", ".join(sorted(actor.roles))
    return StatusRow(
        proposal_id=proposal_id, sequence=sequence, status=status, by=actor.account_id, office=office, reason=reason
    )
