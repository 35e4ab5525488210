"""Which two databases does a command work on?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.cities.rules import City
from partnet_vote.cli import CommandError
from partnet_vote.platform.db import embedded, migrating
from partnet_vote.platform.db.session import scope
from partnet_vote.platform.kernel.places import data
from partnet_vote.settings import Settings


@dataclass(frozen=True)
class Planes:
    """The addresses of the identity plane and of the ballot box."""

    identity_url: str
    box_url: str

    def by_name(self) -> tuple[tuple[str, str], ...]:
        """(name of the migration chain, address) of each plane."""
        return tuple(zip(migrating.PLANES, (self.identity_url, self.box_url), strict=True))


@contextmanager
def planes(settings: Settings) -> Iterator[Planes]:
    """The configured servers; or the embedded one, joined if it runs already, else started for this command."""
    if settings.database_url and settings.ballotbox_url:
        yield Planes(settings.database_url, settings.ballotbox_url)
    elif running := embedded.attach(settings.data_dir):
        yield Planes(running.identity_url, running.box_url)
    else:
        with embedded.start(settings.data_dir, programs=settings.postgres_bin) as started:
            yield Planes(started.identity_url, started.box_url)


async def migrate(here: Planes) -> list[tuple[str, str | None, str]]:
    """Bring both planes to this version's tables: (plane, revision before, revision after)."""
    return [(plane, *await migrating.migrate(data("migrations"), plane, url)) for plane, url in here.by_name()]


async def behind(here: Planes) -> list[str]:
    """The planes whose tables are not this version's."""
    folder = data("migrations")
    return [plane for plane, url in here.by_name() if await migrating.revision(url) != migrating.head(folder, plane)]


async def make_ready(settings: Settings, here: Planes) -> None:
    """Bring an embedded server, which is ours alone, to this version; refuse servers that are of another one."""
    if settings.embedded:
        await migrate(here)
    elif late := await behind(here):
        raise CommandError(f"the tables of {' and '.join(late)} are of another version; run `partnet-vote migrate`")


async def enter_city(db: AsyncSession, slug: str) -> City:
    """The city that a command names; from now on the session sees what is its own."""
    city = await cities.by_slug(db, slug)
    if city is None:
        raise CommandError(f"there is no city “{slug}”; `partnet-vote city list` shows those there are")
    await scope(db, city.id)
    return city
