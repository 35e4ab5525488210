"""Which ballot does this voter get?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.booth.rules import Chance, InHand
from partnet_vote.cities import queries as cities
from partnet_vote.credentials import queries as credentials
from partnet_vote.elections import queries as elections, rules as election_rules
from partnet_vote.elections.rules import Election
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.residents import queries as residents
from partnet_vote.residents.rules import Entitlement


async def published(db: AsyncSession, slug: str) -> Election:
    """The election at this address, once it is frozen; NotFound for a draft."""
    election = await elections.by_slug(db, slug)
    if election is None or not election.is_frozen:
        raise NotFound
    return election


async def in_hand(db: AsyncSession, election: Election, style: int) -> InHand:
    """The ballot of a style, with every text on it."""
    found = await elections.definition(db, election.id)
    if found is None or style not in found[0].style_by_number:
        raise NotFound
    definition = found[0]
    wanted = definition.style_by_number[style].contests
    return InHand(
        election=election,
        definition=definition,
        contests=tuple(contest for contest in definition.contests if contest.id in wanted),
        texts=await elections.option_texts(db, election.id),
        areas={district.id: district.name for district in await cities.districts(db)},
    )


async def asks_year(db: AsyncSession, election: Election) -> bool:
    """Whether the door asks for the year of birth; holders of household codes alone are not asked."""
    return election.edition_id is None or await residents.asks_birth_year(db, election.edition_id)


async def open_now(db: AsyncSession) -> tuple[Election, ...]:
    """The votes that take ballots at this moment."""
    now = await clock.wall_clock(db)
    every = await elections.listed(db)
    return tuple(each for each in every if election_rules.phase(each, now) is election_rules.Phase.OPEN)


async def chances(db: AsyncSession, votes: Sequence[Election], holder: Entitlement) -> tuple[Chance, ...]:
    """The votes that have a ballot for this entitlement of their roll, and whether it was used."""
    found: list[Chance] = []
    for election in votes:
        definition = await elections.definition(db, election.id)
        if definition and election_rules.style_for(definition[0], holder).style is not None:
            found.append(Chance(election, await credentials.has_credential(db, election.id, holder.id)))
    return tuple(found)


async def still_to_vote(db: AsyncSession, done: Election, entitlement_id: UUID) -> tuple[Election, ...]:
    """The other open votes of the same roll in which this entitlement was not used yet."""
    holder = await residents.entitlement(db, entitlement_id)
    others = [each for each in await open_now(db) if each.id != done.id and each.edition_id == done.edition_id]
    found = await chances(db, others, holder) if holder else ()
    return tuple(each.election for each in found if not each.has_voted)
