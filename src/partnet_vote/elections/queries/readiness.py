"""What stands between a draft and its freeze, and how is each thing mended?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.elections.queries import contents, drafting, elections, origins, surveys
from partnet_vote.elections.rules import (
    MOST_STYLES,
    SMALLEST_STYLE,
    Contest,
    Draft,
    Election,
    Issue,
    Kin,
    Option,
    said,
    style_for,
)
from partnet_vote.elections.rules.slips import Slips
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.residents import queries as residents
from partnet_vote.residents.rules import Edition
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.points import Points


async def issues_before_opening(db: AsyncSession, election_id: UUID) -> tuple[Issue, ...]:
    """Everything to mend before the freeze, blocking issues first; each with its remedy and its page."""
    election = await elections.election(db, election_id)
    if election is None:
        raise NotFound
    city = await cities.by_id(db, election.city_id)
    assert city is not None
    edition = await residents.edition(db, election.edition_id) if election.edition_id else None
    texts = await contents.option_texts(db, election_id)
    contests = await contents.contests(db, election_id)
    draft = await drafting.draft(db, election_id)
    place = f"/staff/elections/{election.slug}"
    found = [
        *_times(election, await clock.now(db), f"{place}/settings"),
        *_electorate(edition, draft, f"{place}/electorate"),
        *_contests(contests, texts, place),
        *await _origins(db, contests, texts, place),
        *await _shortlist(db, election, contests, texts, place),
        *_slips(await elections.slips(db, election_id), election, draft, city.timezone, f"{place}/slips"),
        *_styles(draft, f"{place}/weights"),
        *_faults(draft, contests, city.currency, place),
    ]
    return tuple(sorted(found, key=lambda issue: issue.is_warning))


def _times(election: Election, now: datetime, href: str) -> Iterator[Issue]:
    opens, closes = election.planned_opens_at, election.planned_closes_at
    if opens is None or closes is None:
        yield Issue(Text("The vote has no opening and closing time."), Text("Set both times."), href)
        return
    if closes <= now:
        yield Issue(Text("The closing time has passed."), Text("Set a later time."), href)
    elif opens <= now:
        warning = Text("The opening time has passed: the vote would open at once.")
        yield Issue(warning, Text("Set a later time, or leave it so."), href, is_warning=True)
    if not election.intro:
        yield Issue(
            Text("Nothing says what this vote is about."),
            Text("Write an introduction for the public page."),
            href,
            is_warning=True,
        )


def _electorate(edition: Edition | None, draft: Draft, href: str) -> Iterator[Issue]:
    if edition is None:
        yield Issue(Text("Nobody may vote yet: no roll is chosen."), Text("Choose a roll edition."), href)
        return
    if not edition.is_frozen:
        yield Issue(
            Text("The roll “{name}” can still change.", name=edition.name),
            Text("Freeze the roll, then choose it here."),
            f"/staff/rolls/{edition.id}",
        )
    if not draft.styles:
        yield Issue(
            Text("Nobody on the roll may vote."),
            Text("Check the least age, the districts, and the contests of districts."),
            href,
        )


def _contests(contests: Sequence[Contest], texts: dict[str, tuple[Option, ...]], place: str) -> Iterator[Issue]:
    if not contests:
        yield Issue(Text("Nothing is asked yet."), Text("Add a contest."), f"{place}/contests/new")
    for contest in contests:
        options = texts[contest.key]
        href = f"{place}/contests/{contest.id}"
        if len(options) < 2:
            yield Issue(Text("“{title}” has fewer than two options.", title=contest.title), Text("Add options."), href)
            continue
        yield from _too_much(contest, options, href)
        silent = sum(not option.summary for option in options)
        if silent:
            yield Issue(
                TextN("{n} option has no summary.", "{n} options have no summary.", silent),
                Text("Write one sentence for each: it stands on the ballot."),
                href,
                is_warning=True,
            )


async def _origins(
    db: AsyncSession, contests: Sequence[Contest], texts: dict[str, tuple[Option, ...]], place: str
) -> list[Issue]:
    """Options whose proposal was withdrawn or has changed since it was added."""
    found: list[Issue] = []
    for contest in contests:
        href = f"{place}/contests/{contest.id}"
        gone, changed = await origins.drifted(db, texts[contest.key])
        for option in gone:
            text = Text("The proposal “{title}” is not published any more.", title=option.title)
            found.append(Issue(text, Text("Remove the option, or publish the proposal again."), href))
        for option in changed:
            text = Text("The proposal “{title}” has changed since it was added.", title=option.title)
            remedy = Text("Its new texts are taken over at the freeze. Read them before.")
            found.append(Issue(text, remedy, f"/proposals/{option.proposal_number}", is_warning=True))
    return found


async def _shortlist(
    db: AsyncSession, election: Election, contests: Sequence[Contest], texts: dict[str, tuple[Option, ...]], place: str
) -> list[Issue]:
    """A survey asks about the whole shortlist in its own words, nothing more and nothing less."""
    if election.forum_id is None:
        return []
    held = [option for contest in contests for option in texts[contest.key]]
    if not any(await surveys.missing_entries(db, election.forum_id, held)):
        return []
    text = Text("The forum’s shortlist has changed since this survey was made.")
    return [Issue(text, Text("Take the shortlist over again."), f"{place}/shortlist")]


def _slips(terms: Slips | None, election: Election, draft: Draft, zone: str, href: str) -> Iterator[Issue]:
    if terms is None:
        return
    closes = election.planned_closes_at
    if closes is not None and terms.return_by >= closes.astimezone(ZoneInfo(zone)).date():
        yield Issue(
            Text("Slips of paper could still come back when the vote closes."),
            Text("Let them come back some days earlier: two people must type them before the vote closes."),
            href,
        )
    if draft.definition is not None and style_for(draft.definition, Kin(is_person=False)).style is None:
        yield Issue(
            Text("A slip of paper has no person, and no ballot of this vote is for everybody."),
            Text("Take no slips, or ask everybody the same."),
            href,
        )


def _too_much(contest: Contest, options: Sequence[Option], href: str) -> Iterator[Issue]:
    """A ballot that nobody could fill in, or a rule under which everybody wins."""
    ballot = contest.ballot
    needed = ballot.fewest if isinstance(ballot, Approval) else ballot.min_items if isinstance(ballot, Points) else 1
    if isinstance(ballot, Points) and ballot.must_use_all and ballot.per_item * len(options) < ballot.total:
        needed = len(options) + 1
    if needed > len(options):
        yield Issue(
            Text("“{title}” asks for more marks than it has options.", title=contest.title),
            Text("Ask for fewer marks, or add options."),
            href,
        )
    costs = [option.cost for option in options if option.cost is not None]
    if isinstance(ballot, Knapsack) and costs and min(costs) > ballot.limit:
        yield Issue(
            Text("No option of “{title}” fits the money on the ballot.", title=contest.title),
            Text("Raise the limit, or check the costs."),
            href,
        )
    if contest.rule.seats is not None and contest.rule.seats >= len(options):
        yield Issue(
            Text("In “{title}” every option would win.", title=contest.title),
            Text("Let fewer win, or add options."),
            href,
            is_warning=True,
        )


def _styles(draft: Draft, href: str) -> Iterator[Issue]:
    if len(draft.styles) >= MOST_STYLES:
        yield Issue(Text("There are too many kinds of ballots."), Text("Use fewer districts or weight classes."), href)
    for each in draft.styles:
        if each.size >= SMALLEST_STYLE:
            continue
        if len(draft.styles) == 1:
            yield Issue(
                TextN(
                    "Only {n} person may vote: single ballots could be guessed.",
                    "Only {n} people may vote: single ballots could be guessed.",
                    each.size,
                ),
                Text("Tell people so, or widen the electorate."),
                href,
                is_warning=True,
            )
            continue
        name = " · ".join(part for part in (each.style.district, each.style.weight_class) if part) or "1"
        yield Issue(
            TextN(
                "Only {n} person gets the ballot “{name}”: the result could show how single people voted.",
                "Only {n} people get the ballot “{name}”: the result could show how single people voted.",
                each.size,
                name=name,
            ),
            Text("Merge it with another: fewer weight classes, or fewer contests of districts."),
            href,
        )


def _faults(draft: Draft, contests: Sequence[Contest], currency: str, place: str) -> Iterator[Issue]:
    """What the counting core refuses; a contest without options is said above in plainer words."""
    named = {contest.key: contest for contest in contests}
    for key, reason in draft.faults:
        if key in named and str(reason) != "A contest needs an option.":
            text = Text("“{title}”: {fault}", title=named[key].title, fault=said(reason, currency))
            yield Issue(text, Text("Mend the ballot, the rule or the options."), f"{place}/contests/{named[key].id}")
        elif not key and contests and draft.styles:
            yield Issue(said(reason, currency), Text("Mend the settings."), f"{place}/settings")
