# pyright: strict
"""What is a verified list as it is published, in words that a program can read for good?

Its canonical text (tally.canonical) has everything from which the pages are drawn in any language; the digest of a
publication is over exactly these bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, cast
from uuid import UUID

from partnet_vote.results.rules.verification import COLUMNS, Channel, Credit, Listed, ListRule, Named, leaders
from partnet_vote.tally.canonical import Json, canonical_text, digest_of
from partnet_vote.tally.verified_list import Miss, Rank

FORMAT = "partnet-verified-list/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumFacts:
    """Whose list it is; `term` is what the city calls the items, `language` that of its texts."""

    number: int
    title: str
    term: str
    language: str
    is_binding: bool
    met_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFacts:
    """The vote in the room: who gave how many marks."""

    counted_at: datetime
    by_code: int
    on_paper: int
    marks: int

    @property
    def people(self) -> int:
        """Everybody who voted there."""
        return self.by_code + self.on_paper


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFacts:
    """The published result of the survey; `has_minus`: marks against were possible; `has_grades`: its
    places come from grades, and marks say nothing."""

    slug: str
    title: str
    language: str
    publication: int
    published_at: datetime
    ballots: int
    bundle: str
    has_minus: bool = False
    has_grades: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PollFacts:
    """The poll as typed in, and how often it was corrected (`number` above 1)."""

    number: int
    source: str
    taken_on: date
    sample: int
    method: str
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedList:
    """A list with its rule and the sources of its ranks; a channel that was not asked is None."""

    forum: ForumFacts
    rule: ListRule
    survey: SurveyFacts
    rows: tuple[Listed, ...]
    room: RoomFacts | None = None
    poll: PollFacts | None = None

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that were asked, in the order of the columns."""
        asked = {Channel.ROOM: self.room, Channel.SURVEY: self.survey, Channel.POLL: self.poll}
        return tuple(channel for channel in COLUMNS if asked[channel] is not None)

    @property
    def verified(self) -> tuple[Listed, ...]:
        """The verified items, in the order of the list."""
        return tuple(row for row in self.rows if row.is_verified)

    @property
    def leaders(self) -> int:
        """How many items were among the first in the room."""
        return leaders(self.rows, Channel.ROOM, self.rule)

    @property
    def content(self) -> str:
        """The canonical text."""
        return canonical_text(to_json(self))

    @property
    def digest(self) -> str:
        """The digest of the canonical text."""
        return digest_of(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPublication:
    """A list made public; number 1 is the first, a higher one corrects those before it for `reason`."""

    id: UUID
    forum_id: UUID
    number: int
    at: datetime
    office: str
    reason: str
    content: str
    digest: str
    list: VerifiedList


def to_json(made: VerifiedList) -> dict[str, Json]:
    """The list as JSON: texts, whole numbers; marks and shares as exact texts (“7/2”)."""
    return {
        "format": FORMAT,
        "forum": _facts(made.forum),
        "rule": {
            "top": made.rule.top,
            "needed": made.rule.asks,
            "deciding": [channel.value for channel in made.rule.deciding],
            "edge": made.rule.edge,
            "declaration": made.rule.number,
            "declared_at": made.rule.at and _moment(made.rule.at),
            "office": made.rule.office,
        },
        "channels": {
            "room": made.room and _facts(made.room),
            "survey": _facts(made.survey),
            "poll": made.poll and _facts(made.poll),
        },
        "items": [_row_json(row) for row in made.rows],
    }


def from_json(body: Mapping[str, Any]) -> VerifiedList:
    """The list that `to_json` wrote."""
    rule, channels = body["rule"], body["channels"]
    return VerifiedList(
        forum=ForumFacts(**body["forum"] | {"met_at": datetime.fromisoformat(body["forum"]["met_at"])}),
        rule=ListRule(
            top=rule["top"],
            needed=None if rule["needed"] == len(rule["deciding"]) else rule["needed"],
            deciding=tuple(map(Channel, rule["deciding"])),
            edge=rule["edge"],
            number=rule["declaration"],
            at=rule["declared_at"] and datetime.fromisoformat(rule["declared_at"]),
            office=rule["office"],
        ),
        room=channels["room"] and RoomFacts(**_at(channels["room"], "counted_at")),
        survey=SurveyFacts(**_at(channels["survey"], "published_at")),
        poll=channels["poll"]
        and PollFacts(**channels["poll"] | {"taken_on": date.fromisoformat(channels["poll"]["taken_on"])}),
        rows=tuple(map(_row, body["items"])),
    )


def differs(published: Sequence[ListPublication], made: VerifiedList | None) -> bool:
    """Whether what would be published now says something else than the latest publication."""
    return bool(published) and made is not None and made.digest != published[-1].digest


def list_of(published: Sequence[ListPublication], number: int) -> ListPublication | None:
    """The publication of this number."""
    return next((each for each in published if each.number == number), None)


def _facts(facts: ForumFacts | RoomFacts | SurveyFacts | PollFacts) -> dict[str, Json]:
    plain: dict[str, Json] = {}
    for name, value in asdict(facts).items():
        shown = _moment(value) if isinstance(value, datetime) else value
        plain[name] = shown.isoformat() if isinstance(shown, date) else shown
    return plain


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _at(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {**body, name: datetime.fromisoformat(body[name])}


def _row_json(row: Listed) -> dict[str, Json]:
    ranks: dict[str, Json] = {
        channel.value: None if rank is None else {"first": rank.first, "last": rank.last, "marks": str(rank.votes)}
        for channel, rank in row.ranks.items()
    }
    missed: list[Json] = [
        {"channel": miss.channel, "cause": miss.cause, "short": str(miss.short)} for miss in row.missed
    ]
    return {
        "number": row.item.number,
        "title": row.item.title,
        "tables": [cast("Json", asdict(credit)) for credit in row.item.credits],
        "ranks": ranks,
        "verified": row.is_verified,
        "missed": missed,
    }


def _row(body: Mapping[str, Any]) -> Listed:
    ranks = {
        Channel(name): rank and Rank(rank["first"], rank["last"], Fraction(rank["marks"]))
        for name, rank in body["ranks"].items()
    }
    missed = tuple(Miss(each["channel"], each["cause"], Fraction(each["short"])) for each in body["missed"])
    named = Named(body["title"], body["number"], tuple(Credit(**each) for each in body["tables"]))
    return Listed(named, ranks, body["verified"], missed)
