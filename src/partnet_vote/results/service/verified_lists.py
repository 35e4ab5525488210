"""How is a verified list prepared, published and corrected? From what is public already: room, survey, poll."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.elections import queries as elections
from partnet_vote.elections.rules import Election, Issue
from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.room import RoomVote, is_public
from partnet_vote.forums.rules.tables import Entry
from partnet_vote.platform.db import clock
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.errors import Conflict, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.results import queries, rules
from partnet_vote.results.models import VerifiedListRow
from partnet_vote.results.rules import (
    Account,
    Channel,
    Credit,
    ForumFacts,
    ListPublication,
    ListRule,
    Named,
    Poll,
    PollFacts,
    RoomFacts,
    SurveyFacts,
    VerifiedList,
)
from partnet_vote.results.service.counting import definition_of, office_of
from partnet_vote.results.service.list_rules import hold, survey_of
from partnet_vote.tally.ballots.plus_minus import PlusMinus

Votes = Mapping[str, int | Fraction]
ALREADY = Conflict(Text("This list is published already. A mistake is mended by a corrected list beside it."))
CHANGED = Conflict(Text("Something has changed since you looked at the list. Look at it again before you publish."))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be published now, or what stands in its way."""

    rule: ListRule
    is_locked: bool
    """Whether the survey is published, and the rule fixed with it."""
    survey: Election | None
    poll: Poll | None
    issues: tuple[Issue, ...]
    made: VerifiedList | None


@dataclass(frozen=True, slots=True)
class _Survey:
    """The survey's published result: marks by key, and what it asked that the shortlist does not have."""

    facts: SurveyFacts
    votes: Votes
    others: Mapping[str, Named]


async def prepare(db: AsyncSession, forum: Forum) -> Prepared:
    """The list as it would be published now; nothing is kept. For staff who may see it before the others."""
    survey = await survey_of(db, forum.id)
    declared = await queries.list_rules(db, forum.id)
    rule = rules.in_force(declared, survey.frozen_at if survey else None)
    poll = next(reversed(await queries.polls(db, forum.id)), None)
    vote = await forums.room_vote(db, forum.id)
    issues = [*await _room_issues(db, vote, rule), *await _survey_issues(db, survey), *_poll_issues(forum, poll, rule)]
    is_locked = survey is not None and survey.is_frozen
    made = None
    if survey is not None and not issues:
        made = await _made(db, forum, rule, survey, vote, poll)
    return Prepared(rule, is_locked, survey, poll, tuple(issues), made)


async def publish_list(db: AsyncSession, actor: Actor, forum_id: UUID, digest: str) -> ListPublication:
    """Publish the list whose preview had this digest: nobody publishes what they did not look at.

    Refused while something stands in its way, Conflict if it changed meanwhile or is published already.
    """
    require(actor, Permission.CITY_RESULTS_PUBLISH)
    forum = await hold(db, forum_id)
    if await queries.verified_lists(db, forum_id):
        raise ALREADY
    return await _publish(db, actor, forum, digest, "")


async def correct_list(db: AsyncSession, actor: Actor, forum_id: UUID, digest: str, reason: str) -> ListPublication:
    """Publish what the list is now beside what was published, which stays reachable; with a public reason."""
    require(actor, Permission.CITY_RESULTS_PUBLISH)
    if issue := rules.reason_issue(reason):
        raise Refused(issue, "reason")
    forum = await hold(db, forum_id)
    before = await queries.verified_lists(db, forum_id)
    if not before:
        raise Refused(Text("Nothing is published yet, so there is nothing to correct."))
    if before[-1].digest == digest:
        raise Refused(Text("Nothing has changed since the list was published, so there is nothing to correct."))
    return await _publish(db, actor, forum, digest, reason.strip())


async def _publish(db: AsyncSession, actor: Actor, forum: Forum, digest: str, reason: str) -> ListPublication:
    prepared = await prepare(db, forum)
    if prepared.made is None:
        raise Refused(prepared.issues[0].text)
    if prepared.made.digest != digest:
        raise CHANGED
    number = len(await queries.verified_lists(db, forum.id)) + 1
    row = VerifiedListRow(
        id=uuid4(),
        forum_id=forum.id,
        number=number,
        by=actor.account_id,
        office=office_of(actor),
        reason=reason,
        content=prepared.made.content,
        digest=digest,
    )
    async with guarded(db, uq_result_verified_lists_forum_id_number=ALREADY):
        db.add(row)
    await audit.record(
        db,
        actor,
        "verified-list.correct" if reason else "verified-list.publish",
        f"forum:{forum.id}",
        public=True,
        number=number,
        items=len(prepared.made.rows),
        verified=len(prepared.made.verified),
        digest=digest,
        reason=reason,
    )
    return (await queries.verified_lists(db, forum.id))[-1]


