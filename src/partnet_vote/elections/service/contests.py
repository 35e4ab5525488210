"""How are contests and options put together, while the election is a draft?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.elections.models import ContestRow, ElectionRow, OptionRow
from partnet_vote.elections.rules import ContestSettings, OptionTexts
from partnet_vote.elections.service import drafts
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text
from partnet_vote.tally.contest import NAME

Row = TypeVar("Row", ContestRow, OptionRow)
TWICE = {
    "uq_contest_options_contest_id_proposal_id": Refused(Text("This proposal stands in the contest already."), "title"),
    "uq_contest_options_contest_id_key": Refused(Text("Another option already has this key."), "key"),
    "uq_contests_election_id_key": Refused(Text("Another contest already has this key."), "key"),
}


@dataclass(frozen=True, slots=True)
class NewOption:
    """An option to be added; `key` None takes the next free one."""

    texts: OptionTexts
    key: str | None = None
    proposal_id: UUID | None = None
    proposal_number: int | None = None
    entry_id: UUID | None = None
    origin: str | None = None


async def add_contest(
    db: AsyncSession, actor: Actor, election_id: UUID, settings: ContestSettings, *, key: str | None = None
) -> UUID:
    """Add a contest at the end; its key is its id in the definition."""
    await drafts.draft_for_change(db, actor, election_id)
    await _check(db, settings)
    there = await _contests(db, election_id)
    key = _free_key(key, "c", {row.key for row in there})
    row = ContestRow(id=uuid4(), election_id=election_id, key=key, position=len(there) + 1, **_columns(settings))
    async with guarded(db, **TWICE):
        db.add(row)
    await audit.record(db, actor, "contest.add", f"election:{election_id}", contest=key)
    return row.id


async def edit_contest(db: AsyncSession, actor: Actor, contest_id: UUID, settings: ContestSettings) -> None:
    """Change a contest's question, ballot format or rule."""
    row, election = await _locked(db, actor, contest_id)
    await _check(db, settings)
    for name, value in _columns(settings).items():
        setattr(row, name, value)
    await db.flush()
    await audit.record(db, actor, "contest.edit", f"election:{election.id}", contest=row.key)


async def remove_contest(db: AsyncSession, actor: Actor, contest_id: UUID) -> None:
    """Remove a contest with its options; those after it move up."""
    row, election = await _locked(db, actor, contest_id)
    await db.execute(delete(OptionRow).where(OptionRow.contest_id == contest_id))
    await db.delete(row)
    await db.flush()
    for position, other in enumerate(await _contests(db, election.id), 1):
        other.position = position
    await audit.record(db, actor, "contest.remove", f"election:{election.id}", contest=row.key)


async def move_contest(db: AsyncSession, actor: Actor, contest_id: UUID, by: int) -> None:
    """Move a contest up (-1) or down (1) on the ballot."""
    row, election = await _locked(db, actor, contest_id)
    _move(await _contests(db, election.id), row, by, "position")
    await audit.record(db, actor, "contest.move", f"election:{election.id}", contest=row.key)


async def add_option(
    db: AsyncSession, actor: Actor, contest_id: UUID, texts: OptionTexts, *, key: str | None = None
) -> UUID:
    """Add an option of its own texts at the end of a contest."""
    return (await add_options(db, actor, contest_id, (NewOption(texts, key),)))[0]


async def add_options(db: AsyncSession, actor: Actor, contest_id: UUID, new: Sequence[NewOption]) -> tuple[UUID, ...]:
    """Add options in this order at the end of a contest; Refused if one stands there already."""
    contest, election = await _locked(db, actor, contest_id)
    there = await _options(db, contest_id)
    keys = {row.key for row in there}
    rows: list[OptionRow] = []
    for number, each in enumerate(new, len(there) + 1):
        proposed = each.key or (f"p{each.proposal_number}" if each.proposal_number else None)
        key = _free_key(proposed, "o", keys)
        keys.add(key)
        columns = _texts(each.texts, election.language)
        source = {name: getattr(each, name) for name in ("proposal_id", "proposal_number", "entry_id", "origin")}
        rows.append(OptionRow(id=uuid4(), contest_id=contest_id, key=key, number=number, **columns, **source))
    async with guarded(db, **TWICE):
        db.add_all(rows)
    await audit.record(db, actor, "option.add", f"election:{election.id}", contest=contest.key, options=len(rows))
    return tuple(row.id for row in rows)


