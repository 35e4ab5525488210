"""What happens at the forums of the demo's towns: one finished, one in survey, one that can be run live."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from partnet_vote.accountability import service as accountability
from partnet_vote.accountability.rules.reports import StateTexts
from partnet_vote.cli.demonstration import attending, papers
from partnet_vote.cli.demonstration.gathering import (
    CHAIRS,
    COMES,
    MARKS,
    announce,
    favourites,
    prepare,
    vote_in_the_room,
)
from partnet_vote.cli.demonstration.loading import Loader, evening
from partnet_vote.cli.demonstration.meetings import Board, Forums, Outcome, Words
from partnet_vote.cli.demonstration.towns import Town
from partnet_vote.elections import queries as elections, service as election_service
from partnet_vote.elections.rules import Election
from partnet_vote.elections.rules.surveys import SurveyPlan
from partnet_vote.forums import queries as forums, service as meeting
from partnet_vote.forums.rules.history import Verdict
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.residents import queries as roll
from partnet_vote.residents.rules import Entitlement
from partnet_vote.results import service as results
from partnet_vote.tally.ballots.marks import Marks

PEOPLE = 48
"""Who came to each forum and gave dots by a code."""
REGISTERED, AWAY, WAITING = 34, 5, 4
"""Who registered for a forum that is over, and did not come; who waits for a chair at the one to come."""
SHARE, FIRST_DAYS = 14, 60
"""One resident of so many answers a survey to its end; one of so many has answered the one that is open."""
YEAR, WEEKS = 400, 33
"""Days since the forum that is over, and since the one whose survey is open."""


async def tell(loader: Loader, city_id: UUID, town: Town, edition: UUID, held: Forums) -> None:
    """The three forums of a town."""
    words = held.words
    finished = await _meet(loader, city_id, town, words, held.finished, YEAR, tuple(held.papers.own))
    await papers.group_own(loader, city_id, finished, held.papers)
    await attending.put_back(loader, city_id, town, finished, YEAR + COMES)
    await attending.forget(loader, city_id)
    await papers.write_down(loader, city_id, finished, held.papers, held.finished)
    survey = await _ask(loader, city_id, town, finished, words, edition)
    await _answer(loader, city_id, survey, held.finished, SHARE)
    await _publish(loader, city_id, survey.id, words)
    await _verify(loader, city_id, finished)
    asking = await _meet(loader, city_id, town, words, held.in_survey, WEEKS)
    await attending.put_back(loader, city_id, town, asking, WEEKS + COMES)
    await _remember(loader, city_id, finished, asking, held.since)
    opened = await _ask(loader, city_id, town, asking, words, edition)
    await _answer(loader, city_id, opened, held.in_survey, FIRST_DAYS)
    coming = await prepare(loader, city_id, town, words, held.coming)
    await announce(loader, city_id, town, words, coming)
    await attending.register(loader, city_id, town, coming, CHAIRS + WAITING)


async def _meet(
    loader: Loader, city_id: UUID, town: Town, words: Words, boards: Sequence[Board], days: int, own: Sequence[str] = ()
) -> UUID:
    """A forum of so many days ago: some registered, most of them came, others walked in, and all of them voted."""
    forum_id = await prepare(loader, city_id, town, words, boards)
    await announce(loader, city_id, town, words, forum_id, -days)
    came = (await attending.register(loader, city_id, town, forum_id, REGISTERED))[AWAY:]
    await attending.let_in(loader, city_id, town, forum_id, came, PEOPLE - len(came))
    await vote_in_the_room(loader, city_id, forum_id, boards, PEOPLE, own)
    return forum_id


async def _ask(loader: Loader, city_id: UUID, town: Town, forum_id: UUID, words: Words, edition: UUID) -> Election:
    """The verification survey of a forum, frozen and open."""
    async with loader.planes.database.transaction(city_id) as db:
        forum = (await forums.by_ids(db, (forum_id,)))[forum_id]
        plan = SurveyPlan(
            title=words.survey.format(year=forum.starts_at.year),
            question=words.question,
            intro=words.survey_intro,
            language=town.settings.languages[0],
            marks=MARKS,
            edition_id=edition,
            opens_at=await clock.now(db) - timedelta(days=3),
            closes_at=evening(town.settings.timezone, 11),
        )
        election_id = await election_service.make_survey(db, INSTALLATION, forum_id, plan)
    return await loader.freeze(city_id, election_id)


async def _answer(loader: Loader, city_id: UUID, election: Election, boards: Sequence[Board], share: int) -> None:
    """One resident of `share` marks what weighs for them."""
    weights = {item.text: item.survey for board in boards for item in board.items}
    async with loader.planes.database.transaction(city_id) as db:
        (texts,) = (await elections.option_texts(db, election.id)).values()
        assert election.edition_id is not None
        everybody = [each.id async for each in roll.entitlements(db, election.edition_id)]
    options = [(option.key, weights[option.title]) for option in texts]
    draw = random.Random(f"survey {len(everybody)} {share}")  # noqa: S311 - sham marks, not secrets

    def choose(_: Entitlement) -> Marks:
        return Marks(dict.fromkeys(favourites(draw, options, draw.choice((1, MARKS, MARKS, MARKS))), 1))

    await loader.cast_all(city_id, election, frozenset(draw.sample(everybody, len(everybody) // share)), choose)


async def _publish(loader: Loader, city_id: UUID, election_id: UUID, words: Words) -> None:
    """End it, count it, publish it."""
    await loader.close(city_id, election_id, words.over)
    await results.close_due(loader.planes, loader.keyring)
    async with loader.planes.database.transaction(city_id) as db:
        counted = await results.count(db, loader.planes, INSTALLATION, election_id)
    async with loader.planes.database.transaction(city_id) as db:
        await results.publish(db, loader.planes, INSTALLATION, election_id, counted.digest)


async def _verify(loader: Loader, city_id: UUID, forum_id: UUID) -> None:
    """Publish the list of what the room and the survey both named."""
    async with loader.planes.database.transaction(city_id) as db:
        forum = (await forums.by_ids(db, (forum_id,)))[forum_id]
        prepared = await results.prepare(db, forum)
        assert prepared.made is not None, prepared.issues
        await results.publish_list(db, INSTALLATION, forum_id, prepared.made.digest)


async def _remember(loader: Loader, city_id: UUID, old: UUID, new: UUID, since: Sequence[Outcome]) -> None:
    """Say what became of the old list, and that the new one names some problems again."""
    async with loader.planes.database.transaction(city_id) as db:
        before = {entry.text: entry.id for entry in await forums.shortlist(db, old)}
        for each in since:
            texts = StateTexts(state=each.state, text=each.text, guarantor=each.guarantor)
            await accountability.say_state(db, INSTALLATION, before[each.item], texts, 0)
        for entry in await forums.shortlist(db, new):
            if entry.text in before:
                await meeting.decide(db, INSTALLATION, (before[entry.text], entry.id), Verdict.SAME)
