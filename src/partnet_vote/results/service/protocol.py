"""What does the protocol on paper say: the count, every option with its reason, ties and lots, later deeds, hashes?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from partnet_vote.accounts.rules import Offices
from partnet_vote.cities.rules import City
from partnet_vote.elections import rules as election_rules
from partnet_vote.elections.rules import Deed, Election, Money
from partnet_vote.platform.kernel.printed import pdf_of
from partnet_vote.platform.kernel.text import Text, TextN, speaking
from partnet_vote.platform.web.languages import Language, spoken
from partnet_vote.results.rules import Account, Count, Line, Publication, explained, outcome_words, tie_words
from partnet_vote.tally.contest import ContestDefinition
from partnet_vote.tally.definition import Definition

DEEDS = {
    "open": Text("Opened earlier than planned"),
    "extend": Text("Closing time moved"),
    "close-early": Text("Closed earlier than planned"),
    "withdraw-option": Text("An option was withdrawn"),
    "annul": Text("The vote was annulled"),
}


async def in_languages(
    city: City,
    election: Election,
    definition: Definition,
    deeds: Sequence[Deed],
    count: Count,
    published: Publication,
    bundle_digest: str,
) -> list[tuple[str, bytes]]:
    """The protocol in each of the city's languages, as PDF/UA-1."""
    papers: list[tuple[str, bytes]] = []
    for code in city.languages:
        with spoken(code) as language:
            content = json.dumps(_content(language, city, election, definition, deeds, count, published, bundle_digest))
        papers.append((code, await asyncio.to_thread(pdf_of, "results/protocol.typ", content)))
    return papers


def _content(
    language: Language,
    city: City,
    election: Election,
    definition: Definition,
    deeds: Sequence[Deed],
    count: Count,
    published: Publication,
    bundle_digest: str,
) -> dict[str, Any]:
    """Every sentence of the protocol, in the language being spoken."""
    zone = city.timezone
    kind = Text("Binding for the council.") if election.binding else Text("Advice to the council.")
    lead = [str(kind)]
    if published.reason:
        lead.append(str(Text("Correction of an earlier publication: {reason}", reason=published.reason)))
    return {
        "lang": language.code,
        "city": city.name,
        "kicker": str(Text("Protocol of the count")),
        "title": election.title,
        "lead": lead,
        "facts": _facts(language, election, count, published, zone),
        "contests": [
            _contest(language, definition.contest_by_id[account.contest], account, definition)
            for account in count.accounts
        ],
        "deeds_title": str(Text("What was decided after the rules were published")),
        "deeds": [_deed(language, deed, definition, zone) for deed in deeds]
        or [{"when": "", "what": str(Text("Nothing.")), "why": ""}],
        **_words(definition.digest, count.digest, bundle_digest),
    }


def _words(rules: str, outcome: str, bundle: str) -> dict[str, Any]:
    """Heads of the table, checksums, places to sign."""
    heads = (Text("Rank"), Text("Option"), Text("Votes cast"), Text("Cost"), Text("Outcome"), Text("Left"))
    return {
        "headers": [str(each) for each in heads],
        "check_title": str(Text("Checksums (SHA-256)")),
        "checks": [
            (str(Text("Rules of the vote")), _grouped(rules)),
            (str(Text("Outcome")), _grouped(outcome)),
            (str(Text("Published bundle")), _grouped(bundle)),
        ],
        "check_note": str(Text("Whoever has the bundle can recount it: partnet-vote verify bundle.zip")),
        "signatures": [str(Text("Counting officer")), str(Text("For the city")), str(Text("Observer"))],
        "signature_note": str(Text("Name, date and signature")),
        "page": str(Text("Protocol")),
    }


