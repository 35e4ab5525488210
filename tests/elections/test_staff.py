"""Can staff prepare, try, freeze and follow a vote with nothing but forms, and only those who may?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries
from partnet_vote.elections.rules import ContestSettings, Election
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.formats import AnyFormat
from partnet_vote.tally.ballots.grades import Grades
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.ranked import Ranked
from partnet_vote.tally.ballots.single_choice import SingleChoice
from partnet_vote.tally.rule_spec import RuleSpec
from tests.builders import accounts, cities, elections as build

Client = httpx.AsyncClient
LIST = "/lipovec/staff/elections"
HTMX = {"HX-Request": "true"}
CONTEST = {"title": "Which projects?", "ballot": "knapsack", "rule": "greedy", "budget": "1 000 000", "tie_1": "lot"}


@pytest.fixture
async def lipovec(db: AsyncSession) -> UUID:
    return await cities.city(db, "lipovec", languages=("en",))


async def _post(client: Client, path: str, status: int = 303, **fields: Any) -> httpx.Response:
    answer = await accounts.post(client, path, fields)
    assert answer.status_code == status, answer.text[:3000]
    return answer


async def _draft(db: AsyncSession, keyring: Keyring, **wishes: Any) -> Election:
    found = await queries.election(db, await build.draft(db, keyring, **wishes))
    assert found is not None
    return found


async def test_a_vote_is_prepared_from_nothing_to_frozen(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID
) -> None:
    await accounts.sign_in(client, db, "lipovec", Role.ADMINISTRATOR)
    edition_id = await build.frozen_roll(db, keyring)
    answer = await _post(client, LIST, title="Náves 2027")
    assert answer.headers["location"] == f"{LIST}/naves-2027/settings"
    here = f"{LIST}/naves-2027"
    overview = (await client.get(here)).text
    assert "The vote has no opening and closing time." in overview
    assert "Nobody may vote yet: no roll is chosen." in overview
    times = {"opens_at": "2030-05-01T08:00", "closes_at": "2030-05-14T20:00"}
    await _post(
        client, f"{here}/settings", title="Náves 2027", slug="naves-2027", language="en", kind="advisory",
        intro="Ten projects.", revote="true", **times,
    )  # fmt: skip
    await _post(client, f"{here}/electorate", edition_id=str(edition_id), min_age="15")
    answer = await _post(client, f"{here}/contests", **CONTEST)
    contest = answer.headers["location"].removeprefix("/lipovec").rsplit("/", 1)[1]
    for title, cost in (("Benches", "200000"), ("Trees", "300000,50")):
        await _post(client, f"{here}/contests/{contest}/options", title=title, cost=cost, summary="Good.")
    page = (await client.get(f"{here}/freeze")).text
    assert "Freeze and publish?" in page, page[page.index("<main") :]
    await _post(client, f"{here}/freeze")
    election = await queries.by_slug(db, "naves-2027")
    assert election is not None
    found = await queries.definition(db, election.id)
    assert found is not None
    definition = found[0]
    assert definition.opens_at == "2030-05-01T08:00:00+02:00"
    assert definition.electorate.min_age == 15
    assert [option.cost for option in definition.contests[0].options] == [200_000_00, 300_000_50]
    assert definition.contests[0].budget == 1_000_000_00
    assert (await client.get("/lipovec/elections/naves-2027")).status_code == 200
    assert definition.digest in (await client.get(here)).text


async def test_wrong_input_is_kept_and_told_beside_its_field(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID
) -> None:
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    election = await _draft(db, keyring)
    here = f"{LIST}/{election.slug}"
    page = await _post(client, f"{here}/contests", 422, **{**CONTEST, "budget": "much", "title": "Kept title"})
    assert "Kept title" in page.text
    assert 'value="much"' in page.text
    assert 'id="error-budget"' in page.text
    page = await _post(client, f"{here}/contests", 422, title="x", ballot="approval", rule="top-k")
    assert 'id="error-most"' in page.text
    page = await _post(client, f"{here}/weights", 422, label="Young", weight="2", reason="")
    assert 'id="error-reason"' in page.text
    assert 'value="Young"' in page.text
    fields = {"title": "T", "slug": "t-t", "language": "en", "kind": "advisory"}
    page = await _post(
        client, f"{here}/settings", 422, **fields, opens_at="2030-05-02T08:00", closes_at="2030-05-01T08:00"
    )
    assert "The vote must close after it opens." in page.text
    assert 'value="2030-05-02T08:00"' in page.text


async def test_two_votes_cannot_share_an_address(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID
) -> None:
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    await _post(client, LIST, title="Budget 2027")
    page = await _post(client, LIST, 422, title="Budget 2027")
    assert "There is a vote with this title already." in page.text


async def test_options_are_moved_changed_and_removed(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID
) -> None:
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    election = await _draft(db, keyring)
    contest = (await queries.contests(db, election.id))[0]
    first, second, *_ = await queries.options(db, contest.id)
    here = f"{LIST}/{election.slug}/contests/{contest.id}"
    await _post(client, f"{here}/options/{second.id}/place", by="-1")
    await _post(client, f"{here}/options/{first.id}", title="New name", cost="5")
    assert "Remove the option" in (await client.get(f"{here}/options/{second.id}/removal")).text
    await _post(client, f"{here}/options/{second.id}/removal")
    db.expire_all()
    left = await queries.options(db, contest.id)
    assert (left[0].number, left[0].title) == (1, "New name")
    assert [option.number for option in left] == [1, 2, 3]


async def test_the_trial_counts_money_and_keeps_nothing(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID
) -> None:
    await accounts.sign_in(client, db, "lipovec", Role.OBSERVER)
    election = await _draft(db, keyring)
    path = f"{LIST}/{election.slug}/preview"
    assert "Lavičky u řeky" in (await client.get(path)).text
    page = await accounts.post(client, path, {"pick": ["c1-o1", "c1-o2"], "recount": "1"})
    assert page.status_code == 200
    assert "350,000" in page.text
    assert "2 options" in page.text
    assert page.text.count(" checked") == 2
    page = await accounts.post(client, path, {"pick": ["c1-o2", "c1-o4"], "review": "1"})
    assert page.status_code == 422
    assert "too much" in page.text
    page = await accounts.post(client, path, {"pick": ["c1-o1"], "review": "1"}, headers=HTMX)
    assert page.status_code == 200
    assert "A voter could send this ballot." in page.text
    assert "<html" not in page.text


async def test_a_second_person_confirms_what_the_first_asked(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID
) -> None:
    election = await build.frozen(db, keyring)
    here = f"{LIST}/{election.slug}"
    first = await accounts.sign_in(client, db, "lipovec", Role.ADMINISTRATOR)
    assert first.account_id
    await accounts.member(db, Role.COUNTING_OFFICER)
    page = await _post(client, f"{here}/deeds/close-early", 422, reason="short")
    assert 'id="error-reason"' in page.text
    await _post(client, f"{here}/deeds/close-early", reason="A storm closed the town hall.")
    assert await queries.deeds(db, election.id) == ()
    waiting = (await queries.pending_deeds(db, election.id))[0]
    await _post(client, f"{here}/waiting/{waiting.id}/confirmation")
    assert await queries.deeds(db, election.id) == ()
    await accounts.sign_in(client, db, "lipovec", Role.COUNTING_OFFICER)
    assert "Confirm" in (await client.get(here)).text
    await _post(client, f"{here}/waiting/{waiting.id}/confirmation")
    deed = (await queries.deeds(db, election.id))[0]
    assert deed.by == "administrator + counting-officer"
    assert await queries.pending_deeds(db, election.id) == ()


PAGES = ("", "/settings", "/contests", "/contests/new", "/electorate", "/weights", "/preview", "/copy", "/removal")


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_is_whole_and_a_fragment(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID, page: str
) -> None:
    await accounts.sign_in(client, db, "lipovec", Role.ADMINISTRATOR)
    election = await _draft(db, keyring)
    whole = await client.get(f"{LIST}/{election.slug}{page}")
    part = await client.get(f"{LIST}/{election.slug}{page}", headers=HTMX)
    assert (whole.status_code, part.status_code) == (200, 200)
    assert whole.text.count("<h1") == part.text.count("<h1") == 1
    assert "<html" in whole.text
    assert "<html" not in part.text


READS = ("", "/preview")
EDITS = ("/settings", "/contests", "/electorate", "/weights", "/copy", "/removal")
FREEZES = ("/freeze", "/deeds/annul")


@pytest.mark.parametrize(
    ("role", "open_to_it"),
    [
        (Role.MODERATOR, READS),
        (Role.CLERK, READS + EDITS),
        (Role.COUNTING_OFFICER, READS + FREEZES),
        (Role.COUNCILLOR, READS),
        (Role.FACILITATOR, ()),
    ],
)
async def test_each_role_reaches_its_own_pages(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID, role: Role, open_to_it: tuple[str, ...]
) -> None:
    await accounts.sign_in(client, db, "lipovec", role)
    election = await _draft(db, keyring)
    for page in READS + EDITS + FREEZES:
        status = (await client.get(f"{LIST}/{election.slug}{page}")).status_code
        assert (status in (200, 404)) is (page in open_to_it), (page, status)
        assert status != 403 or page not in open_to_it


async def test_staff_of_one_city_find_nothing_of_another(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID
) -> None:
    election = await _draft(db, keyring)
    contest = (await queries.contests(db, election.id))[0]
    await cities.city(db, "nordvik")
    await accounts.sign_in(client, db, "nordvik", Role.ADMINISTRATOR)
    other = await _draft(db, keyring)
    there = "/nordvik/staff/elections"
    for page in READS + EDITS + ("/freeze",):
        assert (await client.get(f"{there}/{election.slug}{page}")).status_code == 404
    assert (await client.get(f"{there}/{other.slug}/contests/{contest.id}")).status_code == 404
    await _post(client, f"{there}/{other.slug}/contests/{contest.id}/removal", 404)
    assert election.title not in (await client.get(f"{LIST}")).text


async def test_nobody_signed_in_is_led_to_the_door(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID
) -> None:
    election = await _draft(db, keyring)
    answer = await client.get(f"{LIST}/{election.slug}")
    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.headers["location"]


async def test_the_card_appears_while_its_texts_are_typed(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID
) -> None:
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    election = await _draft(db, keyring)
    contest = (await queries.contests(db, election.id))[0]
    path = f"{LIST}/{election.slug}/contests/{contest.id}/card"
    fields = {"title": "<b>New</b> benches", "summary": "Ten of them", "cost": "12 000", "category": "bench"}
    card = await accounts.post(client, path, fields, headers=HTMX)
    assert card.status_code == 200
    assert "&lt;b&gt;New&lt;/b&gt; benches" in card.text
    assert "12,000" in card.text
    assert "<html" not in card.text


async def test_points_are_given_and_taken_one_by_one(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID
) -> None:
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    contest = ContestSettings(title="Points", ballot=Points(3, 2), rule=RuleSpec("top-k", utility="points", seats=1))
    election = await _draft(db, keyring, contest=contest)
    path = f"{LIST}/{election.slug}/preview"
    page = await accounts.post(client, path, {"points-c1-o1": "1", "plus": "c1-o1"})
    assert 'name="points-c1-o1" value="2"' in page.text
    assert "2 of 3 points given" in page.text
    page = await accounts.post(client, path, {"points-c1-o1": "2", "minus": "c1-o1"})
    assert 'name="points-c1-o1" value="1"' in page.text
    page = await accounts.post(client, path, {"points-c1-o2": "x", "review": "1"})
    assert page.status_code == 200
    page = await accounts.post(client, path, {"points-c1-o1": "3", "review": "1"})
    assert page.status_code == 422
    assert "at most 2 allowed" in page.text


@pytest.mark.parametrize(
    ("ballot", "sent"),
    [
        (PlusMinus(2, 1), {"sign-c1-o1": "plus"}),
        (Ranked(1, 3), {"rank-c1-o1": "1"}),
        (Grades(("poor", "good")), {"grade-c1-o1": "2"}),
        (Approval(1, 2), {"pick": "c1-o1"}),
        (SingleChoice(), {"choice-c1": "c1-o1"}),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
async def test_every_kind_of_ballot_can_be_tried(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID, ballot: AnyFormat, sent: dict[str, str]
) -> None:
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    contest = ContestSettings(title="Which?", ballot=ballot, rule=RuleSpec("top-k", seats=1))
    election = await _draft(db, keyring, contest=contest)
    path = f"{LIST}/{election.slug}/preview"
    assert (await client.get(path)).status_code == 200
    page = await accounts.post(client, path, {**sent, "review": "1"})
    assert "A voter could send this ballot." in page.text
    assert "Lavičky u řeky" in page.text
    assert "Dětské hřiště" not in page.text
