"""How do many proposals come in at once, from a table or from a Pabulib file?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.cities import queries as cities
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.proposals import queries
from partnet_vote.proposals.rules import ImportReport, LineIssue, ProposalTexts
from partnet_vote.proposals.service import csv_file, pabulib_file
from partnet_vote.proposals.service.texts import add_many


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal in a file: where it stands, and the key the file itself gives it."""

    line: int | None
    key: str
    texts: ProposalTexts


async def import_file(
    db: AsyncSession, actor: Actor, content: bytes, *, dry_run: bool, skip_wrong: bool = False
) -> ImportReport:
    """Add proposals from a file of either kind: a Pabulib file begins with the word META, whatever its name."""
    is_pabulib = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:4].upper() == b"META"
    read = import_pabulib if is_pabulib else import_csv
    return await read(db, actor, content, dry_run=dry_run, skip_wrong=skip_wrong)


async def import_csv(
    db: AsyncSession, actor: Actor, content: bytes, *, dry_run: bool, skip_wrong: bool = False
) -> ImportReport:
    """Add proposals from CSV bytes as drafts; a dry run, or a file with wrong lines, changes nothing."""
    require(actor, Permission.CITY_PROPOSALS_EDIT)
    districts = {}
    for district in await cities.districts(db):
        districts |= {folded(district.code): district.id, folded(district.name): district.id}
    lines, issues = csv_file.read_proposals(content, districts)
    found = [Line(number, str(number), texts) for number, texts in lines]
    return await _import(db, actor, found, issues, dry_run=dry_run, skip_wrong=skip_wrong)


async def import_pabulib(
    db: AsyncSession, actor: Actor, content: bytes, *, dry_run: bool, skip_wrong: bool = False
) -> ImportReport:
    """Add the projects of a `.pb` file as drafts; `added` pairs each project_id with the proposal's key."""
    require(actor, Permission.CITY_PROPOSALS_EDIT)
    lines, issues = pabulib_file.read_projects(content)
    found = [Line(line, key, texts) for line, key, texts in lines]
    return await _import(db, actor, found, issues, dry_run=dry_run, skip_wrong=skip_wrong)


async def _import(
    db: AsyncSession,
    actor: Actor,
    found: Sequence[Line],
    issues: Sequence[LineIssue],
    *,
    dry_run: bool,
    skip_wrong: bool,
) -> ImportReport:
    """Add what is not there yet: the same title in the same district is the same proposal."""
    there = await queries.titles(db)
    new = [line for line in found if (folded(line.texts.title.strip()), line.texts.district_id) not in there]
    is_done = not dry_run and (skip_wrong or not issues)
    keys: tuple[UUID, ...] = ()
    if is_done and new:
        keys = await add_many(db, actor, [line.texts for line in new])
        await audit.record(db, actor, "proposal.import", "proposals", new=len(new), wrong=len(issues))
    added = tuple((line.key, key) for line, key in zip(new, keys, strict=False))
    return ImportReport(is_done, len(found) + len(issues), len(new), len(found) - len(new), tuple(issues), added)
