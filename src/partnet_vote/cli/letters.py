"""How are a whole city's letters printed, on a machine of the town hall?"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities.rules import City
from partnet_vote.cli import CommandError, planes
from partnet_vote.cli.ticking import CLEAR_LINE
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.platform.web.forms import fill
from partnet_vote.platform.web.languages import LANGUAGES, spoken
from partnet_vote.residents import queries, service
from partnet_vote.residents.forms import FrameForm
from partnet_vote.residents.rules import LetterFrame, LetterRun, window_of
from partnet_vote.settings import Settings, read

NAME = "letters"
HELP = (
    "Print letters with residents' codes: PDF files of 500, for those of an address file who have no letter yet. "
    "Neither addresses nor codes are kept; keep the files safe, and delete them when the letters are posted."
)


@dataclass(frozen=True)
class Place:
    """Where a run prints: the database, the roll, what all letters say, and the folder for the files."""

    database: Database
    keyring: Keyring
    city: City
    edition_id: UUID
    frame: LetterFrame
    folder: Path


@dataclass
class Pile:
    """One file: written before its codes are kept, and given its name only after."""

    db: AsyncSession
    name: str
    draft: Path

    def write(self, pdf: bytes) -> None:
        """Put the letters on the disk, for this user alone."""
        handle = os.open(self.draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())


def arguments(parser: argparse.ArgumentParser) -> None:
    """`letters --city SLUG --edition NAME --addresses FILE --title TITLE --out FOLDER`."""
    parser.add_argument("--city", required=True, metavar="SLUG", help="the city's address, as in lipovec")
    parser.add_argument("--edition", required=True, metavar="NAME", help="the roll's name, as on its page")
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--addresses", type=Path, metavar="FILE", help="CSV: identifier, then the lines of the address")
    whom.add_argument("--sheets", action="store_true", help="sheets for the codes without a person instead")
    parser.add_argument("--title", required=True, help="the letter's heading")
    parser.add_argument("--message", default="", help="up to 500 characters and five lines")
    parser.add_argument("--language", choices=tuple(LANGUAGES), help="default: the city's first language")
    parser.add_argument("--window", choices=("right", "left"), help="of the envelope; default: by the language")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the files go; made if missing")
    parser.add_argument(
        "--reissue",
        metavar="IDENTIFIER",
        help="one letter with a new code for a person of the address file; - reads the identifier from standard input",
    )


def run(args: argparse.Namespace) -> int:
    """Print, and report what was printed and which lines were not."""
    if args.reissue and args.sheets:
        raise CommandError("--reissue needs the person's address: give --addresses FILE")
    addresses = args.addresses.read_bytes() if args.addresses else b""
    chosen = read()
    with planes.planes(chosen) as here:
        asyncio.run(planes.make_ready(chosen, here))
        return asyncio.run(_print(here, chosen, args, addresses))


async def _print(here: planes.Planes, chosen: Settings, args: argparse.Namespace, addresses: bytes) -> int:
    database = Database(engine_for(here.identity_url, 1))
    try:
        place = await _place(database, chosen, args)
        if args.reissue:
            identifier = sys.stdin.readline() if args.reissue == "-" else args.reissue
            await _reissue(place, service.address_in(addresses, identifier), identifier)
        elif args.sheets:
            await _sheets(place)
        else:
            await _letters(place, addresses)
    finally:
        await database.dispose()
    return 0


async def _place(database: Database, chosen: Settings, args: argparse.Namespace) -> Place:
    async with database.transaction() as db:
        city = await planes.enter_city(db, args.city)
        editions = await queries.editions(db)
    edition = next((each for each in editions if each.name == args.edition), None)
    if edition is None:
        names = ", ".join(f"“{each.name}”" for each in editions) or "none yet"
        raise CommandError(f"{city.name} has no roll “{args.edition}”; its rolls: {names}")
    if not edition.is_frozen:
        raise CommandError(
            f"the roll “{args.edition}” is not frozen yet, so people on it may still be corrected or struck off; "
            "freeze it on its page first, then print"
        )
    args.out.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Place(database, Keyring.open(chosen.secrets_dir), city, edition.id, _frame(chosen, city, args), args.out)


def _frame(chosen: Settings, city: City, args: argparse.Namespace) -> LetterFrame:
    language = args.language or city.languages[0]
    window = args.window or window_of(language)
    form = fill(FrameForm, {"title": args.title, "message": args.message, "language": language, "window": window})
    if form.value is None:
        raise CommandError("\n".join(f"--{name}: {text}" for name, texts in form.errors.items() for text in texts))
    start = f"{'https' if chosen.https else 'http'}://{city.host}" if city.host else f"{chosen.base_url}/{city.slug}"
    return form.value.frame(city, f"{start}/vote")


async def _letters(place: Place, addresses: bytes) -> None:
    printed, run = 0, None
    while run is None or run.waiting:
        async with _pile(place, "letters") as pile:
            run = await service.print_letters(
                pile.db, INSTALLATION, place.keyring, place.edition_id, addresses, place.frame, pile.name
            )
            pile.write(run.pdf)
        printed += run.printed
        _tell(printed, printed + run.waiting)
    report = _report(run, printed)
    (place.folder / "report.txt").write_text(report, "utf-8")
    print(report, end="")


async def _sheets(place: Place) -> None:
    async with place.database.transaction(place.city.id) as db:
        lacking = (await queries.code_counts(db, place.edition_id)).numbered
    printed = 0
    while printed < lacking:
        async with _pile(place, "sheets") as pile:
            pdf, count = await service.print_slips(pile.db, INSTALLATION, place.edition_id, place.frame, pile.name)
            pile.write(pdf)
        printed += count
        _tell(printed, lacking)
    print(f"{printed} sheets were printed into {place.folder}")


async def _reissue(place: Place, lines: Sequence[str], identifier: str) -> None:
    async with _pile(place, "reissued") as pile:
        pdf = await service.reprint(
            pile.db, INSTALLATION, place.keyring, place.edition_id, identifier, lines, place.frame
        )
        pile.write(pdf)
    print(f"one letter with a new code was printed into {place.folder}; the old code does not work any more")


@asynccontextmanager
async def _pile(place: Place, what: str) -> AsyncIterator[Pile]:
    """A transaction for one file, in which texts are said in the letters' language."""
    with spoken(place.frame.language):
        async with place.database.transaction(place.city.id) as db:
            name = str(await queries.next_pile(db, place.edition_id))
            pile = Pile(db, name, place.folder / f".{what}-{name}.part")
            yield pile
    if pile.draft.stat().st_size:
        pile.draft.rename(_free(place.folder, f"{what}-{name}"))
    else:
        pile.draft.unlink()


def _free(folder: Path, stem: str) -> Path:
    """A name that no file has: letters in hand are never overwritten."""
    path, copy = folder / f"{stem}.pdf", 1
    while path.exists():
        path, copy = folder / f"{stem}-{copy}.pdf", copy + 1
    return path


def _report(run: LetterRun, printed: int) -> str:
    """What was printed, and which lines were not, without repeating whose they are."""
    lines = [
        f"letters printed: {printed}",
        f"people of the file who had a letter already: {run.had_code - (printed - run.printed)}",
        f"lines that could not be used: {len(run.issues)}",
        *(f"  line {issue.line}: {issue.text}" for issue in run.issues),
    ]
    return "\n".join(lines) + "\n"


def _tell(done: int, total: int) -> None:
    """A line kept fresh on a terminal, else one line a file."""
    share = 100 * done // max(total, 1)
    if not sys.stderr.isatty():
        print(f"{done} of {total} letters, {share} %", file=sys.stderr, flush=True)
        return
    bar = "█" * (share // 4)
    end = "\n" if done == total else ""
    print(f"{CLEAR_LINE}{bar:25} {done} of {total} letters, {share} %", end=end, file=sys.stderr, flush=True)
