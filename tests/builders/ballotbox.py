"""How does a test come by an open ballot box and voters with tokens?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID, uuid4

from partnet_vote.ballotbox import service
from partnet_vote.ballotbox.rules import Cast
from partnet_vote.platform.kernel import blind_rsa
from partnet_vote.platform.kernel.blind_rsa import PrivateKey
from partnet_vote.platform.kernel.voting_token import VoterSecret, VotingToken
from partnet_vote.tally.definition import Definition
from tests.builders import tally

HOUR = timedelta(hours=1)


@cache
def issuing_key(number: int) -> PrivateKey:
    """One of a few RSA-2048 keys of this run: making them is slow."""
    return blind_rsa.load_private(blind_rsa.generate(2048))


@dataclass(frozen=True)
class Vote:
    """An election as its tests know it, private keys included."""

    definition: Definition
    keys: dict[int, PrivateKey]

    @property
    def election_id(self) -> UUID:
        return UUID(self.definition.election_id)

    @property
    def definition_close(self) -> datetime:
        return datetime.fromisoformat(self.definition.closes_at)

    @property
    def public_keys(self) -> dict[int, bytes]:
        return {style: key.public.spki for style, key in self.keys.items()}

    def token(self, secret: VoterSecret, style: int = 1) -> VotingToken:
        key = self.keys[style]
        request = secret.request(self.election_id, style, key.public)
        return request.finish(blind_rsa.blind_sign(key, request.blinded))

    def cast(self, secret: VoterSecret, marks: str = "ab", *, seq: int = 1, style: int = 1) -> Cast:
        """What this voter sends: marks as letters of options."""
        token = self.token(secret, style)
        text = tally.ballot(marks, style).canonical()
        signature = secret.sign_ballot(self.election_id, style, text, seq)
        key = secret.ballot_point(self.election_id, style)
        return Cast(self.election_id, token.message, token.signature, seq, text, signature, key)

    def again(self, sent: Cast, secret: VoterSecret, marks: str, seq: int, style: int = 1) -> Cast:
        """The same token with another ballot; spares the blind signature."""
        text = tally.ballot(marks, style).canonical()
        return replace(sent, ballot=text, seq=seq, signature=secret.sign_ballot(self.election_id, style, text, seq))


def vote(
    definition: Definition | None = None,
    *,
    opens: timedelta = -HOUR,
    closes: timedelta = HOUR,
    revote: bool = True,
) -> Vote:
    """An election with a key for every style, open from an hour ago for another hour unless told otherwise."""
    now = datetime.now(UTC)
    made = replace(
        definition or tally.definition(),
        election_id=str(uuid4()),
        opens_at=(now + opens).isoformat(),
        closes_at=(now + closes).isoformat(),
        revote=revote,
    )
    return Vote(made, {number: issuing_key(number) for number in made.style_by_number})


async def opened(box: service.BallotBox, made: Vote | None = None) -> Vote:
    """The election with its box opened and committed."""
    made = made or vote()
    async with box.transaction() as db:
        await service.open_box(db, made.definition.canonical(), made.public_keys)
    return made
