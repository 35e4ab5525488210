"""How does a test come by a roll?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.residents import service

ROLL = """identifier;birth_year;district;group
800101/0001;1980;sever;
900202/0002;1990;stred;senior
050303/0003;2005;;
"""


async def frozen(db: AsyncSession, keyring: Keyring, content: str = ROLL, name: str = "Roll 2026") -> UUID:
    """A frozen edition with the lines of a CSV text: its letters may be printed."""
    edition_id = await roll(db, keyring, content, name)
    await service.freeze(db, INSTALLATION, edition_id)
    await db.flush()
    return edition_id


async def roll(db: AsyncSession, keyring: Keyring, content: str = ROLL, name: str = "Roll 2026") -> UUID:
    """An edition with the lines of a CSV text, not yet frozen."""
    edition_id = await service.create(db, INSTALLATION, keyring, name, date(2026, 9, 1))
    report = await service.import_roll(db, INSTALLATION, keyring, edition_id, content.encode(), dry_run=False)
    assert report.is_done, report.issues
    return edition_id


def many(count: int, district: str = "sever") -> str:
    """A roll of so many invented identifiers, born from 1940 on."""
    lines = (f"X{number:06d};{1940 + number % 68};{district};" for number in range(count))
    return "identifier;birth_year;district;group\n" + "\n".join(lines)
