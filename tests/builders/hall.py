"""How does a test come by a hall that votes: a real server process, real commits, a forum whose vote is open?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import Table
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel.keyring import Keyring
from tests.builders import cities, forums
from tests.builders.forums import Room
from tests.builders.installation import in_a_thread, served

T = TypeVar("T")
SLUG = "lipovec"
ITEMS = (
    "Chybí stín na hřištích a zastávkách",
    "Nebezpečné přecházení u ZŠ Komenského",
    "Málo míst pro teenagery",
    "Nedostupný dětský lékař",
    "Hluk a rychlá auta na průtahu",
    "Zanedbaný park za kulturním domem",
    "Zarostlá cesta k rybníku",
    "Chybí veřejné toalety",
    "Málo kroužků pro seniory",
    "Špatné spojení do kraje",
    "Parkování u nádraží",
    "Málo košů na tříděný odpad",
)


@dataclass(frozen=True)
class Hall:
    """A server that answers at `address`; the room that votes there, and its first table."""

    address: str
    room: Room
    table: Table
    city_id: UUID
    keyring: Keyring
    url: str
    process: Popen[str]

    @property
    def forum(self) -> str:
        """The forum's address."""
        return f"{self.address}/{SLUG}/forums/{self.room.forum.number}"

    @property
    def door(self) -> str:
        """The facilitator's link to the first table."""
        return f"{self.forum}/tables/{self.table.number}/door/{service.link_key(self.keyring, self.table)}"

    @property
    def pin(self) -> str:
        """What the facilitator was told."""
        return service.pin(self.keyring, self.table)

    def deed(self, deed: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Does something through the services beside the running server, in one transaction."""
        return in_a_thread(_within(self.url, self.city_id, deed))


@contextmanager
def hall(
    folder: Path, codes: int = 4, texts: tuple[str, ...] = ITEMS, *, durable: bool = False, **rule: Any
) -> Iterator[Hall]:
    """`partnet-vote serve` on a free port over a database of its own; stopped and swept away after."""

    async def make(server: embedded.Running, keyring: Keyring) -> tuple[UUID, Room, Table]:
        return await _prepared(server.identity_url, keyring, codes, texts, rule)

    with served(folder, make, durable=durable) as found:
        city_id, room, table = found.made
        yield Hall(found.address, room, table, city_id, found.keyring, found.url, found.process)


async def _prepared(
    url: str, keyring: Keyring, codes: int, texts: tuple[str, ...], rule: dict[str, Any]
) -> tuple[UUID, Room, Table]:
    async def make(db: AsyncSession) -> tuple[UUID, Room, Table]:
        city_id = await cities.city(db, SLUG, name="Lipovec", languages=("cs", "en", "nb"))
        room = await forums.room(db, keyring, codes, *texts, **rule)
        tables = await queries.tables(db, room.forum.id)
        return city_id, room, tables[0]

    return await _within(url, None, make)


async def _within(url: str, city_id: UUID | None, deed: Callable[[AsyncSession], Awaitable[T]]) -> T:
    database = Database(engine_for(url, 2))
    try:
        async with database.transaction(city_id) as db:
            return await deed(db)
    finally:
        await database.dispose()
