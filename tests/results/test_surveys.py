"""Is a survey of a forum's shortlist counted and published like any other vote?"""

from __future__ import annotations

from partnet_vote.booth.service import Planes
from partnet_vote.elections import queries as elections
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.results import queries
from tests.builders import surveys

BALLOTS = ({"i1": 1, "i2": 1}, {"i1": 1, "i3": 1}, {"i2": 1}, {"i1": 1})


async def test_a_published_survey_knows_its_forum_and_its_scores(planes: Planes, keyring: Keyring) -> None:
    survey = await surveys.published(planes, keyring, BALLOTS)
    async with planes.database.transaction(survey.vote.city_id) as db:
        assert await elections.survey_of(db, survey.forum.id) == survey.election.id
        (count,) = await queries.counts(db, survey.election.id)
    scores = {line.option: line.score for line in count.accounts[0].lines}
    assert scores == {"i1": 3, "i2": 2, "i3": 1, "i4": 0, "i5": 0, "i6": 0}