def _facts(
    language: Language, election: Election, count: Count, published: Publication, zone: str
) -> list[tuple[str, str]]:
    """When, and how many."""
    return [
        (
            str(Text("Voting")),
            f"{_time(language, election.opens_at, zone)} – {_time(language, election.closes_at, zone)}",
        ),
        (str(Text("Ballot box closed")), language.datetime(count.closed_at, zone)),
        (str(Text("Counted")), language.datetime(count.at, zone)),
        (str(Text("Published")), language.datetime(published.at, zone)),
        (str(Text("Objections until")), language.date(published.last_day, zone)),
        (str(Text("People who could vote")), language.number(count.turnout.eligible)),
        (str(Text("Rights to vote used")), language.number(count.issued)),
        (str(Text("Ballots in the box")), language.number(count.ballots)),
        (str(Text("Turnout")), language.percent(float(count.turnout.share))),
    ]


def _contest(
    language: Language, contest: ContestDefinition, account: Account, definition: Definition
) -> dict[str, Any]:
    counts = Text(
        "{valid} valid, {empty} empty, {spoilt} spoilt ballots",
        valid=language.number(account.valid),
        empty=language.number(account.empty),
        spoilt=language.number(account.spoilt),
    )
    facts = [str(counts)]
    if contest.budget is not None:
        spent, budget = Money(account.spent, contest.currency), Money(contest.budget, contest.currency)
        facts.append(str(Text("Spent: {spent} of {budget}", spent=spent, budget=budget)))
    return {
        "title": contest.title,
        "facts": facts,
        "rule": [str(each) for each in election_rules.rule_sentences(contest.rule, contest.currency)],
        "has_money": contest.budget is not None,
        "rows": [_row(language, contest, line) for line in account.lines],
        "ties": [str(each) for each in tie_words(contest, account)],
        "weights": list(_weights(contest, account, definition)),
    }


def _row(language: Language, contest: ContestDefinition, line: Line) -> dict[str, Any]:
    option = contest.option_by_id[line.option]
    has_money = contest.budget is not None
    return {
        "place": str(line.place),
        "title": option.title,
        "score": language.number(float(line.score)) if line.score.denominator > 1 else language.number(int(line.score)),
        "cost": language.money(option.cost, contest.currency) if option.cost is not None else "",
        "won": line.won,
        "outcome": str(outcome_words(line, has_money)),
        "reason": str(explained(line.reasons[0], contest)) if line.reasons and not line.won else "",
        "left": language.money(line.left, contest.currency) if has_money and line.left is not None else "",
    }


def _weights(contest: ContestDefinition, account: Account, definition: Definition) -> Iterator[str]:
    """Weights with their reasons, and what they changed."""
    if not definition.is_weighted:
        return
    for each in definition.weight_classes:
        yield str(
            Text(
                "{label}: weight {weight}. Reason: {reason}",
                label=each.label,
                weight=_decimal(each.weight),
                reason=each.reason,
            )
        )
    yield str(
        TextN(
            "{n} option would stand elsewhere if every ballot counted once.",
            "{n} options would stand elsewhere if every ballot counted once.",
            len(account.moved),
        )
    )
    for line in account.moved:
        yield str(
            Text(
                "{title}: rank {plain} without weights, rank {place} with them.",
                title=contest.option_by_id[line.option].title,
                plain=line.plain_place,
                place=line.place,
            )
        )


def _decimal(value: Fraction) -> str:
    catalogue: Any = speaking.get()
    return catalogue.number(float(value))


def _deed(language: Language, deed: Deed, definition: Definition, zone: str) -> dict[str, str]:
    what = str(DEEDS.get(deed.kind.value, deed.kind.value))
    if deed.contest and deed.option:
        what += f": {definition.contest_by_id[deed.contest].option_by_id[deed.option].title}"
    if deed.time:
        what += f" ({language.datetime(deed.time, zone)})"
    return {"when": language.datetime(deed.at, zone), "what": f"{what}, {Offices(deed.by)}", "why": deed.reason}


def _grouped(digest: str) -> str:
    """A digest in groups of eight, as one compares it."""
    digits = digest.removeprefix("sha256:")
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


def _time(language: Language, moment: Any, zone: str) -> str:
    return language.datetime(moment, zone) if moment else ""
