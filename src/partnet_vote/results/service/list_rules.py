"""How does a city declare by which rule a forum's list is verified, and type in what a poll found?"""

from __future__ import annotations

from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.cities import queries as cities
from partnet_vote.elections import queries as elections
from partnet_vote.elections.rules import Election
from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.db import clock
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.results import queries, rules
from partnet_vote.results.models import ListRuleRow, PollRow
from partnet_vote.results.rules import ListChoice, ListRule, PollTexts
from partnet_vote.results.service.counting import office_of


async def declare_rule(db: AsyncSession, actor: Actor, forum_id: UUID, choice: ListChoice) -> ListRule:
    """Declare how the forum's list is verified. Refused once the survey is published: then the rule stays."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    await hold(db, forum_id)
    if issue := rules.rule_issue(choice):
        raise issue
    survey = await survey_of(db, forum_id)
    if survey is not None and survey.is_frozen:
        raise Refused(Text("The survey is published. The rule was fixed with it and does not change any more."))
    number = len(await queries.list_rules(db, forum_id)) + 1
    needed = None if choice.is_strict else choice.needed
    row = ListRuleRow(
        id=uuid4(),
        forum_id=forum_id,
        number=number,
        by=actor.account_id,
        office=office_of(actor),
        top=choice.top,
        needed=needed,
        deciding=[channel.value for channel in choice.deciding],
        edge=choice.edge,
    )
    db.add(row)
    await db.flush()
    await audit.record(
        db,
        actor,
        "verified-list.rule",
        f"forum:{forum_id}",
        public=True,
        number=number,
        top=choice.top,
        needed=choice.asks,
        deciding=",".join(row.deciding),
        edge=choice.edge,
    )
    return (await queries.list_rules(db, forum_id))[-1]


async def type_poll(db: AsyncSession, actor: Actor, forum_id: UUID, poll: PollTexts, reason: str = "") -> int:
    """Type in a poll's ranking; a second time corrects the first one, beside it and with a public reason."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    await hold(db, forum_id)
    before = await queries.polls(db, forum_id)
    if before and (issue := rules.reason_issue(reason)):
        raise Refused(issue, "reason")
    shortlist = {entry.number: entry.text for entry in await forums.shortlist(db, forum_id)}
    city = await cities.by_id(db, db.info[CITY])
    assert city is not None
    today = (await clock.now(db)).astimezone(ZoneInfo(city.timezone)).date()
    if refusal := rules.poll_issue(poll, shortlist, today):
        raise refusal
    row = PollRow(
        id=uuid4(),
        forum_id=forum_id,
        number=len(before) + 1,
        by=actor.account_id,
        office=office_of(actor),
        reason=reason.strip() if before else "",
        source=poll.source.strip(),
        taken_on=poll.taken_on,
        sample=poll.sample,
        method=poll.method.strip(),
        measure=poll.measure.value,
        numbers={str(item): str(number) for item, number in sorted(poll.numbers.items())},
    )
    db.add(row)
    await db.flush()
    deed = "verified-list.poll-correction" if before else "verified-list.poll"
    await audit.record(
        db, actor, deed, f"forum:{forum_id}", public=True, number=row.number, items=len(row.numbers), reason=row.reason
    )
    return row.number


async def hold(db: AsyncSession, forum_id: UUID) -> Forum:
    """Declare, type in and publish one after the other, for each forum; NotFound if there is none."""
    await db.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:what, 0))"), {"what": f"verified-list:{forum_id}"}
    )
    found = (await forums.by_ids(db, [forum_id])).get(forum_id)
    if found is None:
        raise NotFound
    return found


async def survey_of(db: AsyncSession, forum_id: UUID) -> Election | None:
    """The forum's verification survey, a draft too."""
    found = await elections.survey_of(db, forum_id)
    return None if found is None else await elections.election(db, found)
