"""What may a template of the log see?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from partnet_vote.audit.queries import Page
from partnet_vote.audit.rules import Event, Seal
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.paging import Pager, address as address_of
from partnet_vote.platform.web.screens import Screen

DAY = re.compile(r"\d{4}-\d\d-\d\d")
NOUNS = {
    "account": Text("Staff account"),
    "announcement": Text("Announcement"),
    "ballotbox": Text("Ballot box"),
    "box": Text("Ballot box"),
    "city": Text("City"),
    "code": Text("Code from a letter"),
    "contest": Text("Question on the ballot"),
    "credential": Text("Right to a ballot"),
    "district": Text("District"),
    "edition": Text("Earlier year of a forum"),
    "election": Text("A vote"),
    "forum": Text("Forum"),
    "item": Text("Item of a forum"),
    "letters": Text("Letters with codes"),
    "minutes": Text("Minutes of a forum"),
    "objection": Text("Objection"),
    "option": Text("Option on the ballot"),
    "own-item": Text("Items people wrote themselves"),
    "photo": Text("Photo of a forum"),
    "proposal": Text("Proposal"),
    "resolution": Text("Resolution of the council"),
    "result": Text("Result"),
    "results": Text("Result"),
    "roll": Text("Roll of residents"),
    "room": Text("Vote in the room"),
    "shortlist": Text("Shortlist of a forum"),
    "slips": Text("Slips of paper"),
    "survey": Text("Verification survey"),
    "table": Text("Table of a forum"),
    "verified-list": Text("Verified list"),
    "weight": Text("Weight of votes"),
}
DEEDS = {
    "accept": Text("invitation accepted"),
    "add": Text("added"),
    "add-numbered": Text("numbered codes added"),
    "allow-fewer": Text("fewer items allowed"),
    "annul": Text("annulled"),
    "answer": Text("answered"),
    "ask": Text("proposed, a second person must agree"),
    "ask-reset": Text("new password asked for"),
    "cancel": Text("cancelled"),
    "cancel-person": Text("registration cancelled"),
    "change": Text("changed"),
    "change-password": Text("password changed"),
    "change-table": Text("table changed"),
    "check-in": Text("let in"),
    "clone": Text("copied"),
    "close": Text("closed"),
    "close-early": Text("closed early"),
    "codes": Text("codes printed"),
    "correct": Text("corrected"),
    "count": Text("counted"),
    "counted": Text("counted"),
    "create": Text("created"),
    "deactivate": Text("access taken away"),
    "declare": Text("batch declared"),
    "delete": Text("deleted"),
    "describe": Text("described"),
    "destroy-key": Text("key destroyed"),
    "different": Text("told apart"),
    "dismiss": Text("proposal dismissed"),
    "edit": Text("changed"),
    "electorate": Text("electorate changed"),
    "end-session": Text("session ended"),
    "end-sessions": Text("sessions ended"),
    "enrol": Text("registered by the office"),
    "erase-people": Text("names erased"),
    "extend": Text("extended"),
    "extended": Text("extended"),
    "freeze": Text("definition frozen and published"),
    "gather": Text("gathered"),
    "hand-over": Text("handed to another forum"),
    "import": Text("imported from a file"),
    "invite": Text("invitation sent"),
    "issue": Text("issued"),
    "keep": Text("kept apart"),
    "lock": Text("locked after wrong attempts"),
    "lodge": Text("lodged"),
    "make": Text("made from the forum"),
    "merge": Text("merged"),
    "move": Text("moved"),
    "names": Text("list of names taken out"),
    "open": Text("opened"),
    "opened": Text("opened"),
    "picture": Text("picture"),
    "prepare": Text("prepared"),
    "preview": Text("looked at before publication"),
    "publish": Text("published"),
    "reactivate": Text("access given again"),
    "refresh": Text("brought in step with the shortlist"),
    "register": Text("somebody registered"),
    "reissue": Text("issued again"),
    "remove": Text("removed"),
    "renew-door": Text("new link and PIN"),
    "reset-password": Text("new password set by a link"),
    "reopen": Text("decision taken back"),
    "restore": Text("brought back"),
    "roles": Text("roles changed"),
    "rule": Text("rule declared"),
    "same": Text("linked as the same problem"),
    "seal": Text("sealed"),
    "seat": Text("place given from the waiting list"),
    "sign-in": Text("signed in"),
    "state": Text("state said"),
    "slips": Text("slips of paper"),
    "strike-off": Text("struck off"),
    "take-out": Text("merger undone"),
    "take-over": Text("items of a forum taken over"),
    "type": Text("typed in"),
    "undo-check-in": Text("letting in taken back"),
    "undone": Text("taken back"),
    "unlock": Text("unlocked at the desk"),
    "untype": Text("typing taken back"),
    "void": Text("codes stopped"),
    "walk-in": Text("let in without registration"),
    "withdraw": Text("withdrawn"),
    "withhold": Text("withheld"),
    "withdraw-invitation": Text("invitation withdrawn"),
    "withdraw-option": Text("option withdrawn"),
}
OFFICES = {
    "": Text("nobody signed in"),
    "installation": Text("the service itself"),
    "administrator": Text("administrator"),
    "moderator": Text("moderator"),
    "clerk": Text("clerk"),
    "counting-officer": Text("counting officer"),
    "facilitator": Text("facilitator"),
    "guarantor": Text("guarantor"),
    "councillor": Text("councillor"),
    "observer": Text("observer"),
}


FACTS = {
    "after": Text("then"),
    "as_of": Text("as of"),
    "ballots": Text("ballots"),
    "batch": Text("batch"),
    "before": Text("until then"),
    "bundle": Text("fingerprint of the bundle"),
    "changed": Text("changed lines"),
    "code": Text("code"),
    "contest": Text("question"),
    "count": Text("how many"),
    "deciding": Text("lists that decide"),
    "digest": Text("fingerprint"),
    "edge": Text("at a shared last place"),
    "forum": Text("forum"),
    "invitation": Text("invitation"),
    "items": Text("items"),
    "name": Text("name"),
    "needed": Text("lists needed"),
    "new": Text("new lines"),
    "number": Text("number"),
    "option": Text("option"),
    "options": Text("options"),
    "outcome": Text("outcome"),
    "reason": Text("reason"),
    "roles": Text("roles"),
    "size": Text("people"),
    "slug": Text("address"),
    "state": Text("state"),
    "source": Text("copied from"),
    "top": Text("places that count"),
    "verified": Text("verified"),
    "weight": Text("weight"),
    "wrong": Text("refused lines"),
}


IN_WORDS = {
    "batch": {"reissue": Text("Reissued one by one")},
    "deciding": {"survey": Text("Survey"), "room": Text("The vote at the forum"), "poll": Text("An opinion poll")},
    "edge": {"in": Text("All who share it are in"), "out": Text("All who share it are out")},
    "outcome": {"upheld": Text("Upheld"), "rejected": Text("Rejected")},
    "state": {
        "done": Text("Done"),
        "under-way": Text("Under way"),
        "planned": Text("Planned"),
        "cannot": Text("Cannot be done"),
    },
    **dict.fromkeys(("roles", "before", "after"), OFFICES),
}
"""Values that are codes, by the fact they stand in; every other value is a number, a name or a checksum."""
DAYS = frozenset({"as_of"})
"""Facts that are days, written as 2026-11-05."""


def words(kind: str) -> tuple[Text, tuple[Text, ...]]:
    """(what it is about, what was done) in words; a kind nobody has named yet speaks for itself."""
    noun, *deeds = kind.split(".")
    return NOUNS.get(noun, Text(noun)), tuple(DEEDS.get(deed, Text(deed.replace("-", " "))) for deed in deeds)


def offices(codes: str) -> tuple[Text, ...]:
    """The offices in which a deed was done."""
    return tuple(OFFICES.get(code, Text(code)) for code in codes.split(", "))


@dataclass(frozen=True)
class Line:
    """One event in words; `batch` is the number of its seal, or None while it waits."""

    at: datetime
    about: Text
    done: tuple[Text, ...]
    offices: tuple[Text, ...]
    subject: str
    facts: tuple[tuple[Text, tuple[Text | str | date, ...]], ...]
    """What each fact is called, and what it says: days are written as the reader writes them."""
    is_public: bool
    batch: int | None

    @classmethod
    def of(cls, event: Event, batch: int | None) -> Line:
        """The event in words."""
        told = sorted((name, value) for name, value in event.data.items() if value not in ("", [], None))
        facts = tuple((FACTS.get(name, Text(name)), _fact(name, value)) for name, value in told)
        return cls(event.at, *words(event.kind), offices(event.office), event.subject, facts, event.is_public, batch)


@dataclass(frozen=True)
class Head:
    """A seal to be written down."""

    sequence: int
    count: int
    head: str
    sealed_at: datetime


@dataclass(frozen=True)
class LogScreen(Screen):
    """The log of a city: what was done, and the heads of its chain."""

    template: ClassVar[str] = "audit/log.html"
    lines: tuple[Line, ...]
    total: int
    pager: Pager
    filters: tuple[tuple[Text, str, bool], ...]
    heads: tuple[Head, ...]
    public_key: str
    zone: str
    shows_all: bool

    @classmethod
    def of(
        cls,
        page: Page,
        nouns: tuple[str, ...],
        noun: str,
        seals: tuple[Seal, ...],
        public_key: bytes,
        *,
        address: str,
        zone: str,
        shows_all: bool,
    ) -> LogScreen:
        """The page in words; `address` is where the log stands."""

        filters = (
            (Text("Everything"), address, not noun),
            *((NOUNS.get(one, Text(one)), address_of(address, about=one), one == noun) for one in nouns),
        )
        return cls(
            tuple(Line.of(event, page.sealed.get(event.id)) for event in page.events),
            page.total,
            Pager.of(address, page.number, page.pages, {"about": noun}),
            filters,
            tuple(Head(seal.sequence, seal.count, seal.head.hex(), seal.sealed_at) for seal in seals),
            public_key.hex(),
            zone,
            shows_all,
        )


def _fact(name: str, value: object) -> tuple[Text | str | date, ...]:
    """A value as people read it: codes in words, several of them one after the other."""
    known = IN_WORDS.get(name, {})
    several: list[object] = list(value) if isinstance(value, list) else [value]
    if known and isinstance(value, str):
        several = list(value.split(","))
    return tuple(_said(name, str(each), known) for each in several)


def _said(name: str, value: str, known: Mapping[str, Text]) -> Text | str | date:
    if name in DAYS and DAY.fullmatch(value):
        return date.fromisoformat(value)
    return known.get(value, value)
