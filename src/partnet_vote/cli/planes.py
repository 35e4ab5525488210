"""Which two databases does a command work on?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import make_url
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
    identity_owner_url: str | None = None
    box_owner_url: str | None = None

    def owners(self) -> tuple[str | None, ...]:
        """The address of each plane's owner, where that is another role than the one that serves."""
        return self.identity_owner_url, self.box_owner_url

    def by_name(self) -> tuple[tuple[str, str], ...]:
        """(name of the migration chain, address) of each plane."""
        return tuple(zip(migrating.PLANES, (self.identity_url, self.box_url), strict=True))


@contextmanager
def planes(settings: Settings) -> Iterator[Planes]:
    """The configured servers; or the embedded one, joined if it runs already, else started for this command."""
    if settings.database_url and settings.ballotbox_url:
        owners = settings.database_owner_url, settings.ballotbox_owner_url
        yield Planes(settings.database_url, settings.ballotbox_url, *owners)
    elif running := embedded.attach(settings.data_dir):
        yield embedded_planes(running)
    else:
        with embedded.start(settings.data_dir, programs=settings.postgres_bin) as started:
            yield embedded_planes(started)


def embedded_planes(server: embedded.Addresses) -> Planes:
    """The planes of an embedded server."""
    return Planes(server.identity_url, server.box_url, server.identity_owner_url, server.box_owner_url)


async def migrate(here: Planes) -> list[tuple[str, str | None, str]]:
    """Bring both planes to this version's tables: (plane, revision before, revision after)."""
    done: list[tuple[str, str | None, str]] = []
    for (plane, url), owner in zip(here.by_name(), here.owners(), strict=True):
        serving = make_url(url).username if owner else None
        done.append((plane, *await migrating.migrate(data("migrations"), plane, owner or url, serving)))
    if elsewhere := await behind(here):
        planes = " and ".join(elsewhere)
        raise CommandError(f"the owner's address of {planes} leads to another database than the program's own")
    return done


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
