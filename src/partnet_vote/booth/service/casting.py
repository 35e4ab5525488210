"""How does a vote go from a known resident to an unknown ballot? In two commits, never in one.

First the identity plane: the credential, a blind signature, unique for the entitlement and the same however often it
is asked for. Then the ballot box: the token and the ballot, without the person. The voter is told “sent” only after
the second commit; whatever breaks in between, sending the same ballot again settles it (model.md, Cast, 2).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.ballotbox import queries as boxes
from partnet_vote.ballotbox.rules import Cast, Receipt
from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.booth.rules import MOST_BALLOTS, Ticket
from partnet_vote.booth.service.entering import demand_open
from partnet_vote.credentials import queries as credentials, service as issuing
from partnet_vote.credentials.rules import Channel, Holder
from partnet_vote.credentials.service import Signer
from partnet_vote.elections import queries as elections, rules as election_rules
from partnet_vote.elections.rules import Election
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel import blind_rsa, voting_token
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.kernel.voting_token import TokenRequest
from partnet_vote.residents import queries as residents
from partnet_vote.tally.ballots.marks import Ballot
from partnet_vote.tally.definition import Definition, ballot_illegalities


@dataclass(frozen=True, slots=True)
class Planes:
    """Both planes as one process holds them."""

    database: Database
    box: BallotBox
    signer: Signer


async def cast(
    planes: Planes, city_id: UUID, ticket: Ticket, ballot: Ballot, seq: int, channel: Channel = Channel.WEB
) -> Receipt:
    """Issue the credential, then put the ballot into the box; a receipt means that it is on the disk.

    `seq` is 1 for the first ballot and the next number for one that replaces it: the same number with the same
    ballot is one vote however often it is sent. Refused if the ballot is not legal, TooLate outside the voting
    time, Conflict if a newer ballot is there or none may follow, Busy if too many wait.
    """
    if seq > MOST_BALLOTS:
        raise Conflict(Text("This vote was changed {n} times. It stays as you last sent it.", n=MOST_BALLOTS))
    async with planes.database.transaction(city_id) as db:
        request = await _request(db, ticket, ballot)
        holder = await _holder(db, ticket)
        signature = await issuing.issue(
            db, planes.signer, ticket.election_id, holder, ticket.style, request.blinded, channel
        )
    return await planes.box.cast(await asyncio.to_thread(_sealed, ticket, request, signature, ballot.canonical(), seq))


async def next_seq(planes: Planes, ticket: Ticket) -> int:
    """The number of this voter's next ballot: 1 if none has been cast."""
    message = await asyncio.to_thread(ticket.secret.message, ticket.election_id, ticket.style)
    async with planes.box.transaction() as db:
        return await boxes.last_seq(db, ticket.election_id, voting_token.token_hash(message)) + 1


async def _request(db: AsyncSession, ticket: Ticket, ballot: Ballot) -> TokenRequest:
    """The blinded token, once the election is open and the ballot legal: nothing is issued for a bad ballot."""
    election = await elections.election(db, ticket.election_id)
    found = await elections.definition(db, ticket.election_id)
    spki = (await credentials.public_keys(db, ticket.election_id)).get(ticket.style)
    if election is None or found is None or spki is None:
        raise NotFound
    await demand_open(db, election)
    _demand_legal(election, ticket, found[0], ballot)
    key = blind_rsa.load_public(spki)
    return await asyncio.to_thread(ticket.secret.request, ticket.election_id, ticket.style, key)


def _demand_legal(election: Election, ticket: Ticket, definition: Definition, ballot: Ballot) -> None:
    withdrawn = {contest: sorted(options) for contest, options in election.withdrawn.items()}
    if ballot.style != ticket.style:
        raise Refused(Text("This is not your ballot."))
    illegal = ballot_illegalities(definition, ballot, withdrawn)
    if illegal:
        raise Refused(election_rules.why_illegal(definition, illegal[0]))


async def _holder(db: AsyncSession, ticket: Ticket) -> Holder:
    entitlement = await residents.entitlement(db, ticket.entitlement_id)
    if entitlement is None:
        raise NotFound
    return Holder(entitlement.id, entitlement.district_id, entitlement.birth_year, entitlement.group)


def _sealed(ticket: Ticket, request: TokenRequest, signature: bytes, ballot: str, seq: int) -> Cast:
    """The ballot as the box takes it: unblinded token, and the token key's signature."""
    token = request.finish(signature)
    signed = ticket.secret.sign_ballot(ticket.election_id, ticket.style, ballot, seq)
    key = ticket.secret.ballot_point(ticket.election_id, ticket.style)
    return Cast(ticket.election_id, token.message, token.signature, seq, ballot, signed, key)
