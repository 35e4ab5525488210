"""How does a city's file of residents or proposals come in from the command line?"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cli import CommandError, planes
from partnet_vote.cli.election_file import shown
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.platform.kernel.text import Text
from partnet_vote.proposals import service as proposals
from partnet_vote.residents import queries as residents, service as residents_service
from partnet_vote.settings import read

NAME = "import"
HELP = "Import residents or proposals from a file. Nothing is changed if a line is wrong, or with --dry-run."
MOST_ISSUES = 100


class Issue(Protocol):
    """What is wrong with a line."""

    @property
    def line(self) -> int | None: ...

    @property
    def column(self) -> str: ...

    @property
    def text(self) -> Text: ...


def arguments(parser: argparse.ArgumentParser) -> None:
    """`import proposals --city SLUG FILE` and `import residents --city SLUG --edition NAME --as-of DATE FILE`."""
    kinds = parser.add_subparsers(metavar="proposals | residents", required=True, dest="kind")
    wanted = kinds.add_parser("proposals", help="add proposals as drafts, from CSV or a Pabulib file (.pb)")
    people = kinds.add_parser("residents", help="add people to a roll edition, from CSV; the edition is made if needed")
    people.add_argument("--edition", required=True, metavar="NAME", help="name of the roll edition")
    people.add_argument("--as-of", type=_day, metavar="DATE", help="day of the roll, as 2026-11-23; for a new edition")
    for each in (wanted, people):
        each.add_argument("--city", required=True, metavar="SLUG", help="the city's address, as in lipovec")
        each.add_argument("--dry-run", action="store_true", help="only check the file")
        each.add_argument("--skip-wrong", action="store_true", help="import the right lines even if others are wrong")
        each.add_argument("file", type=Path, help="the file")


def run(args: argparse.Namespace) -> int:
    """Do it and report line by line; 1 if a line was wrong."""
    content = args.file.read_bytes()
    chosen = read()
    with planes.planes(chosen) as here:
        asyncio.run(planes.make_ready(chosen, here))
        if args.kind == "proposals":
            return asyncio.run(_in_city(here, args, lambda db: _proposals(db, args, content)))
        keyring = Keyring.open(chosen.secrets_dir)
        return asyncio.run(_in_city(here, args, lambda db: _residents(db, keyring, args, content)))


async def _in_city(
    here: planes.Planes, args: argparse.Namespace, work: Callable[[AsyncSession], Awaitable[int]]
) -> int:
    database = Database(engine_for(here.identity_url, 1))
    try:
        async with database.transaction() as db:
            await planes.enter_city(db, args.city)
            return await work(db)
    finally:
        await database.dispose()


async def _proposals(db: AsyncSession, args: argparse.Namespace, content: bytes) -> int:
    report = await proposals.import_file(db, INSTALLATION, content, dry_run=args.dry_run, skip_wrong=args.skip_wrong)
    _tell(report.issues)
    print(f"{report.read} read, {report.new} new, {report.known} already there, {len(report.issues)} wrong")
    print("Imported as drafts." if report.is_done else "Nothing was changed.")
    return 1 if report.issues else 0


async def _residents(db: AsyncSession, keyring: Keyring, args: argparse.Namespace, content: bytes) -> int:
    """A dry run on an edition that is not there yet makes it, and undoes that with everything else."""
    edition = next((each for each in await residents.editions(db) if each.name == args.edition), None)
    if edition is None and args.as_of is None:
        raise CommandError(f"there is no roll “{args.edition}” yet; say its day with --as-of to make it")
    made = (
        edition.id if edition else await residents_service.create(db, INSTALLATION, keyring, args.edition, args.as_of)
    )
    report = await residents_service.import_roll(
        db, INSTALLATION, keyring, made, content, dry_run=args.dry_run, skip_wrong=args.skip_wrong
    )
    _tell(report.issues)
    counts = f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, {len(report.issues)} wrong"
    print(f"{report.read} read, {counts}")
    for name, people in report.by_district:
        print(f"  {name or 'no district':30} {people:>8}")
    print("Imported." if report.is_done else "Nothing was changed.")
    if edition is None and not report.is_done:
        await residents_service.destroy_key(db, INSTALLATION, keyring, made)  # nothing stands under it
        await db.rollback()
    return 1 if report.issues else 0


def _tell(issues: Iterable[Issue]) -> None:
    """The first issues, each with its line."""
    listed = list(issues)
    for issue in listed[:MOST_ISSUES]:
        where = f"line {issue.line}" if issue.line is not None else "the file"
        print(f"{where}, {issue.column or 'row'}: {shown(str(issue.text), 160)}")
    if len(listed) > MOST_ISSUES:
        print(f"… and {len(listed) - MOST_ISSUES} more")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write the day as 2026-11-23") from None
