"""What do the forum's data say by themselves, as the frame that minutes begin with?"""

from __future__ import annotations

from collections.abc import Iterator

from partnet_vote.accountability.rules.outputs import Record
from partnet_vote.forums.rules import Table
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.languages import Language


def frame(record: Record, language: Language, zone: str) -> str:
    """The frame in the language being spoken: facts, programme, tables with their items, the ranking in the room."""
    return "\n".join(_lines(record, language, zone)).strip() + "\n"


def _lines(record: Record, language: Language, zone: str) -> Iterator[str]:
    forum, ends = record.forum, language.time(record.forum.ends_at, zone)
    yield from _heading("#", Text("Minutes: {title}", title=forum.title))
    start = language.datetime(forum.starts_at, zone)
    yield _line(Text("When: {start}, until {end}", start=start, end=ends))
    yield _line(Text("Where: {place}", place=forum.place))
    if record.attendance.came:
        yield _line(TextN("{n} person came.", "{n} people came.", record.attendance.came))
    if record.voters is not None:
        yield _line(TextN("{n} person gave dots in the room.", "{n} people gave dots in the room.", record.voters))
    if forum.programme.strip():
        yield from _heading("##", Text("Programme"))
        yield from (_line(line.strip()) for line in forum.programme.splitlines() if line.strip())
    for table in record.tables:
        yield from _table(record, table)
    if record.places:
        yield from _heading("##", Text("Ranking in the room"))
        for place in record.places:
            dots = TextN("{n} dot", "{n} dots", int(place.rank.votes))
            yield _line(f"{place.rank}. {record.texts[place.entry_id]} ({dots})")
    yield from _heading("##", Text("What was said"))
    yield str(Text("Write here."))


def _table(record: Record, table: Table) -> Iterator[str]:
    yield from _heading("##", Text("Table {number}: {topic}", number=table.number, topic=table.topic))
    if table.facilitator:
        yield _line(Text("Facilitator: {name}", name=table.facilitator))
    if table.guarantor:
        yield _line(Text("Guarantor: {name}", name=table.guarantor))
    on_the_list = Text("on the shortlist")
    for item in record.items.get(table.id, ()):
        if not item.is_removed:
            yield _line(f"{item.text} ({on_the_list})" if item.is_listed else item.text)


def _heading(sign: str, words: Text) -> tuple[str, ...]:
    return "", f"{sign} {words}", ""


def _line(words: Text | str) -> str:
    return f"- {words}"
