"""Has this happened too often? Counted in the database, so that every worker knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import IdentityBase
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Busy
from partnet_vote.platform.kernel.text import Text

HIT = text(
    """
    insert into rate_limits as r (bucket, window_start, hits) values (:bucket, now(), 1)
    on conflict (bucket) do update set
      hits = case when r.window_start < now() - make_interval(secs => :seconds) then 1 else r.hits + 1 end,
      window_start = case when r.window_start < now() - make_interval(secs => :seconds) then now()
                     else r.window_start end
    returning hits, extract(epoch from window_start + make_interval(secs => :seconds) - now())::int
    """
)
LOOK = text(
    """
    select hits, extract(epoch from window_start + make_interval(secs => :seconds) - now())::int as remaining
    from rate_limits where bucket = :bucket and window_start >= now() - make_interval(secs => :seconds)
    """
)


WINDOW = text("select window_start from rate_limits where bucket = :bucket")
TAKE_BACK = text(
    "update rate_limits set hits = hits - 1 where bucket = :bucket and window_start = :window and hits > 0"
)


class TooOften(Busy):
    """The limit is reached; `retry_after` says when the window ends."""


class RateLimitRow(IdentityBase):
    """Hits of one bucket in its current window; buckets hold keyed hashes, never an address."""

    __tablename__ = "rate_limits"

    bucket: Mapped[str] = mapped_column(String(120), primary_key=True)
    window_start: Mapped[datetime]
    hits: Mapped[int]


async def hit(database: Database, bucket: str, limit: int, seconds: int) -> None:
    """Count one attempt in a transaction of its own (it stays although the deed fails); TooOften past the limit."""
    async with database.transaction() as db:
        hits, remaining = await count(db, bucket, seconds)
    if hits > limit:
        raise _too_often(remaining)


@dataclass(frozen=True, slots=True)
class Place:
    """One attempt that counts until it is given back: its bucket, and the window it was counted in."""

    bucket: str
    window: datetime


async def reserve(database: Database, bucket: str, limit: int, seconds: int) -> Place:
    """Count one attempt before it is known whether it was right; TooOften, and nothing counted, past the limit.

    Whoever gives the place back once it was right has not been counted; of many guesses at once no more are let
    through than the limit allows.
    """
    async with database.transaction() as db:
        hits, remaining = await count(db, bucket, seconds)
        window = (await db.execute(WINDOW, {"bucket": bucket})).scalar_one()
        place = Place(bucket, window)
        if hits > limit:
            await give_back(db, place)
    if hits > limit:
        raise _too_often(remaining)
    return place


async def give_back(db: AsyncSession, place: Place) -> None:
    """This attempt was right: it does not count. A window that has ended meanwhile is left alone."""
    await db.execute(TAKE_BACK, {"bucket": place.bucket, "window": place.window})


async def count(db: AsyncSession, bucket: str, seconds: int) -> tuple[int, int]:
    """Count one more in this transaction; how many there are now, and for how many seconds they will count."""
    hits, remaining = (await db.execute(HIT, {"bucket": bucket, "seconds": seconds})).one()
    return hits, remaining


async def refuse_full(database: Database, bucket: str, limit: int, seconds: int) -> None:
    """TooOften if the limit was reached; nothing is counted."""
    async with database.transaction() as db:
        row = (await db.execute(LOOK, {"bucket": bucket, "seconds": seconds})).one_or_none()
    if row is not None and row.hits >= limit:
        raise _too_often(row.remaining)


def _too_often(remaining: int) -> TooOften:
    return TooOften(Text("Too many attempts. Please wait a few minutes and try again."), max(1, remaining))


async def sweep(database: Database, seconds: int = 86_400) -> int:
    """Forget windows older than a day; the number of buckets removed."""
    async with database.transaction() as db:
        gone = await db.execute(
            text("delete from rate_limits where window_start < now() - make_interval(secs => :s)"), {"s": seconds}
        )
    return gone.rowcount  # type: ignore[attr-defined,no-any-return]
