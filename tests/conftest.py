"""What do all tests share? One real PostgreSQL a run, two migrated databases a worker, one transaction a test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from partnet_vote import app as house
from partnet_vote.cli import planes
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel import blind_rsa
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.text import speaking
from partnet_vote.settings import Settings
from tests.builders import owners


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def server() -> Iterator[embedded.Running]:
    """The embedded PostgreSQL, without fsync: crash tests start their own."""
    with embedded.temporary() as running:
        yield running


@pytest.fixture(scope="session")
async def migrated(server: embedded.Running) -> embedded.Running:
    """Both planes at their head."""
    await planes.migrate(planes.embedded_planes(server))
    superuser = create_async_engine(server.superuser_url)
    async with superuser.begin() as connection:
        await owners.lend(connection)
    await superuser.dispose()
    return server


@pytest.fixture(scope="session")
async def untouched(migrated: embedded.Running) -> AsyncIterator[AsyncEngine]:
    """A twin of the identity plane in which nothing is ever committed: what a race left behind is not found there."""
    superuser = create_async_engine(migrated.superuser_url, isolation_level="AUTOCOMMIT")
    async with superuser.connect() as connection:
        await connection.execute(text("create database untouched template partnet owner partnet_owner"))
    await superuser.dispose()
    engine = engine_for(migrated.identity_url.replace("/partnet?", "/untouched?"))
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def database(migrated: embedded.Running, untouched: AsyncEngine) -> AsyncIterator[Database]:
    """The identity plane with real commits, for races; whoever uses it makes a city of its own."""
    database = Database(engine_for(migrated.identity_url))
    yield database
    await database.dispose()


@pytest.fixture(scope="session", autouse=True)
def small_keys() -> Iterator[None]:
    """Issuing keys as short as the rules allow: to make and to load one of 3,072 bits takes half a second."""
    honest = blind_rsa.generate
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blind_rsa, "generate", lambda bits=blind_rsa.SMALLEST_KEY_BITS: honest(bits))
        yield


@pytest.fixture(autouse=True)
def nobody_has_spoken() -> None:
    """No test speaks the language of the test before."""
    speaking.set(None)


@pytest.fixture
async def connection(untouched: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection whose outer transaction is rolled back after the test; nobody's language is spoken yet."""
    speaking.set(None)  # here too: asynchronous tests run in a context of their own
    async with untouched.connect() as connection:
        outer = await connection.begin()
        yield connection
        await outer.rollback()


@pytest.fixture
def rolled_back(connection: AsyncConnection) -> Database:
    """The identity plane as the app sees it; commits are savepoints of the test's transaction."""
    return Database(connection)


@pytest.fixture
async def db(rolled_back: Database) -> AsyncIterator[AsyncSession]:
    """A session in the test's transaction; narrow it with `scope(db, city_id)`."""
    async with rolled_back.transaction() as session:
        yield session


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    """Secrets of this run."""
    return Keyring.open(tmp_path_factory.mktemp("secrets") / "keys")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation on one machine."""
    return Settings(data_dir=tmp_path, secrets_dir=tmp_path / "secrets", base_url="http://127.0.0.1", https=False)


class Lent(Database):
    """The identity plane of an app that outlives a test: each test binds it to what is its own."""

    def lend(self, bind: AsyncEngine | AsyncConnection) -> None:
        """From now on everything happens there."""
        super().__init__(bind)

    async def dispose(self) -> None:
        """Whoever lent it closes it."""


AppOn = Callable[[Settings, AsyncEngine | AsyncConnection], Litestar]


@pytest.fixture(scope="session")
def app_on(migrated: embedded.Running, keyring: Keyring) -> AppOn:
    """The whole application with these settings on this bind. To put it together takes a second: once a worker."""
    made: dict[Settings, tuple[Litestar, Lent, dict[str, Any]]] = {}

    def given(settings: Settings, bind: AsyncEngine | AsyncConnection) -> Litestar:
        kind = replace(settings, data_dir=Path(), secrets_dir=Path())
        if kind not in made:
            database, urls = Lent(bind), {"identity_url": migrated.identity_url, "box_url": migrated.box_url}
            fresh = house.create_app(settings, **urls, keyring=keyring, database=database, debug=False)
            made[kind] = fresh, database, fresh.state.dict()
        app, database, state = made[kind]
        database.lend(bind)
        app.state.clear()
        app.state.update(state | {"settings": settings})
        return app

    return given


@pytest.fixture
def app(app_on: AppOn, settings: Settings, connection: AsyncConnection) -> Litestar:
    """The whole application on the test's transaction."""
    return app_on(settings, connection)


@pytest.fixture
def committing_app(app_on: AppOn, settings: Settings, database: Database) -> Litestar:
    """The whole application with real commits: it sees what races and builders of counted votes have done."""
    return app_on(settings, database.engine)


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without JavaScript: keeps cookies, does not follow redirects by itself."""
    async with running(app) as browser:
        yield browser


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A client on the app while its lifespan runs."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.lifespan(),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", follow_redirects=False) as browser,
    ):
        try:
            yield browser
        finally:
            speaking.set(None)  # the app has spoken in the test's own context
