"""What is wrong with this installation, and what mends it?"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from partnet_vote import settings
from partnet_vote.cli import chains, planes
from partnet_vote.platform.db import embedded, migrating
from partnet_vote.platform.kernel.places import data

NAME = "doctor"
HELP = "Check configuration, secrets, databases, clocks and mail. Changes nothing; exit code 1 if anything is wrong."

CLOCK_TOLERANCE = 2.0
"""Seconds the machine's clock may differ from the database's, which decides; beyond it shown times mislead."""

ROOM = 1 << 30
"""Bytes that should be free where we keep data."""


class Weight(StrEnum):
    """How much a finding matters."""

    FINE = "ok"
    LOOK = "look"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Finding:
    """One thing looked at; whatever is not fine names its remedy."""

    weight: Weight
    about: str
    text: str
    remedy: str = ""


def fine(about: str, text: str) -> Finding:
    """Nothing to do."""
    return Finding(Weight.FINE, about, text)


def look(about: str, text: str, remedy: str) -> Finding:
    """Right for trying, perhaps not for a real vote."""
    return Finding(Weight.LOOK, about, text, remedy)


def wrong(about: str, text: str, remedy: str) -> Finding:
    """Does not work, or must not be so."""
    return Finding(Weight.WRONG, about, text, remedy)


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: it looks at what the settings say."""


def run(args: argparse.Namespace) -> int:
    """Look at everything and print it; 1 if anything is wrong."""
    try:
        chosen = settings.read()
    except settings.SettingsError as problem:
        findings = [
            wrong("configuration", text.partition(": ")[0], text.partition(": ")[2]) for text in problem.problems
        ]
    else:
        findings = [*configuration(chosen), *secrets(chosen.secrets_dir), *asyncio.run(databases(chosen))]
        findings.append(asyncio.run(mail(chosen)))
    for finding in findings:
        print(f"{finding.weight:5}  {finding.about}: {finding.text}")
        if finding.remedy:
            print(f"       → {finding.remedy}")
    bad = sum(finding.weight is Weight.WRONG for finding in findings)
    print(f"\n{bad} to mend." if bad else "\nNothing to mend.")
    return 1 if bad else 0


def configuration(chosen: settings.Settings) -> Iterator[Finding]:
    """What the settings mean together, and the place for data."""
    yield fine("configuration", f"every PARTNET_ variable is understood; people come by {chosen.base_url}")
    if not chosen.https:
        remedy = "for a public vote set PARTNET_BASE_URL=https://… and put a proxy with a certificate in front"
        yield look("https", "off: passwords and ballots travel readable", remedy)
    elif not chosen.trusted_proxies:
        remedy = "set PARTNET_TRUSTED_PROXIES to the proxy's address, or all visitors share its rate limits"
        yield look("https", "no trusted proxy is named", remedy)
    if not chosen.metrics_token:
        yield look("metrics", "closed", "set PARTNET_METRICS_TOKEN if a monitoring system is to read /metrics")
    place = next(
        folder for folder in (chosen.data_dir.absolute(), *chosen.data_dir.absolute().parents) if folder.exists()
    )
    free = shutil.disk_usage(place).free
    if free < ROOM:
        yield wrong("disk", f"{free >> 20} MiB free at {place}", "free at least 1 GiB, or move PARTNET_DATA_DIR")
    elif not os.access(place, os.W_OK):
        yield wrong("disk", f"{place} cannot be written", "mend its owner, or move PARTNET_DATA_DIR")
    else:
        yield fine("disk", f"{free >> 30} GiB free at {place}")