async def _room_issues(db: AsyncSession, vote: RoomVote | None, rule: ListRule) -> list[Issue]:
    if vote is None or vote.counted_at is None:
        if Channel.ROOM not in rule.deciding:
            return []
        return [_issue(Text("The vote in the room is not counted."), Text("Count it on the page of the room vote."))]
    if not is_public(vote, await forums.room_ranking(db, vote), await clock.wall_clock(db)):
        return [_issue(Text("The ranking in the room is not revealed yet."), Text("Reveal it to the last place."))]
    return []


async def _survey_issues(db: AsyncSession, survey: Election | None) -> list[Issue]:
    if survey is None:
        return [_issue(Text("This forum has no survey yet."), Text("Make the survey from the shortlist."))]
    page = f"/staff/elections/{survey.slug}"
    if survey.annulled_at is not None:
        return [_issue(Text("The survey was annulled: it verifies nothing."), Text("Its page says why."), page)]
    if not survey.is_frozen:
        return [_issue(Text("The survey is a draft."), Text("Finish it and publish it."), page)]
    if not await queries.publications(db, survey.id):
        remedy = Text("Count it once it is over, and publish its result.")
        return [_issue(Text("The result of the survey is not published."), remedy, f"{page}/count")]
    return []


def _poll_issues(forum: Forum, poll: Poll | None, rule: ListRule) -> list[Issue]:
    if poll is not None or Channel.POLL not in rule.deciding:
        return []
    remedy = Text("Type in its ranking.")
    return [_issue(Text("The poll is not typed in."), remedy, f"/staff/forums/{forum.number}/verified/poll")]


def _issue(text: Text, remedy: Text, href: str = "") -> Issue:
    return Issue(text, remedy, href)


async def _made(
    db: AsyncSession, forum: Forum, rule: ListRule, survey: Election, vote: RoomVote | None, poll: Poll | None
) -> VerifiedList:
    """The list; whatever it needs is there."""
    entries = await forums.shortlist(db, forum.id)
    items = {str(entry.id): _named(entry) for entry in entries}
    asked = await _surveyed(db, survey)
    votes: dict[Channel, Votes] = {Channel.SURVEY: asked.votes}
    room = None
    if vote is not None and vote.counted_at is not None:
        count = await forums.count(db, vote)
        votes[Channel.ROOM] = {str(key): n for key, n in count.votes([entry.id for entry in entries]).items()}
        room = RoomFacts(
            counted_at=vote.counted_at, by_code=count.people_by_code, on_paper=count.people_on_paper, marks=vote.marks
        )
    if poll is not None:
        key = {entry.number: str(entry.id) for entry in entries}
        votes[Channel.POLL] = {key[number]: value for number, value in poll.votes().items() if number in key}
    return VerifiedList(
        forum=ForumFacts(
            number=forum.number,
            title=forum.title,
            term=forum.term.value,
            language=forum.languages[0],
            is_binding=forum.is_binding,
            met_at=forum.starts_at,
        ),
        rule=rule,
        room=room,
        survey=asked.facts,
        poll=poll and _poll_facts(poll),
        rows=rules.listed({**asked.others, **items}, votes, rule),
    )


async def _surveyed(db: AsyncSession, survey: Election) -> _Survey:
    """The latest published count of the survey; withdrawn options were not asked about in the end."""
    published = (await queries.publications(db, survey.id))[-1]
    count = (await queries.counts_by_ids(db, [published.count_id]))[published.count_id]
    definition = await definition_of(db, survey.id)
    texts = await elections.option_texts(db, survey.id)
    votes: dict[str, int | Fraction] = {}
    others: dict[str, Named] = {}
    for account in count.accounts:
        options = {option.key: option for option in texts.get(account.contest, ())}
        for option, marks in _marks(account).items():
            entry_id = options[option].entry_id
            key = str(entry_id) if entry_id else f"{account.contest}:{option}"
            votes[key] = marks
            others[key] = Named(options[option].title)
    has_minus = any(isinstance(contest.ballot, PlusMinus) for contest in definition.contests)
    facts = SurveyFacts(
        slug=survey.slug,
        title=survey.title,
        language=survey.language,
        publication=published.number,
        published_at=published.at,
        ballots=count.ballots,
        bundle=published.bundle_digest,
        has_minus=has_minus,
        has_grades=any(line.grade for account in count.accounts for line in account.lines),
    )
    return _Survey(facts, votes, others)


def _marks(account: Account) -> dict[str, int | Fraction]:
    """Marks by option; where grades were given, places turned round, for which more is better too."""
    asked = [line for line in account.lines if line.why != "withdrawn"]
    if any(line.grade for line in asked):
        return {line.option: len(account.lines) + 1 - line.place for line in asked}
    return {line.option: line.score for line in asked}


def _named(entry: Entry) -> Named:
    tables = tuple(Credit(each.table_number, each.topic, each.text) for each in entry.credits)
    return Named(entry.text, entry.number, tables)


def _poll_facts(poll: Poll) -> PollFacts:
    return PollFacts(
        number=poll.number,
        source=poll.source,
        taken_on=poll.taken_on,
        sample=poll.sample,
        method=poll.method,
        measure=poll.measure.value,
    )