async def edit_option(db: AsyncSession, actor: Actor, option_id: UUID, texts: OptionTexts) -> None:
    """Change the texts of an option; one that came from a proposal follows its proposal instead."""
    row, contest, election = await _locked_option(db, actor, option_id)
    if row.proposal_id is not None:
        raise Refused(Text("This option takes its texts from its proposal. Edit the proposal."), "title")
    for name, value in _texts(texts, election.language).items():
        setattr(row, name, value)
    await db.flush()
    await audit.record(db, actor, "option.edit", f"election:{election.id}", contest=contest.key, option=row.key)


async def remove_option(db: AsyncSession, actor: Actor, option_id: UUID) -> None:
    """Remove an option; those after it move up."""
    row, contest, election = await _locked_option(db, actor, option_id)
    await db.delete(row)
    await db.flush()
    for number, other in enumerate(await _options(db, contest.id), 1):
        other.number = number
    await audit.record(db, actor, "option.remove", f"election:{election.id}", contest=contest.key, option=row.key)


async def move_option(db: AsyncSession, actor: Actor, option_id: UUID, by: int) -> None:
    """Move an option up (-1) or down (1) on the ballot."""
    row, contest, election = await _locked_option(db, actor, option_id)
    _move(await _options(db, contest.id), row, by, "number")
    await audit.record(db, actor, "option.move", f"election:{election.id}", contest=contest.key, option=row.key)


async def _check(db: AsyncSession, settings: ContestSettings) -> None:
    if not settings.title.strip():
        raise Refused(Text("Please fill this in."), "title")
    if settings.district_id is not None:
        await drafts.known_districts(db, (settings.district_id,), "district_id")


async def _locked(db: AsyncSession, actor: Actor, contest_id: UUID) -> tuple[ContestRow, ElectionRow]:
    """The election first, then its contest: every deed locks in this order."""
    query = select(ContestRow.election_id).where(ContestRow.id == contest_id)
    election_id = (await db.execute(query)).scalar_one_or_none()
    if election_id is None:
        raise NotFound
    election = await drafts.draft_for_change(db, actor, election_id)
    return await _again(db, ContestRow, contest_id), election


async def _locked_option(db: AsyncSession, actor: Actor, option_id: UUID) -> tuple[OptionRow, ContestRow, ElectionRow]:
    contest_id = (await db.execute(select(OptionRow.contest_id).where(OptionRow.id == option_id))).scalar_one_or_none()
    if contest_id is None:
        raise NotFound
    contest, election = await _locked(db, actor, contest_id)
    return await _again(db, OptionRow, option_id), contest, election


async def _again(db: AsyncSession, table: type[Row], row_id: UUID) -> Row:
    """The row as it is now that the lock is held: somebody may have removed it while we waited."""
    query = select(table).where(table.id == row_id).execution_options(populate_existing=True)
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


async def _contests(db: AsyncSession, election_id: UUID) -> list[ContestRow]:
    query = select(ContestRow).where(ContestRow.election_id == election_id).order_by(ContestRow.position)
    return list((await db.execute(query)).scalars())


async def _options(db: AsyncSession, contest_id: UUID) -> list[OptionRow]:
    query = select(OptionRow).where(OptionRow.contest_id == contest_id).order_by(OptionRow.number)
    return list((await db.execute(query)).scalars())


def _move(rows: list[Any], row: ContestRow | OptionRow, by: int, column: str) -> None:
    here = rows.index(row)
    there = here + by
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        for place, each in enumerate(rows, 1):
            setattr(each, column, place)


def _free_key(wanted: str | None, letter: str, taken: set[str]) -> str:
    """A key that the definition accepts; made up as letter and number where none is wanted."""
    if wanted is not None:
        if not NAME.fullmatch(wanted):
            raise Refused(Text("A key is letters, digits and . _ : / - alone."), "key")
        return wanted
    number = len(taken) + 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"


def _columns(settings: ContestSettings) -> dict[str, Any]:
    return {
        "title": settings.title,
        "ballot": settings.ballot.to_json(),
        "rule": settings.rule.to_json(),
        "budget": settings.budget,
        "own_items": settings.own_items,
        "district_id": settings.district_id,
        "scoring": settings.scoring,
    }


def _texts(texts: OptionTexts, language: str) -> dict[str, Any]:
    if not texts.title.strip():
        raise Refused(Text("Please fill this in."), "title")
    return asdict(texts) | {"language": texts.language or language}
