"""How does a facilitator without an account open their table? By a link and a PIN that nothing keeps."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums.models import ForumTableRow
from partnet_vote.forums.rules import Forum, Table, tables
from partnet_vote.forums.service.tables import locked_table
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel import posted_code
from partnet_vote.platform.kernel.errors import NotFound, Refused, TooLate
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text

KEY_SYMBOLS = 16
PIN_DIGITS = 6


def link_key(keyring: Keyring, table: Table) -> str:
    """The part of the facilitator's link that nobody guesses (80 bits)."""
    return posted_code.encode(_mac(keyring, "link", table), KEY_SYMBOLS)


def guest_key(keyring: Keyring, table: Table) -> str:
    """The same of the link by which people at the table add items."""
    return posted_code.encode(_mac(keyring, "guest", table), KEY_SYMBOLS)


def pin(keyring: Keyring, table: Table) -> str:
    """What the facilitator is told by word of mouth."""
    return str(int.from_bytes(_mac(keyring, "pin", table)) % 10**PIN_DIGITS).zfill(PIN_DIGITS)


async def open_door(db: AsyncSession, keyring: Keyring, forum: Forum, table: Table, key: str, typed: str) -> str:
    """The browser's pass to the table until its door closes. Refused on a wrong PIN, NotFound on a wrong link."""
    if not hmac.compare_digest(key.encode(), link_key(keyring, table).encode()):
        raise NotFound
    if issue := tables.door_issue(forum, await clock.now(db)):
        raise TooLate(issue)
    digits = "".join(sign for sign in typed if sign.isdecimal())
    if not hmac.compare_digest(digits.encode(), pin(keyring, table).encode()):
        raise Refused(Text("This PIN is not right."), "pin")
    until = int(tables.door_closes(forum).timestamp())
    return f"{table.id}.{until}.{_pass(keyring, table, until)}"


async def opens(db: AsyncSession, keyring: Keyring, forum: Forum, table: Table, token: str) -> bool:
    """Whether this pass still opens the table: not after its end, nor after link and PIN were renewed."""
    table_id, _, rest = token.partition(".")
    until, _, seal = rest.partition(".")
    if table_id != str(table.id) or not until.isdecimal() or len(until) > 12:
        return False
    if not hmac.compare_digest(seal.encode(), _pass(keyring, table, int(until)).encode()):
        return False
    now = await clock.now(db)
    return now < datetime.fromtimestamp(int(until), UTC) and tables.door_issue(forum, now) is None


async def renew_door(db: AsyncSession, actor: Actor, table: Table) -> None:
    """A new link and a new PIN; the old ones, and whoever came in by them, are shut out at once."""
    row: ForumTableRow = await locked_table(db, actor, table.id)
    row.door += 1
    await db.flush()
    await audit.record(db, actor, "table.renew-door", f"forum:{row.forum_id}", number=row.number)


def _mac(keyring: Keyring, purpose: str, table: Table) -> bytes:
    content = f"{purpose}:{table.id}:{table.door}".encode()
    return hmac.new(keyring.derive("forum-door"), content, sha256).digest()


def _pass(keyring: Keyring, table: Table, until: int) -> str:
    content = f"pass:{table.id}:{table.door}:{until}".encode()
    return hmac.new(keyring.derive("forum-door"), content, sha256).hexdigest()
