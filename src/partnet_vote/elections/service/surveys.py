"""How does a forum's shortlist become a verification survey, in one step, and stay in step with it until the freeze?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.elections import queries, rules
from partnet_vote.elections.models import OptionRow
from partnet_vote.elections.queries.surveys import texts_of_entry
from partnet_vote.elections.rules import ContestSettings, ElectionSettings, ElectorateChoice
from partnet_vote.elections.rules.surveys import SurveyPlan, survey_ballot, survey_issue, survey_rule
from partnet_vote.elections.service import contests, drafts
from partnet_vote.elections.service.contests import NewOption
from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.tables import Entry
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text

MADE = Conflict(Text("This forum has its survey already."))


async def make_survey(db: AsyncSession, actor: Actor, forum_id: UUID, plan: SurveyPlan) -> UUID:
    """The draft of a forum's verification survey with every item of its shortlist; Conflict if it has one already."""
    require(actor, Permission.CITY_ELECTIONS_DEFINE)
    forum = (await forums.by_ids(db, (forum_id,))).get(forum_id)
    if forum is None:
        raise NotFound
    if await queries.survey_of(db, forum_id) is not None:
        raise MADE
    if issue := survey_issue(plan):
        raise issue
    entries = await forums.shortlist(db, forum_id)
    if len(entries) < 2:
        raise Refused(Text("The shortlist has fewer than two items. Take over what the tables marked first."))
    settings = ElectionSettings(
        title=plan.title,
        slug=rules.slug_of(plan.title),
        intro=plan.intro,
        language=plan.language,
        binding=forum.is_binding,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
    )
    election_id = await drafts.create_beside(db, actor, settings)
    row = await drafts.lock(db, election_id)
    async with guarded(db, uq_elections_forum_id=MADE):
        row.forum_id = forum_id
    await drafts.set_electorate(db, actor, election_id, ElectorateChoice(plan.edition_id))
    contest = ContestSettings(
        title=plan.question, ballot=survey_ballot(plan), rule=survey_rule(plan), own_items=int(plan.own_item)
    )
    contest_id = await contests.add_contest(db, actor, election_id, contest)
    await contests.add_options(db, actor, contest_id, [_option(forum, entry) for entry in entries])
    await audit.record(db, actor, "survey.make", f"election:{election_id}", forum=forum.number, items=len(entries))
    return election_id


async def take_over_shortlist(db: AsyncSession, actor: Actor, election_id: UUID) -> int:
    """Bring a draft's options in step with the forum's shortlist as it stands now; how many were touched."""
    row = await drafts.draft_for_change(db, actor, election_id)
    forum = (await forums.by_ids(db, (row.forum_id,))).get(row.forum_id) if row.forum_id else None
    contest = next(iter(await queries.contests(db, election_id)), None)
    if forum is None or contest is None:
        raise NotFound
    lacking, gone, changed = await queries.missing_entries(db, forum.id, await queries.options(db, contest.id))
    for option in gone:
        await contests.remove_option(db, actor, option.id)
    words = {entry.id: texts_of_entry(entry) for entry in await forums.shortlist(db, forum.id)}
    for option in changed:
        stored = (await db.execute(select(OptionRow).where(OptionRow.id == option.id))).scalar_one()
        stored.title = words[option.entry_id].title if option.entry_id else stored.title
    await db.flush()
    if lacking:
        await contests.add_options(db, actor, contest.id, [_option(forum, entry) for entry in lacking])
    touched = len(lacking) + len(gone) + len(changed)
    await audit.record(db, actor, "survey.refresh", f"election:{election_id}", items=touched)
    return touched


def _option(forum: Forum, entry: Entry) -> NewOption:
    origin = f"forum:{forum.number}/{entry.number}"
    return NewOption(texts_of_entry(entry), f"i{entry.number}", entry_id=entry.id, origin=origin)
