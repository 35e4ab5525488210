"""Do staff make a survey on one page, and does the forum's page lead to it?"""

from __future__ import annotations

from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries, service
from partnet_vote.elections.rules.surveys import SurveyPlan
from partnet_vote.forums import service as forums_service
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import accounts, cities, elections, forums, surveys

ENGLISH = {"accept-language": "en"}
FORM = {
    "title": "Survey of the ten",
    "question": "What first?",
    "intro": "Tell us.",
    "marking": "choices",
    "marks": "2",
    "own_item": "true",
    "opens_at": "2099-05-01T08:00",
    "closes_at": "2099-05-20T18:00",
}
SLIPS = {"takes_slips": "true", "printed": "900", "return_by": "2099-05-15", "places": "Radnice\nKnihovna"}


async def _forum(client: httpx.AsyncClient, db: AsyncSession, slug: str, role: Role = Role.ADMINISTRATOR) -> Forum:
    await cities.city(db, slug)
    await accounts.sign_in(client, db, slug, role)
    return (await surveys.counted_forum(db))[0]


async def test_one_page_makes_the_whole_survey(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    forum = await _forum(client, db, "ten")
    edition = await elections.frozen_roll(db, keyring)
    page = await client.get(f"/ten/staff/forums/{forum.number}/survey", headers=ENGLISH)
    assert page.status_code == 200
    assert "It asks about all 6 items of the shortlist" in page.text
    form = FORM | SLIPS | {"edition_id": str(edition)}
    answer = await accounts.post(client, f"/ten/staff/forums/{forum.number}/survey", form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/ten/staff/elections/survey-of-the-ten")
    made = await queries.survey_of(db, forum.id)
    assert made is not None
    terms = await queries.slips(db, made)
    assert terms is not None
    assert (terms.printed, terms.boxes) == (900, ("Radnice", "Knihovna"))
    overview = await client.get("/ten/staff/elections/survey-of-the-ten", headers=ENGLISH)
    assert "Nothing is missing." in overview.text
    again = await accounts.post(client, f"/ten/staff/forums/{forum.number}/survey", form | {"title": "Another"})
    assert again.headers["location"] == "/ten/staff/elections/survey-of-the-ten"
    once_more = await client.get(f"/ten/staff/forums/{forum.number}/survey")
    assert once_more.headers["location"] == "/ten/staff/elections/survey-of-the-ten"


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    forum = await _forum(client, db, "ten")
    place = f"/ten/staff/forums/{forum.number}/survey"
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"marks": "99"}, "error-marks"),
        ({"marking": "plus-minus", "minus": "3"}, "error-minus"),
        ({"takes_slips": "true"}, "error-printed"),
        ({"takes_slips": "true", "printed": "5"}, "error-return_by"),
        (SLIPS | {"places": ""}, "error-places"),
        ({"opens_at": "2099-06-01T08:00"}, "error-closes_at"),
        ({"title": ""}, "error-title"),
    )
    for changes, name in wrong:
        answer = await accounts.post(client, place, FORM | changes, headers=ENGLISH)
        assert answer.status_code == 422, changes
        assert name in answer.text, changes
        assert "What first?" in answer.text
    assert await queries.survey_of(db, forum.id) is None


async def test_only_who_prepares_votes_makes_a_survey(client: httpx.AsyncClient, db: AsyncSession) -> None:
    forum = await _forum(client, db, "ten", Role.MODERATOR)
    assert (await client.get(f"/ten/staff/forums/{forum.number}/survey")).status_code == 403
    page = await client.get(f"/ten/staff/forums/{forum.number}", headers=ENGLISH)
    assert "/survey" not in page.text


async def test_the_forum_leads_to_its_survey_once_it_is_published(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "ten")
    forum, _ = await surveys.counted_forum(db)
    place = f"/ten/forums/{forum.number}"
    assert f'hx-get="{place}/survey"' in (await client.get(place, headers=ENGLISH)).text
    assert "has not been published yet" in (await client.get(f"{place}/survey", headers=ENGLISH)).text
    election_id = await surveys.draft(db, keyring, forum)
    await db.flush()
    assert "has not been published yet" in (await client.get(f"{place}/survey", headers=ENGLISH)).text
    await service.freeze(db, INSTALLATION, election_id)
    await db.flush()
    election = await queries.election(db, election_id)
    assert election is not None
    page = await client.get(f"{place}/survey", headers=ENGLISH)
    assert f"/ten/elections/{election.slug}" in page.text
    assert "<h1>" in page.text
    part = await client.get(f"{place}/survey", headers=ENGLISH | {"hx-request": "true"})
    assert "<h1>" not in part.text
    draft = await forums.draft(db)
    await db.flush()
    assert (await client.get(f"/ten/forums/{draft.number}/survey")).status_code == 404


