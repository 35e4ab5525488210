"""How does a deed get its one transaction, narrowed to its city?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from partnet_vote.platform.db.base import CityOwned

CITY = "city_id"
UNSCOPED = "unscoped"


class UnscopedQuery(RuntimeError):
    """A statement on a city's rows was sent without saying which city."""


def engine_for(url: str, pool_size: int = 16, name: str = "partnet-vote") -> AsyncEngine:
    """A pooled engine on asyncpg; connections that died are replaced before use. The server lists us as `name`."""
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=4,
        pool_pre_ping=True,
        hide_parameters=True,  # values may be personal; an error's text reaches the log
        pool_timeout=10,
        connect_args={"timeout": 5, "server_settings": {"application_name": name}},
    )


class Database:
    """The identity plane: hands out transactions, each scoped to one city or declared unscoped."""

    def __init__(self, bind: AsyncEngine | AsyncConnection) -> None:
        self.engine = bind if isinstance(bind, AsyncEngine) else bind.engine
        self._is_borrowed = isinstance(bind, AsyncConnection)
        # on a borrowed connection (a test's) commits are savepoints of its own transaction
        self._sessions = async_sessionmaker(bind, expire_on_commit=False, join_transaction_mode="create_savepoint")

    @asynccontextmanager
    async def transaction(self, city_id: UUID | None = None) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end of the block, rolled back on any exception."""
        async with self._sessions() as session:
            try:
                if city_id is not None:
                    await scope(session, city_id)
                yield session
                await session.commit()
            except BaseException:
                await session.rollback()
                raise

    async def dispose(self) -> None:
        """Close every pooled connection, unless the one connection was lent to us."""
        if not self._is_borrowed:
            await self.engine.dispose()


async def scope(session: AsyncSession, city_id: UUID) -> None:
    """Narrow the rest of this transaction to one city, in the ORM and in the database."""
    await session.flush()  # what waits belongs to the city before
    session.info[CITY] = city_id
    await session.execute(text("select set_config('app.city', :city, true)"), {"city": str(city_id)})


@asynccontextmanager
async def unscoped(session: AsyncSession) -> AsyncIterator[AsyncSession]:
    """Read or write across cities on purpose; the narrowing returns at the end of the block."""
    before = session.info.get(UNSCOPED, False)
    session.info[UNSCOPED] = True
    await session.execute(text("select set_config('app.unscoped', 'on', true)"))
    try:
        yield session
        await session.flush()
    finally:
        session.info[UNSCOPED] = before
        if not before and session.is_active:
            await session.execute(text("select set_config('app.unscoped', 'off', true)"))


@event.listens_for(Session, "do_orm_execute")
def _narrow_to_city(state: ORMExecuteState) -> None:
    """Add the city to every ORM statement on city-owned rows, or refuse the statement."""
    info = state.session.info
    if info.get(UNSCOPED) or state.is_column_load:
        return
    city_id = info.get(CITY)
    if city_id is None:
        if any(issubclass(mapper.class_, CityOwned) for mapper in state.all_mappers):
            raise UnscopedQuery("say scope(session, city) or unscoped(session) first")
        return
    state.statement = state.statement.options(
        with_loader_criteria(
            CityOwned,
            lambda entity: entity.city_id == city_id,
            include_aliases=True,
            track_closure_variables=True,
        )
    )


@event.listens_for(Session, "before_flush")
def _stamp_city(session: Session, *_: object) -> None:
    """New rows take the transaction's city; a row of another city is refused."""
    if session.info.get(UNSCOPED):
        return
    city_id = session.info.get(CITY)
    for row in session.new:
        if isinstance(row, CityOwned):
            if city_id is None:
                raise UnscopedQuery("a city's row needs scope(session, city)")
            if row.city_id is None:
                row.city_id = city_id
            elif row.city_id != city_id:
                raise UnscopedQuery("this row belongs to another city")
