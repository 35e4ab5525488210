"""What does a voter carry through the booth?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from partnet_vote.elections.rules import Election, Option
from partnet_vote.platform.kernel.voting_token import VoterSecret
from partnet_vote.tally.contest import ContestDefinition
from partnet_vote.tally.definition import Definition

SESSION_MINUTES = 60
"""How long a voter may leave the ballot untouched (WCAG 2.2.1: warned before, any key prolongs it)."""
MOST_BALLOTS = 100
"""How often one person may send a ballot in one vote: far more than anybody needs, and no code can fill the box."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A voter between code and sign-out: sealed in the session, readable only with the browser's cookie.

    `seed` rebuilds the voting token; the code itself is not carried. `receipt` and `sent_on` are set once cast.
    """

    election_id: UUID
    entitlement_id: UUID
    style: int
    seed: str
    receipt: str | None = None
    sent_on: date | None = None

    @property
    def secret(self) -> VoterSecret:
        """The secret from which the token follows."""
        return VoterSecret(bytes.fromhex(self.seed))

    def with_receipt(self, receipt: str, today: date) -> Ticket:
        """The ticket of somebody who has voted."""
        return replace(self, receipt=receipt, sent_on=today)

    def pack(self) -> bytes:
        """The ticket as the session keeps it."""
        return json.dumps(asdict(self), default=str).encode()


def unpack(content: bytes) -> Ticket:
    """The ticket that `pack` wrote."""
    given = json.loads(content)
    return Ticket(
        election_id=UUID(given["election_id"]),
        entitlement_id=UUID(given["entitlement_id"]),
        style=int(given["style"]),
        seed=str(given["seed"]),
        receipt=given["receipt"],
        sent_on=date.fromisoformat(given["sent_on"]) if given["sent_on"] else None,
    )


@dataclass(frozen=True, slots=True)
class Chance:
    """An open vote that has a ballot for whoever holds a code, and whether one was sent."""

    election: Election
    has_voted: bool


@dataclass(frozen=True, slots=True)
class InHand:
    """A voter's ballot: the frozen definition, the texts, the contests of the voter's style, names of districts."""

    election: Election
    definition: Definition
    contests: tuple[ContestDefinition, ...]
    texts: Mapping[str, tuple[Option, ...]]
    areas: Mapping[UUID, str]
