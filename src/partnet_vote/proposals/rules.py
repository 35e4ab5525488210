# pyright: strict
"""What is a proposal, what may become of it, and what may it say?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text

TITLE, SUMMARY, EASY, BODY, PLACE, ALT, REASON = 200, 90, 400, 20_000, 200, 300, 1000
"""The most characters of each text."""
HIGHEST_COST = 10**13
"""In hundredths: a hundred thousand million crowns."""
LANGUAGE = re.compile(r"[a-z]{2}")
AMOUNT = re.compile(r"(\d{1,13})(?:[.,](\d{1,2}))?(?:[.,]?[-–]+)?")
CURRENCY = re.compile(r"^(czk|nok|eur|pln|huf|chf|usd|kr|€|\$)|(kč|kc|czk|nok|kr|eur|€|pln|zł|huf|ft|chf|usd|\$)\.?$")
WIDEST = 1600
"""Pixels of a picture's longer side, as it is kept."""

CATEGORIES: Mapping[str, Text] = {
    "trees": Text("Greenery"),
    "bench": Text("Public space"),
    "ball-football": Text("Sport"),
    "mood-smile": Text("Children"),
    "school": Text("School"),
    "bike": Text("Cycling"),
    "walk": Text("Walking"),
    "bus": Text("Transport"),
    "traffic-lights": Text("Road safety"),
    "bulb": Text("Lighting"),
    "book": Text("Culture"),
    "users": Text("Community"),
    "heart": Text("Health"),
    "wheelchair": Text("Accessibility"),
    "recycle": Text("Environment"),
    "paw": Text("Animals"),
    "building": Text("Buildings"),
}
"""The icon a proposal shows, and what it stands for."""


class Status(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Order(StrEnum):
    """How a list is sorted."""

    NUMBER = "number"
    TITLE = "title"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"


MAY_BECOME: Mapping[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.PUBLISHED, Status.WITHDRAWN}),
    Status.PUBLISHED: frozenset({Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset({Status.DRAFT, Status.PUBLISHED}),
}
REFUSALS: Mapping[Status, Text] = {
    Status.DRAFT: Text("This proposal is not withdrawn."),
    Status.PUBLISHED: Text("This proposal is published already."),
    Status.WITHDRAWN: Text("This proposal is withdrawn already."),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a proposal: what it shows in words, and where it is served inside the city."""

    id: UUID
    alt: str
    path: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalTexts:
    """What a proposal says; cost in hundredths of the city's currency; `category` names an icon of CATEGORIES."""

    title: str
    summary: str = ""
    summary_easy: str = ""
    body: str = ""
    cost: int | None = None
    district_id: UUID | None = None
    category: str = ""
    place: str = ""
    lat: Decimal | None = None
    lon: Decimal | None = None
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(ProposalTexts):
    """A proposal as it stands; `version` grows with every edit, `reason` says why it was withdrawn."""

    id: UUID
    number: int
    version: int
    status: Status
    was_published: bool
    reason: str = ""
    pictures: tuple[Picture, ...] = ()
    forum_entry_id: UUID | None = None
    """The item of a forum's shortlist it was drafted from."""

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it; a withdrawn one stays readable, with its reason."""
        return self.status is Status.PUBLISHED or (self.status is Status.WITHDRAWN and self.was_published)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One step in a proposal's life."""

    status: Status
    at: datetime
    office: str
    reason: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which proposals are asked for; `words` are looked for in every text, accents ignored."""

    words: str = ""
    district_id: UUID | None = None
    category: str = ""
    statuses: frozenset[Status] = frozenset({Status.PUBLISHED})
    order: Order = Order.NUMBER
    only_public: bool = False
    """Leaves out what was withdrawn before anybody could read it."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as it is kept: WebP without anything the camera wrote beside it."""

    content: bytes
    width: int
    height: int
    sha: str


@dataclass(frozen=True, slots=True)
class LineIssue:
    """What is wrong with a line of a file; `line` is None where the whole file is meant."""

    line: int | None
    column: str
    text: Text


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do; `added` pairs the file's own key of each proposal with ours."""

    is_done: bool
    read: int
    new: int
    known: int
    issues: tuple[LineIssue, ...]
    added: tuple[tuple[str, UUID], ...] = ()


class ChangedMeanwhile(Refused):
    """Somebody else has saved the proposal since it was opened for editing."""


def texts_issue(texts: ProposalTexts) -> Refused | None:
    """What is wrong with the texts, beside its field, or None."""
    if not texts.title.strip():
        return Refused(Text("Please fill this in."), "title")
    limits = (("title", TITLE), ("summary", SUMMARY), ("summary_easy", EASY), ("body", BODY), ("place", PLACE))
    for name, most in limits:
        if len(getattr(texts, name)) > most:
            return Refused(Text("At most {n} characters fit here.", n=most), name)
    if texts.cost is not None and not 0 <= texts.cost <= HIGHEST_COST:
        return Refused(Text("Write an amount such as 250000."), "cost")
    if texts.category and texts.category not in CATEGORIES:
        return Refused(Text("Please choose one of the options."), "category")
    if texts.language and not LANGUAGE.fullmatch(texts.language):
        return Refused(Text("Please choose one of the options."), "language")
    return _position_issue(texts.lat, texts.lon)


def _position_issue(lat: Decimal | None, lon: Decimal | None) -> Refused | None:
    if (lat is None) != (lon is None):
        return Refused(Text("A position needs both numbers."), "lon" if lon is None else "lat")
    if lat is not None and not (lat.is_finite() and -90 <= lat <= 90):
        return Refused(Text("Write a latitude such as 49.8951."), "lat")
    if lon is not None and not (lon.is_finite() and -180 <= lon <= 180):
        return Refused(Text("Write a longitude such as 18.1123."), "lon")
    return None


def amount_of(typed: str) -> int:
    """Money as people write it, in hundredths: 250000, 250 000,50 or 250.000,- Kč. Refused on `cost` otherwise."""
    plain = CURRENCY.sub("", re.sub(r"\s", "", typed.casefold()))
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", plain)
    match = AMOUNT.fullmatch(plain)
    if match is None:
        raise Refused(Text("Write an amount such as 250000."), "cost")
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def step_issue(now: Status, wanted: Status) -> Text | None:
    """Why a proposal cannot take this step, or None."""
    return None if wanted in MAY_BECOME[now] else REFUSALS[wanted]


def geo_address(lat: Decimal, lon: Decimal) -> str:
    """The position as phones open it (RFC 5870)."""
    return f"geo:{lat.normalize():f},{lon.normalize():f}"


def map_address(lat: Decimal, lon: Decimal) -> str:
    """A page of OpenStreetMap with a mark at the position; only linked to, nothing is loaded from there."""
    here = f"{lat.normalize():f}", f"{lon.normalize():f}"
    return f"https://www.openstreetmap.org/?mlat={here[0]}&mlon={here[1]}#map=17/{here[0]}/{here[1]}"
