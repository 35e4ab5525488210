"""What do all tables share? Two metadata, one naming of constraints, one owner column."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey, MetaData, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class IdentityBase(DeclarativeBase):
    """Tables of the identity plane: cities, people, elections, results."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: DateTime(timezone=True)}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class BoxBase(DeclarativeBase):
    """Tables of the ballot plane, in a database of their own."""

    metadata = MetaData(naming_convention=NAMES)


class Keyed:
    """A random key made in Python, so that rows tell nothing about their order."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


class CityOwned(Keyed):
    """A row that belongs to one city; every statement on it is narrowed to the current city."""

    @declared_attr
    def city_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("cities.id"), index=True)


def created_at() -> Mapped[datetime]:
    """A column stamped by the database's clock."""
    return mapped_column(server_default=func.now())


def stamped() -> Mapped[datetime]:
    """A column stamped by the database's clock at the deed's own moment, not at its transaction's beginning."""
    return mapped_column(server_default=func.clock_timestamp())


class Signed:
    """A deed: when, by whom, in which office."""

    at: Mapped[datetime] = stamped()
    by: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(160))
