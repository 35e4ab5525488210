"""How is an election begun, changed, copied, thrown away, while it is a draft?"""

from __future__ import annotations

from dataclasses import asdict, replace
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.cities import queries as cities
from partnet_vote.elections import rules
from partnet_vote.elections.models import (
    ContestRow,
    DefinitionRow,
    ElectionRow,
    OptionRow,
    SlipsRow,
    WeightClassRow,
)
from partnet_vote.elections.rules import ElectionSettings, ElectorateChoice
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.residents import queries as residents

TAKEN = {"uq_elections_city_id_slug": Refused(Text("Another vote of this city already has this address."), "slug")}

TRIES = 5
"""Addresses tried, should others take them at the same moment."""


async def lock(db: AsyncSession, election_id: UUID) -> ElectionRow:
    """The election's row, held until the transaction ends: no freeze, change or deed happens meanwhile."""
    query = select(ElectionRow).where(ElectionRow.id == election_id).with_for_update()
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


async def draft_for_change(db: AsyncSession, actor: Actor, election_id: UUID) -> ElectionRow:
    """The locked row of a draft that this person may change; Conflict once it is frozen."""
    require(actor, Permission.CITY_ELECTIONS_DEFINE)
    row = await lock(db, election_id)
    if await is_frozen(db, election_id):
        raise Conflict(Text("This vote is frozen: nothing in it can be changed any more."))
    return row


async def is_frozen(db: AsyncSession, election_id: UUID) -> bool:
    """Whether the definition is published."""
    return bool(await db.scalar(select(exists().where(DefinitionRow.election_id == election_id))))


async def create(db: AsyncSession, actor: Actor, settings: ElectionSettings) -> UUID:
    """Begin an election; Refused if its address is taken or its times make no sense."""
    require(actor, Permission.CITY_ELECTIONS_DEFINE)
    _check(settings)
    row = ElectionRow(id=uuid4(), district_ids=[], **asdict(settings))
    async with guarded(db, **TAKEN):
        db.add(row)
    await audit.record(db, actor, "election.create", f"election:{row.id}", slug=settings.slug)
    return row.id


async def create_beside(db: AsyncSession, actor: Actor, settings: ElectionSettings) -> UUID:
    """Begin an election under this address, or the next one that is free: who did not type it need not mend it."""
    for _ in range(TRIES):
        query = select(ElectionRow.slug).where(ElectionRow.slug.startswith(settings.slug[:54].rstrip("-")))
        free = rules.free_slug(settings.slug, set((await db.execute(query)).scalars()))
        try:
            return await create(db, actor, replace(settings, slug=free))
        except Refused as refusal:  # somebody else took it between the look and the deed
            if refusal is not TAKEN["uq_elections_city_id_slug"]:
                raise
    raise TAKEN["uq_elections_city_id_slug"]


async def edit(db: AsyncSession, actor: Actor, election_id: UUID, settings: ElectionSettings) -> None:
    """Change what an election says as a whole."""
    row = await draft_for_change(db, actor, election_id)
    _check(settings)
    async with guarded(db, **TAKEN):
        for name, value in asdict(settings).items():
            setattr(row, name, value)
    await audit.record(db, actor, "election.edit", f"election:{election_id}")


async def set_electorate(db: AsyncSession, actor: Actor, election_id: UUID, choice: ElectorateChoice) -> None:
    """Decide who may vote."""
    row = await draft_for_change(db, actor, election_id)
    if choice.edition_id is not None and await residents.edition(db, choice.edition_id) is None:
        raise Refused(Text("Please choose one of the options."), "edition_id")
    if choice.min_age is not None and not 0 <= choice.min_age <= 120:
        raise Refused(Text("The least age must lie between 0 and 120."), "min_age")
    await known_districts(db, choice.district_ids, "district_ids")
    row.edition_id = choice.edition_id
    row.min_age = choice.min_age
    row.district_ids = list(choice.district_ids)
    await db.flush()
    await audit.record(db, actor, "election.electorate", f"election:{election_id}")


async def known_districts(db: AsyncSession, ids: tuple[UUID, ...], field: str) -> None:
    """Refused unless every district is one of the current city."""
    if len(await cities.districts_by_ids(db, ids)) != len(set(ids)):
        raise Refused(Text("Please choose one of the options."), field)


async def clone(db: AsyncSession, actor: Actor, election_id: UUID, title: str, slug: str | None = None) -> UUID:
    """A new draft with the same contests, options, weight classes, electorate and terms of paper slips.

    Its times are still open; a day for slips that does not fit them is named before the freeze.
    """
    require(actor, Permission.CITY_ELECTIONS_DEFINE)
    source = (await db.execute(select(ElectionRow).where(ElectionRow.id == election_id))).scalar_one_or_none()
    if source is None:
        raise NotFound
    names = ElectionSettings.__dataclass_fields__
    settings = ElectionSettings(**{name: getattr(source, name) for name in names})
    settings = replace(settings, title=title, slug=slug or rules.slug_of(title), opens_at=None, closes_at=None)
    copy = await create(db, actor, settings)
    choice = ElectorateChoice(source.edition_id, source.min_age, tuple(source.district_ids))
    await set_electorate(db, actor, copy, choice)
    for slips in await _rows(db, SlipsRow, SlipsRow.election_id == election_id):
        db.add(SlipsRow(id=uuid4(), **_columns(slips), election_id=copy))
    for row in await _rows(db, WeightClassRow, WeightClassRow.election_id == election_id):
        db.add(WeightClassRow(**_columns(row), election_id=copy))
    for contest in await _rows(db, ContestRow, ContestRow.election_id == election_id):
        twin = ContestRow(id=uuid4(), **_columns(contest), election_id=copy)
        # a lot drawn once must not be drawn again with the same public seed
        twin.rule = {**contest.rule, "seed": ""}
        db.add(twin)
        await db.flush()
        for option in await _rows(db, OptionRow, OptionRow.contest_id == contest.id):
            db.add(OptionRow(**_columns(option), contest_id=twin.id))
    await db.flush()
    await audit.record(db, actor, "election.clone", f"election:{copy}", source=str(election_id))
    return copy


async def delete_draft(db: AsyncSession, actor: Actor, election_id: UUID) -> None:
    """Throw a draft away with all its contents."""
    row = await draft_for_change(db, actor, election_id)
    contests = select(ContestRow.id).where(ContestRow.election_id == election_id)
    await db.execute(delete(OptionRow).where(OptionRow.contest_id.in_(contests)))
    for table in (ContestRow, WeightClassRow, SlipsRow):
        await db.execute(delete(table).where(table.election_id == election_id))
    await db.delete(row)
    await db.flush()
    await audit.record(db, actor, "election.delete", f"election:{election_id}", slug=row.slug)


def _check(settings: ElectionSettings) -> None:
    if not settings.title.strip():
        raise Refused(Text("Please fill this in."), "title")
    if issue := rules.slug_issue(settings.slug):
        raise Refused(issue, "slug")
    if settings.opens_at and settings.closes_at and settings.opens_at >= settings.closes_at:
        raise Refused(Text("The vote must close after it opens."), "closes_at")


async def _rows(db: AsyncSession, table: type, condition: ColumnElement[bool]) -> list:
    return list((await db.execute(select(table).where(condition))).scalars())


def _columns(row: ContestRow | OptionRow | SlipsRow | WeightClassRow) -> dict[str, object]:
    own = {"id", "city_id", "election_id", "contest_id"}
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in own}
