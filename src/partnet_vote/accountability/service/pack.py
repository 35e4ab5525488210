"""How does everything of a forum become one file that Místní Agenda 21 accepts as evidence?

The same data give the same bytes: names in a fixed order, no time of making, nothing compressed (tally.archive).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability.rules import outputs
from partnet_vote.accountability.rules.outputs import Record
from partnet_vote.accountability.service.acting import organised
from partnet_vote.audit import service as audit
from partnet_vote.forums import queries as forums
from partnet_vote.platform.kernel.canonical import sha256_hex
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.results import service as results
from partnet_vote.results.rules import ListPublication
from partnet_vote.tally.archive import pack

SUMS = "SHA256SUMS"
Rows = list[Sequence[object]]


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """The ZIP of these files with the SHA-256 of each; the index stands first, the sums last."""
    names = sorted(files, key=lambda name: (name != "index.html", name))
    sums = outputs.sums([(name, sha256_hex(files[name])) for name in names])
    return pack({**{name: files[name] for name in names}, SUMS: sums})


def data_files(record: Record) -> dict[str, bytes]:
    """The forum for spreadsheets and programs: CSV with semicolons, and all of it as JSON."""
    return {
        "tables.csv": results.csv_file(_tables(record)),
        "shortlist.csv": results.csv_file(_shortlist(record)),
        **({"ranking.csv": results.csv_file(_ranking(record))} if record.places else {}),
        **({"report.csv": results.csv_file(_report(record))} if record.report else {}),
        **(_verified(record.verified) if record.verified else {}),
        "forum.json": _json(record),
    }


def _verified(published: ListPublication) -> dict[str, bytes]:
    """The list as it was published: its canonical text has the digest that the public page shows."""
    return {"verified-list.csv": results.list_csv(published.list), "verified-list.json": published.content.encode()}


def _tables(record: Record) -> Rows:
    rows: Rows = [("table", "topic", "facilitator", "guarantor", "item", "on_the_shortlist")]
    for table in record.tables:
        head = (table.number, table.topic, table.facilitator, table.guarantor)
        items = [item for item in record.items.get(table.id, ()) if not item.is_removed]
        rows += [(*head, item.text, "yes" if item.is_listed else "no") for item in items] or [(*head, "", "")]
    return rows


def _shortlist(record: Record) -> Rows:
    rows: Rows = [("number", "item", "tables", "years_before")]
    for entry in record.entries:
        tables = ", ".join(str(credit.table_number) for credit in entry.credits)
        known = record.histories.get(entry.id)
        years = ", ".join(str(each.edition.year) for each in known.others) if known else ""
        rows.append((entry.number, entry.text, tables, years))
    return rows


def _ranking(record: Record) -> Rows:
    numbers = {entry.id: entry.number for entry in record.entries}
    rows: Rows = [("place_from", "place_to", "number", "item", "votes", "in_the_top_ten")]
    for place in record.places:
        rank = place.rank
        text = record.texts[place.entry_id]
        top = "yes" if place.is_top else "no"
        rows.append((rank.first, rank.last, numbers[place.entry_id], text, int(rank.votes), top))
    return rows


def _report(record: Record) -> Rows:
    rows: Rows = [("year", "place", "item", "state", "words", "guarantor", "date")]
    assert record.report is not None, "asked only where there is one"
    for line in record.report.lines:
        said = line.standing
        words = (said.state, said.text, said.guarantor, said.on.isoformat() if said.on else "") if said else [""] * 4
        rows.append((record.report.edition.year, str(line.item.rank or ""), line.item.text, *words))
    return rows


def _json(record: Record) -> bytes:
    forum = record.forum
    body = {
        "format": "partnet-forum/1",
        "number": forum.number,
        "title": forum.title,
        "kind": forum.kind,
        "binding": forum.is_binding,
        "starts_at": forum.starts_at.isoformat(),
        "ends_at": forum.ends_at.isoformat(),
        "place": forum.place,
        "registered": record.attendance.registered,
        "came": record.attendance.came,
        "voters": record.voters,
        "tables": [dict(zip(_tables(record)[0], row, strict=True)) for row in _tables(record)[1:]],
        "shortlist": [dict(zip(_shortlist(record)[0], row, strict=True)) for row in _shortlist(record)[1:]],
        "ranking": [dict(zip(_ranking(record)[0], row, strict=True)) for row in _ranking(record)[1:]],
        "resolutions": [
            {"number": each.number, "body": each.body, "date": each.decided_on.isoformat(), "text": each.text}
            for each in record.resolutions
        ],
    }
    return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()


async def people_file(db: AsyncSession, actor: Actor, forum_id: UUID) -> dict[str, bytes]:
    """Who came, as `attendance.csv`; nothing once the names are erased. It is recorded that somebody took it."""
    forum = await organised(db, actor, forum_id)
    came = [person for person in await forums.people(db, forum_id) if person.has_come]
    await audit.record(db, actor, "forum.names", f"forum:{forum_id}", number=forum.number, count=len(came))
    rows: Rows = [("number", "name"), *((n, person.name) for n, person in enumerate(came, 1))]
    return {"attendance.csv": results.csv_file(rows)} if came else {}