def secrets(folder: Path) -> Iterator[Finding]:
    """Whether the keys are there and nobody else can read them."""
    if not folder.exists():
        remedy = (
            "nothing to do before the first start, which makes the keys; later, restore this folder from its backup"
        )
        yield look("secrets", f"{folder} does not exist", remedy)
        return
    shared = [path for path in (folder, *folder.rglob("*")) if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    if shared:
        yield wrong("secrets", f"others can read {shared[0]}", f"chmod -R go-rwx {folder}")
    foreign = [path for path in (folder, *folder.rglob("*")) if path.stat().st_uid != os.geteuid()]
    if foreign:
        yield wrong("secrets", f"{foreign[0]} belongs to another account", "run the doctor as the program's account")
    if not shared and not foreign:
        count = sum(path.is_file() for path in folder.rglob("*"))
        yield fine(
            "secrets", f"{count} keys in {folder}, readable by this account alone; back them up apart from the data"
        )


async def databases(chosen: settings.Settings) -> list[Finding]:
    """Both planes: reachable, migrated, safe, in time."""
    if chosen.embedded:
        remedy = "for a real vote set PARTNET_DATABASE_URL and PARTNET_BALLOTBOX_URL to servers that are backed up"
        findings = [look("database", f"embedded, in {chosen.data_dir}", remedy)]
        if not (chosen.data_dir / "postgres").exists():
            return [*findings, fine("database", "not made yet; the first start makes it")]
    else:
        findings = []
    try:
        with planes.planes(chosen) as here:
            for plane, url in here.by_name():
                findings += await examine(plane, url)
            findings += await working(here.identity_url)
            findings += await keys(here.identity_url, chosen.secrets_dir)
            findings += await deeds(here.identity_url, chosen.secrets_dir)
    except embedded.EmbeddedError as problem:
        findings.append(wrong("database", "the embedded server does not start", str(problem)))
    return findings


QUESTION = """
select clock_timestamp() as now, current_setting('server_version_num')::int / 10000 as major, rolsuper, rolbypassrls,
  current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on'
    and current_setting('synchronous_commit') <> 'off' as durable,
  current_setting('track_commit_timestamp') = 'off' and current_setting('log_statement') = 'none'
    and current_setting('log_min_duration_statement') = '-1' and current_setting('archive_mode') = 'off' as discreet,
  exists (select from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
    and c.relowner = current_user::regrole) as owns,
  (select count(*) from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind in ('r', 'p') and a.attname = 'city_id'
      and not (c.relrowsecurity and c.relforcerowsecurity)) as open_tables,
  (select coalesce(string_agg(c.relname, ', ' order by c.relname), '') from pg_proc p
    join pg_class c on p.proname = c.relname || '_is_append_only' and c.relkind = 'r'
    where (select count(*) from pg_trigger t
    where t.tgrelid = c.oid and t.tgfoid = p.oid and t.tgenabled in ('O', 'A')) < 2) as unguarded
from pg_roles where rolname = current_user
"""
"""`unguarded`: tables whose rows were to stay for ever and that lack one of their two triggers (platform/db/ddl.py)."""


async def examine(plane: str, url: str) -> list[Finding]:
    """One database, through the eyes of the role that the program uses."""
    from sqlalchemy import text
    from sqlalchemy.ext.asyncio import create_async_engine

    about = f"database ({plane})"
    engine = create_async_engine(url, connect_args={"timeout": 5})
    try:
        async with engine.connect() as connection:
            begun = datetime.now(UTC)
            answer = (await connection.execute(text(QUESTION))).mappings().one()
            skew = (answer["now"] - (begun + (datetime.now(UTC) - begun) / 2)).total_seconds()
        late = await migrating.revision(url) != migrating.head(data("migrations"), plane)
    except Exception as problem:  # noqa: BLE001  whatever hinders us is the finding
        reason = str(getattr(problem, "orig", None) or problem).strip().splitlines()[0]
        remedy = f"mend {settings.PREFIX}{'DATABASE' if plane == 'identity' else 'BALLOTBOX'}_URL, or start that server"
        return [wrong(about, f"cannot be reached: {reason}", remedy)]
    finally:
        await engine.dispose()
    return [*_judge(plane, about, dict(answer), late=late), _clock(about, skew)]


ALIVE = """
select (select count(*) from pg_stat_activity where application_name = :worker) as connected,
  to_regclass('cities') is not null as has_tables
"""


async def working(url: str) -> list[Finding]:
    """Whether a worker is connected: without one nothing opens, closes, is sealed or mailed."""
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    from partnet_vote.cli.worker import CONNECTED_AS
    from partnet_vote.platform.db.session import engine_for

    engine = engine_for(url, 1)
    try:
        async with engine.connect() as connection:
            answer = (await connection.execute(text(ALIVE), {"worker": CONNECTED_AS})).mappings().one()
            in_use = answer["has_tables"] and (await connection.execute(text("select 1 from cities limit 1"))).first()
    except (DBAPIError, OSError):
        return []  # that the database is away was said before
    finally:
        await engine.dispose()
    if answer["connected"]:
        return [fine("worker", "connected to the database")]
    remedy = "start `partnet-vote worker` beside `serve`: votes open and close, and mails leave, only while it runs"
    return [(wrong if in_use else look)("worker", "none is connected to the database", remedy)]


NEEDED = """
select k.election_id, k.style from issuing_keys k join elections e on e.id = k.election_id
where e.closes_at > clock_timestamp() and not exists
  (select from election_deeds d where d.election_id = e.id and d.kind in ('close-early', 'annul'))
"""


async def keys(url: str, folder: Path) -> list[Finding]:
    """Whether the votes that go on find their issuing keys: a restored database needs the secrets of its own time."""
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    from partnet_vote.credentials.rules import key_name
    from partnet_vote.platform.db.session import engine_for

    engine = engine_for(url, 1)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("select set_config('app.unscoped', 'on', true)"))
            needed = [key_name(*row) for row in await connection.execute(text(NEEDED))]
    except (DBAPIError, OSError):
        return []  # away, or not yet migrated: both were said before
    finally:
        await engine.dispose()
    missing = [name for name in needed if not (folder / name).exists()]
    if not missing:
        return [fine("secrets", f"{len(needed)} votes that have not ended find their keys")] if needed else []
    remedy = f"stop the program and restore {folder} from its backup: a key made anew opens no ballot for a posted code"
    return [wrong("secrets", f"{len(missing)} votes that have not ended miss their key, such as {missing[0]}", remedy)]