async def test_a_changed_shortlist_is_taken_over_again(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "ten")
    await accounts.sign_in(client, db, "ten", Role.ADMINISTRATOR)
    forum = await forums.published(db)
    await forums.shortlist(db, forum, "Stín", "Hluk")
    election_id = await surveys.draft(db, keyring, forum)
    table = await forums.table(db, forum, "Zdraví")
    await forums.item(db, table, "Lékař", marked=True)
    await forums_service.gather(db, INSTALLATION, forum.id)
    await db.flush()
    texts = [str(issue.text) for issue in await queries.issues_before_opening(db, election_id)]
    assert "The forum’s shortlist has changed since this survey was made." in texts
    election = await queries.election(db, election_id)
    assert election is not None
    place = f"/ten/staff/elections/{election.slug}/shortlist"
    assert "Lékař" in (await client.get(place, headers=ENGLISH)).text
    assert (await accounts.post(client, place)).status_code == 303
    contest = (await queries.contests(db, election_id))[0]
    assert [each.title for each in await queries.options(db, contest.id)] == ["Stín", "Hluk", "Lékař"]
    assert "exactly what stands on the shortlist" in (await client.get(place, headers=ENGLISH)).text


async def test_a_slip_is_printed_where_the_vote_takes_slips(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "ten")
    await accounts.sign_in(client, db, "ten", Role.CLERK)
    election_id = await surveys.draft(db, keyring)
    await db.flush()
    election = await queries.election(db, election_id)
    assert election is not None
    place = f"/ten/staff/elections/{election.slug}/slips"
    assert (await client.get(f"{place}/sheet")).status_code == 404
    wrong = await accounts.post(client, place, SLIPS | {"printed": "0"}, headers=ENGLISH)
    assert (wrong.status_code, "error-printed" in wrong.text) == (422, True)
    assert (await accounts.post(client, place, SLIPS)).status_code == 303
    pdf = await client.get(f"{place}/sheet")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert "Knihovna" in (await client.get(place, headers=ENGLISH)).text
    assert (await accounts.post(client, place, {})).status_code == 303
    assert await queries.slips(db, election_id) is None


async def test_slips_must_come_back_before_the_vote_closes(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id = await surveys.draft(db, keyring, slips=500)
    assert not [each for each in await queries.issues_before_opening(db, election_id) if not each.is_warning]
    terms = await queries.slips(db, election_id)
    election = await queries.election(db, election_id)
    assert terms is not None
    assert election is not None
    assert election.closes_at is not None
    late = type(terms)(terms.printed, election.closes_at.date(), terms.places)
    await service.set_slips(db, INSTALLATION, election_id, late)
    texts = [str(each.text) for each in await queries.issues_before_opening(db, election_id) if not each.is_warning]
    assert texts == ["Slips of paper could still come back when the vote closes."]


async def test_the_trial_has_the_field_for_an_own_item(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    forum = await _forum(client, db, "ten")
    for own, shown in ((True, True), (False, False)):
        if not own:
            forum, _ = await surveys.counted_forum(db)
        plan = SurveyPlan(title="Survey", question="What first?", own_item=own)
        made = await service.make_survey(db, INSTALLATION, forum.id, plan)
        election = await queries.election(db, made)
        assert election is not None
        path = f"/ten/staff/elections/{election.slug}/preview"
        page = (await client.get(path, headers=ENGLISH)).text
        assert ("It is not counted." in page) is shown
        contest = (await queries.option_texts(db, made)).keys()
        (key,) = contest
        sent = {"pick": [f"{key}-i1"], f"own-{key}": "A <pool>"}
        marked = await accounts.post(client, path, sent | {"recount": "1"}, headers=ENGLISH)
        assert ('value="A &lt;pool&gt;"' in marked.text) is shown, "what is written stays when one recounts"
        review = await accounts.post(client, path, sent | {"review": "1"}, headers=ENGLISH)
        assert review.status_code == 200
        assert ("<q>A &lt;pool&gt;</q>" in review.text) is shown
