"""Who comes to the forums of the demo? Registered, waiting, walking in; afterwards only totals are left of them."""

from __future__ import annotations

import random
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.cli.demonstration.loading import Loader
from partnet_vote.cli.demonstration.towns import Town
from partnet_vote.forums import queries, service
from partnet_vote.forums.rules.people import AgeBand, Application, Food, Need, Sector, Way
from partnet_vote.forums.service import Office
from partnet_vote.platform.kernel.permissions import INSTALLATION

GUESTS = {"cs": "Ukázkový host {n:02}", "nb": "Prøvegjest {n:02}"}
AGES = (*AgeBand, None)
AGE_WEIGHTS = (1, 4, 9, 12, 13, 3, 6)
SECTORS = (*Sector, None)
SECTOR_WEIGHTS = (24, 9, 3, 5, 4, 3)


async def register(loader: Loader, city_id: UUID, town: Town, forum_id: UUID, number: int) -> tuple[UUID, ...]:
    """So many people telephone and are registered, in this order; whoever finds no chair waits."""
    language = town.settings.languages[0]
    draw = _draw(forum_id, "registered")
    async with loader.planes.database.transaction(city_id) as db:
        tables = await queries.tables(db, forum_id)
        office = await _office(db, loader, town)
        found: list[UUID] = []
        for n in range(1, number + 1):
            ages = draw.choices(AGES, AGE_WEIGHTS)[0]
            wanted = Application(
                name=GUESTS[language].format(n=n),
                table_id=draw.choice([*(table.id for table in tables), None]),
                needs=frozenset(need for need in Need if draw.random() < 0.03),
                food=frozenset(food for food in Food if draw.random() < 0.04),
                may_be_photographed=draw.random() < 0.8,
                age_band=ages,
                sector=draw.choices(SECTORS, SECTOR_WEIGHTS)[0],
            )
            person = await service.enrol(db, INSTALLATION, office, forum_id, wanted, language, uuid4())
            found.append(person.id)
    return tuple(found)


async def let_in(
    loader: Loader, city_id: UUID, town: Town, forum_id: UUID, people: tuple[UUID, ...], more: int
) -> None:
    """These people come, and so many walk in; everybody takes a participant code."""
    draw = _draw(forum_id, "walk-in")
    async with loader.planes.database.transaction(city_id) as db:
        for person in people:
            await service.check_in(db, INSTALLATION, forum_id, person, Way.CODE)
        for _ in range(more):
            wanted = Application(
                name="", age_band=draw.choices(AGES, AGE_WEIGHTS)[0], sector=draw.choices(SECTORS, SECTOR_WEIGHTS)[0]
            )
            language = town.settings.languages[0]
            await service.walk_in(db, INSTALLATION, forum_id, wanted, language, Way.CODE, uuid4())


async def put_back(loader: Loader, city_id: UUID, town: Town, forum_id: UUID, days: int) -> None:
    """Date a forum so many days earlier, at the same hour: the demo plays in a minute what takes a town a year.

    The hour is that of the town's clock, whatever the season. No service does that, nor should: a published forum is
    moved, with a reason and a letter.
    """
    async with loader.planes.database.transaction(city_id) as db:
        moved = text(
            "update forums set"
            " starts_at = (starts_at at time zone :zone - make_interval(days => :days)) at time zone :zone,"
            " ends_at = (ends_at at time zone :zone - make_interval(days => :days)) at time zone :zone where id = :id"
        )
        await db.execute(moved, {"days": days, "id": forum_id, "zone": town.settings.timezone})


async def forget(loader: Loader, city_id: UUID) -> None:
    """Erase the names whose time is over, as the worker does every day; totals stay."""
    async with loader.planes.database.transaction(city_id) as db:
        await service.erase_due(db)


async def _office(db: AsyncSession, loader: Loader, town: Town) -> Office:
    city = await cities.by_slug(db, town.slug)
    assert city is not None
    return Office(loader.keyring, city, "")  # nobody here has an address to write to


def _draw(forum_id: UUID, words: str) -> random.Random:
    return random.Random(f"{words} {forum_id.int % 97}")  # noqa: S311 - sham people, not secrets
