"""Is every city's record of deeds whole, and is it still guarded?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from partnet_vote.audit import service as audit
from partnet_vote.audit.rules import Fault
from partnet_vote.cities import queries as cities
from partnet_vote.platform.db.session import Database, engine_for, unscoped
from partnet_vote.platform.kernel.keyring import Keyring


async def faults(url: str, secrets: Path) -> Sequence[tuple[str, Sequence[Fault]]]:
    """What is wrong with the chain of each city, by its address; a city without a seal yet has nothing wrong."""
    keyring = Keyring(secrets)
    if not keyring.has(audit.KEY):
        return ()
    key = audit.public_key(keyring)
    database = Database(engine_for(url, 1))
    found: list[tuple[str, Sequence[Fault]]] = []
    try:
        async with database.transaction() as db, unscoped(db):
            every = await cities.every_city(db)
        for city in every:
            async with database.transaction(city.id) as db:
                found.append((city.slug, await audit.verify_chain(db, key)))
    finally:
        await database.dispose()
    return found
