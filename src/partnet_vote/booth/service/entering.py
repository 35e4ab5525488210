"""Does this code let its holder into this election's booth, and with which ballot?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.booth import queries
from partnet_vote.booth.rules import Chance, Ticket
from partnet_vote.elections import queries as elections, rules as election_rules
from partnet_vote.elections.rules import Election, Phase
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound, TooLate
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.kernel.voting_token import VoterSecret
from partnet_vote.residents import service as residents
from partnet_vote.residents.rules import Entered, Locked, Wrong

Admitted = Ticket


class NotAdmitted(Text):
    """Why the booth stays closed for this code; the failed try is already counted."""


async def enter(db: AsyncSession, election: Election, typed: str, birth_year: int | None) -> Admitted | NotAdmitted:
    """Check code and year of birth and find the ballot; a wrong try is answered, not raised, so that it counts.

    TooLate outside the voting time, Refused (field `code`) for what cannot be a code.
    """
    await demand_open(db, election)
    if election.edition_id is None:
        raise NotFound
    entry = await residents.enter(db, election.edition_id, typed, birth_year)
    if not isinstance(entry, Entered):
        return _refusal(entry)
    found = await elections.definition(db, election.id)
    if found is None:
        raise NotFound
    eligibility = election_rules.style_for(found[0], entry.entitlement)
    if eligibility.style is None:
        reason = eligibility.reason or Text("This vote has no ballot for you. Please ask the office.")
        return NotAdmitted("{reason}", reason=reason)
    secret = await asyncio.to_thread(VoterSecret.from_code, entry.code, election.id)
    return Ticket(election.id, entry.entitlement.id, eligibility.style, secret.seed.hex())


async def chances(
    db: AsyncSession, votes: Sequence[Election], typed: str, birth_year: int | None
) -> tuple[Chance, ...] | NotAdmitted:
    """Which of these open votes the code's holder may take part in; counts as one try in each roll they name."""
    refusals: list[Wrong | Locked] = []
    for edition_id in dict.fromkeys(each.edition_id for each in votes if each.edition_id):
        entry = await residents.enter(db, edition_id, typed, birth_year)
        if isinstance(entry, Entered):
            of_roll = [each for each in votes if each.edition_id == edition_id]
            found = await queries.chances(db, of_roll, entry.entitlement)
            return found or NotAdmitted("No vote that is open now has a ballot for you. Please ask the office.")
        refusals.append(entry)
    if not refusals:
        return NotAdmitted("No vote that is open now takes codes. Please ask the office.")
    return _refusal(max(refusals, key=lambda entry: entry.is_known))


async def demand_open(db: AsyncSession, election: Election) -> None:
    """TooLate unless votes are taken at this moment, by the database's clock."""
    match election_rules.phase(election, await clock.wall_clock(db)):
        case Phase.OPEN:
            return
        case Phase.DRAFT:
            raise NotFound
        case Phase.FROZEN:
            raise TooLate(Text("Voting has not started yet."))
        case Phase.ANNULLED:
            raise TooLate(Text("This vote was annulled."))
        case _:
            raise TooLate(Text("Voting has ended."))


def _refusal(entry: Wrong | Locked) -> NotAdmitted:
    if isinstance(entry, Locked):
        return NotAdmitted("This code is locked after too many wrong tries. The office will unlock it for you.")
    left = TextN("One try is left.", "{n} tries are left.", entry.tries_left)
    return NotAdmitted("The code and the year of birth do not match. Check both against your letter. {left}", left=left)
