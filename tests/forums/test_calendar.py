"""Does a calendar program read the forum's file (RFC 5545)?"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from partnet_vote.forums.rules import Forum, ForumTexts, Step, StepKind
from partnet_vote.forums.rules.calendar import calendar
from tests.builders.forums import TEN

ADDRESS = "https://lipovec.example/forums/1"
DRAFTED = Step(StepKind.DRAFTED, datetime(2026, 1, 2, 8, 0, tzinfo=UTC), "moderator", "")
PUBLISHED = Step(StepKind.PUBLISHED, datetime(2026, 1, 3, 8, 30, 5, tzinfo=UTC), "moderator", "")
CANCELLED = Step(StepKind.CANCELLED, datetime(2026, 2, 3, 8, 0, tzinfo=UTC), "moderator", "Povodeň")


def forum(*steps: Step, **changes: object) -> Forum:
    texts = replace(TEN, **changes)  # type: ignore[arg-type]
    values = {field.name: getattr(texts, field.name) for field in fields(ForumTexts)}
    return Forum(id=UUID(int=7), number=1, version=1, steps=steps or (DRAFTED, PUBLISHED), **values)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_the_file_says_when_and_where() -> None:
    lines = unfolded(calendar(forum(), ADDRESS))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    for line in (
        "VERSION:2.0",
        "METHOD:PUBLISH",
        "DTSTAMP:20260103T083005Z",
        "DTSTART:20990312T160000Z",
        "DTEND:20990312T193000Z",
        "SUMMARY:Deset problémů Lipovce",
        "LOCATION:Sokolovna\\, Tyršova 5",
        "SEQUENCE:1",
        "STATUS:CONFIRMED",
        f"URL:{ADDRESS}",
        f"UID:{UUID(int=7)}@partnet-vote",
    ):
        assert line in lines


def test_a_cancelled_forum_leaves_the_calendar_under_the_same_uid() -> None:
    before, after = (
        unfolded(calendar(forum(), ADDRESS)),
        unfolded(calendar(forum(DRAFTED, PUBLISHED, CANCELLED), ADDRESS)),
    )
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:2"} <= set(after)
    uid = [line for line in before if line.startswith("UID:")]
    assert uid == [line for line in after if line.startswith("UID:")]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a;b,c\\d", "a\\;b\\,c\\\\d"),
        ("první\r\ndruhý\ntřetí\rkonec", "první\\ndruhý\\ntřetí\\nkonec"),
        ("bell\x07 and \x00 zero", "bell and  zero"),
    ],
)
def test_signs_that_mean_something_are_escaped(typed: str, written: str) -> None:
    assert f"DESCRIPTION:{written}" in unfolded(calendar(forum(intro=typed), ADDRESS))


def test_nobody_adds_a_line_of_their_own() -> None:
    lines = unfolded(calendar(forum(title="A\r\nEND:VEVENT", place="B\nATTACH:x"), ADDRESS))
    assert lines.count("END:VEVENT") == 1
    assert not [line for line in lines if line.startswith("ATTACH")]


@pytest.mark.parametrize("sign", ["x", "ř", "中", "🌳"])
@pytest.mark.parametrize("length", range(55, 90, 3))
def test_lines_are_folded_before_75_octets_and_between_characters(sign: str, length: int) -> None:
    content = calendar(forum(title=sign * length), ADDRESS)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # a character cut in two would not decode
    assert f"SUMMARY:{sign * length}" in unfolded(content)