async def deeds(url: str, folder: Path) -> list[Finding]:
    """Whether the record of deeds is as it was sealed."""
    from sqlalchemy.exc import DBAPIError

    try:
        found = await chains.faults(url, folder)
    except (DBAPIError, OSError):
        return []  # that the database is away or not migrated was said before
    about = "record of deeds"
    remedy = "keep this database as it is, compare it with a backup and with the heads on the public page, and tell why"
    bad = [
        wrong(about, f"{slug}: {', '.join(f'{fault.what} in seal {fault.sequence}' for fault in each[:5])}", remedy)
        for slug, each in found
        if each
    ]
    return bad or [fine(about, f"whole in {len(found)} cities, as it was sealed")] * bool(found)


def _judge(plane: str, about: str, answer: dict[str, Any], *, late: bool) -> Iterator[Finding]:
    yield fine(about, f"PostgreSQL {answer['major']} answers")
    if answer["major"] < 16:
        yield wrong(about, "this version is too old", "move to PostgreSQL 16 or later; 18 is what we test")
    if late:
        yield wrong(about, "its tables are of another version", "run `partnet-vote migrate`")
    if answer["rolsuper"] or answer["rolbypassrls"]:
        remedy = "ALTER ROLE … NOSUPERUSER NOBYPASSRLS: such a role walks past the walls between cities"
        yield wrong(about, "its role has superuser rights or bypasses row security", remedy)
    if answer["owns"]:
        remedy = "give `migrate` an owner's address of its own, as docs/operations.md tells under Roles"
        yield look(about, "its role owns its tables: whoever has its password can take their guards off", remedy)
    if answer["open_tables"] and plane == "identity":
        yield wrong(
            about, f"{answer['open_tables']} tables lack row security", "run `partnet-vote migrate`, then report it"
        )
    if answer["unguarded"]:
        remedy = "restore their triggers from a fresh installation's schema, and find out who removed them"
        yield wrong(about, f"rows may be changed that must stay: {answer['unguarded']}", remedy)
    if not answer["durable"]:
        remedy = "turn fsync, full_page_writes and synchronous_commit on, or a power cut loses confirmed ballots"
        yield wrong(about, "commits are not durable", remedy)
    if plane == "box" and not answer["discreet"]:
        remedy = "switch off: track_commit_timestamp, log_statement, log_min_duration_statement, archive_mode"
        yield wrong(about, "the server keeps times or statements that could tie ballots to people", remedy)


def _clock(about: str, skew: float) -> Finding:
    if abs(skew) <= CLOCK_TOLERANCE:
        return fine(about, f"clocks differ by {abs(skew):.1f} s")
    remedy = "run a time service (chrony) on both machines; openings follow the database's clock"
    return wrong(about, f"its clock is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} this machine's", remedy)


async def mail(chosen: settings.Settings) -> Finding:
    """Whether the mail server takes our hand; nothing is sent."""
    if chosen.smtp_url is None:
        return look("mail", "letters stay in the outbox", "set PARTNET_SMTP_URL and PARTNET_MAIL_FROM to send them")
    import aiosmtplib

    parts = urlsplit(chosen.smtp_url)
    client = aiosmtplib.SMTP(
        hostname=parts.hostname,
        port=parts.port,
        use_tls=parts.scheme == "smtps",
        start_tls=parts.scheme == "smtp+starttls",
        timeout=10,
    )
    try:
        await client.connect()
        if parts.username:
            await client.login(unquote(parts.username), unquote(parts.password or ""))
        await client.quit()
    except (aiosmtplib.SMTPException, OSError) as problem:
        return wrong(
            "mail", f"{parts.hostname} refuses: {problem}", "mend PARTNET_SMTP_URL, or ask the mail server's keeper"
        )
    return fine("mail", f"{parts.hostname} takes mail from {chosen.mail_from}")
