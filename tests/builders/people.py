"""How does a test come by people who registered for a forum?"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.people import Application, Person, Way
from partnet_vote.forums.service import Office
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.platform.mail.outbox import OutboxRow


async def office(db: AsyncSession, keyring: Keyring) -> Office:
    """The current city's, on this machine."""
    city = await cities.by_id(db, db.info[CITY])
    assert city is not None
    return Office(keyring, city, f"http://127.0.0.1/{city.slug}")


def says(
    name: str = "Zkušební Osoba", email: str | None = "", table_id: UUID | None = None, **more: Any
) -> Application:
    """What somebody writes into the form; an address of their own unless one is named."""
    address = f"{uuid4().hex[:10]}@people.example" if email == "" else email
    return Application(name=name, email=address, table_id=table_id, **{"may_be_photographed": False, **more})


async def registered(
    db: AsyncSession, keyring: Keyring, forum: Forum, wanted: Application | None = None, *, waits: bool = False
) -> Person:
    """Somebody who sent the public form."""
    wanted = wanted or says()
    await service.register(db, await office(db, keyring), forum.id, wanted, "en", uuid4(), waits=waits)
    return await by_email(db, forum, wanted.email or "")


async def by_email(db: AsyncSession, forum: Forum, email: str) -> Person:
    """Who has this address."""
    return next(each for each in await queries.people(db, forum.id) if each.email == email.lower())


async def came(db: AsyncSession, forum: Forum, number: int, way: Way = Way.CODE, **more: Any) -> None:
    """So many people walk in."""
    for _ in range(number):
        wanted = Application(name="", **more)
        await service.walk_in(db, INSTALLATION, forum.id, wanted, "en", way, uuid4())


async def letters(db: AsyncSession, to: str) -> list[OutboxRow]:
    """What waits for this address, the oldest first."""
    query = select(OutboxRow).where(OutboxRow.recipient == to).order_by(OutboxRow.created_at)
    return list((await db.execute(query.execution_options(populate_existing=True))).scalars())


def subjects(found: list[OutboxRow]) -> list[str]:
    """What each letter is about."""
    return sorted(letter.subject.partition(":")[0] for letter in found)
