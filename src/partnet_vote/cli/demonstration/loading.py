"""How does the demo come to be? Every step is a deed of a service, done by the installation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.booth import service as booth
from partnet_vote.booth.rules import Ticket
from partnet_vote.booth.service import Planes
from partnet_vote.cities import queries as cities, service as city_service
from partnet_vote.cli.demonstration.people import Resident, residents, roll
from partnet_vote.cli.demonstration.projects import Idea
from partnet_vote.cli.demonstration.towns import Town
from partnet_vote.elections import queries as elections, rules as election_rules, service as election_service
from partnet_vote.elections.rules import (
    ContestSettings,
    DeedKind,
    DeedRequest,
    Election,
    ElectionSettings,
    ElectorateChoice,
    OptionTexts,
    WeightChoice,
)
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.platform.kernel.voting_token import VoterSecret
from partnet_vote.proposals import service as proposals
from partnet_vote.proposals.rules import ProposalTexts
from partnet_vote.residents import queries as roll_queries, service as roll_service
from partnet_vote.residents.rules import Entitlement
from partnet_vote.tally.ballots.marks import Ballot, Marks

AT_ONCE = 24
"""Ballots on their way at the same time: enough to share statements, few enough for a small machine."""

Report = Callable[[str, int, int], None]
"""Says how far a long step is: its name, done, all."""
Choose = Callable[[Entitlement], Marks]


@dataclass(frozen=True)
class Loader:
    """The demo's hands: both planes, the keys, and somebody who watches."""

    planes: Planes
    keyring: Keyring
    report: Report

    async def found(self, town: Town) -> UUID:
        """The town with its districts."""
        async with self.planes.database.transaction() as db:
            city_id = await city_service.add(db, INSTALLATION, town.slug, town.settings)
            for position, quarter in enumerate(town.quarters):
                await city_service.add_district(
                    db, INSTALLATION, quarter.code, quarter.name, position=position, boundary=quarter.boundary
                )
        return city_id

    async def enrol(self, city_id: UUID, town: Town, name: str) -> tuple[UUID, tuple[Resident, ...]]:
        """A frozen roll of everybody in the town."""
        people = residents(town)
        self.report(town.settings.name, 0, len(people))
        async with self.planes.database.transaction(city_id) as db:
            today = (await clock.now(db)).date()
            edition_id = await roll_service.create(db, INSTALLATION, self.keyring, name, today)
            content = roll(people)
            done = await roll_service.import_roll(db, INSTALLATION, self.keyring, edition_id, content, dry_run=False)
            assert done.is_done, done.issues[:3]
            await roll_service.freeze(db, INSTALLATION, edition_id)
        self.report(town.settings.name, len(people), len(people))
        return edition_id, people

    async def draft(
        self,
        city_id: UUID,
        settings: ElectionSettings,
        contest: ContestSettings,
        ideas: Sequence[Idea],
        electorate: ElectorateChoice | None = None,
        weights: Sequence[WeightChoice] = (),
    ) -> UUID:
        """An election with one contest, not yet frozen."""
        async with self.planes.database.transaction(city_id) as db:
            election_id = await election_service.create(db, INSTALLATION, settings)
            if electorate:
                await election_service.set_electorate(db, INSTALLATION, election_id, electorate)
            contest_id = await election_service.add_contest(db, INSTALLATION, election_id, contest)
            districts = {district.code: district.id for district in await cities.districts(db)}
            if contest.budget is None:
                names = [OptionTexts(title=each.title, summary=each.summary, category=each.icon) for each in ideas]
                new = [election_service.NewOption(each) for each in names]
                await election_service.add_options(db, INSTALLATION, contest_id, new)
            else:
                texts = [texts_of(each, districts, settings.language) for each in ideas]
                keys = await proposals.add_many(db, INSTALLATION, texts)
                await proposals.publish_many(db, INSTALLATION, keys)
                await election_service.add_proposals(db, INSTALLATION, contest_id, keys)
            for weight in weights:
                await election_service.add_weight(db, INSTALLATION, election_id, weight)
        return election_id

    async def by_key(self, city_id: UUID, election_id: UUID, ideas: Sequence[Idea]) -> dict[str, Idea]:
        """The projects by the keys that they have on the ballot."""
        titles = {idea.title: idea for idea in ideas}
        async with self.planes.database.transaction(city_id) as db:
            texts = await elections.option_texts(db, election_id)
        return {option.key: titles[option.title] for options in texts.values() for option in options}

    async def freeze(self, city_id: UUID, election_id: UUID) -> Election:
        """Freeze it and make its box."""
        async with self.planes.database.transaction(city_id) as db:
            await election_service.freeze(db, INSTALLATION, election_id)
        await booth.keep_boxes(self.planes, self.keyring)
        async with self.planes.database.transaction(city_id) as db:
            election = await elections.election(db, election_id)
        assert election is not None
        return election

    async def cast_all(self, city_id: UUID, election: Election, voters: frozenset[UUID] | None, choose: Choose) -> int:
        """Cast a ballot for each of these entitlements (None: for all), through the booth's own service."""
        tickets = await self._tickets(city_id, election, voters)
        waiting = asyncio.Semaphore(AT_ONCE)
        done = 0

        async def one(ticket: Ticket, marks: Marks, contest: str) -> None:
            nonlocal done
            async with waiting:
                await booth.cast(self.planes, city_id, ticket, Ballot(ticket.style, {contest: marks}), 1)
            done += 1
            if done % 20 == 0 or done == len(tickets):
                self.report(election.title, done, len(tickets))

        async with asyncio.TaskGroup() as group:
            for ticket, entitlement, contest in tickets:
                group.create_task(one(ticket, choose(entitlement), contest))
        return done

    async def close(self, city_id: UUID, election_id: UUID, reason: str) -> None:
        """End the vote now, by a deed with its public reason."""
        async with self.planes.database.transaction(city_id) as db:
            request = DeedRequest(DeedKind.CLOSE_EARLY, reason)
            await election_service.request_deed(db, self.keyring, INSTALLATION, election_id, request)
        await booth.keep_boxes(self.planes, self.keyring)

    async def codes(self, city_id: UUID, edition_id: UUID, count: int) -> list[tuple[str, int]]:
        """Codes with years of birth of the first adults on the roll, as their letters would hold them."""
        async with self.planes.database.transaction(city_id) as db:
            adults: list[Entitlement] = []
            async for each in roll_queries.entitlements(db, edition_id):
                if each.birth_year and each.birth_year <= 2000:
                    adults.append(each)
                if len(adults) == count:
                    break
            keys = [each.id for each in adults]
            codes = await roll_service.issue_codes(db, INSTALLATION, edition_id, keys, "demo")
        return [(code.text, each.birth_year or 0) for code, each in zip(codes, adults, strict=True)]

    async def _tickets(
        self, city_id: UUID, election: Election, voters: frozenset[UUID] | None
    ) -> list[tuple[Ticket, Entitlement, str]]:
        async with self.planes.database.transaction(city_id) as db:
            found = await elections.definition(db, election.id)
            assert found is not None
            people = await self._people(db, election, voters)
        definition = found[0]
        tickets: list[tuple[Ticket, Entitlement, str]] = []
        for person in people:
            style = election_rules.style_for(definition, person).style
            if style is not None:
                seed = VoterSecret.random().seed.hex()
                contest = definition.style_by_number[style].contests[0]
                tickets.append((Ticket(election.id, person.id, style, seed), person, contest))
        return tickets

    @staticmethod
    async def _people(db: AsyncSession, election: Election, voters: frozenset[UUID] | None) -> list[Entitlement]:
        assert election.edition_id is not None
        everybody = roll_queries.entitlements(db, election.edition_id)
        return [each async for each in everybody if voters is None or each.id in voters]


def texts_of(idea: Idea, districts: Mapping[str, UUID], language: str) -> ProposalTexts:
    """A project as a published proposal."""
    return ProposalTexts(
        title=idea.title,
        summary=idea.summary,
        body=idea.body,
        cost=idea.cost * 100,
        district_id=districts.get(idea.quarter),
        category=idea.icon,
        language=language,
    )


def evening(zone: str, days: int, hour: int = 20) -> datetime:
    """So many days from now at this hour in the town."""
    day = datetime.now(UTC).astimezone(ZoneInfo(zone)) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)


def settings(base: ElectionSettings, opens: datetime, closes: datetime) -> ElectionSettings:
    """The election with its times."""
    return replace(base, opens_at=opens, closes_at=closes)
