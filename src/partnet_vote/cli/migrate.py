"""How do both databases come to this version's tables?"""

from __future__ import annotations

import argparse
import asyncio

from partnet_vote.cli import planes
from partnet_vote.settings import read

NAME = "migrate"
HELP = "Bring both databases to this version's tables. Safe to repeat, and to start on several machines at once."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Only a dry run."""
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a database is behind")


def run(args: argparse.Namespace) -> int:
    """Migrate, or tell what would be."""
    with planes.planes(read()) as here:
        if args.check:
            late = asyncio.run(planes.behind(here))
            print("\n".join(f"{plane:10} is behind" for plane in late) or "Both databases are up to date.")
            return 1 if late else 0
        for plane, before, after in asyncio.run(planes.migrate(here)):
            print(f"{plane:10} {after}" + (" (nothing to do)" if before == after else f" (was {before or 'empty'})"))
    return 0
