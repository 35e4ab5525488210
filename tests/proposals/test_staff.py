"""Can a clerk write, publish, withdraw and import proposals, and nobody else?"""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.db.session import scope
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.proposals import queries, service
from partnet_vote.proposals.rules import Proposal, Status
from tests.builders import accounts, cities, proposals as build
from tests.builders.accounts import post

STAFF = "/lipovec/staff/proposals"


async def clerk(client: httpx.AsyncClient, db: AsyncSession, *roles: Role) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await accounts.sign_in(client, db, "lipovec", *(roles or (Role.CLERK,)))


async def now(db: AsyncSession, number: int) -> Proposal:
    found = await queries.proposal(db, number)
    assert found is not None
    return found


async def test_a_clerk_writes_publishes_and_shows_a_proposal(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await clerk(client, db)
    sent = {
        "title": "Lavičky u řeky", "summary": "Deset laviček.", "cost": "250 000,50", "category": "bench",
        "lat": "49,8951", "lon": "18.1123", "language": "cs", "body": "První.\r\n\r\nDruhý.",
    }  # fmt: skip
    answer = await post(client, STAFF, sent)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{STAFF}/1"
    made = await now(db, 1)
    assert (made.cost, str(made.lat), made.language) == (250_000_50, "49.895100", "cs")
    page = (await client.get(f"{STAFF}/1")).text
    assert "is saved as a draft" in page
    assert "<p>Druhý.</p>" in page
    assert (await post(client, f"{STAFF}/1/publication")).status_code == 303
    assert "Lavičky u řeky" in (await client.get("/lipovec/proposals")).text
    assert (await post(client, f"{STAFF}/1/publication")).status_code == 409


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    await clerk(client, db)
    sent = {"title": "", "summary": "x" * 91, "cost": "a lot", "lat": "49.9", "category": "dragon", "body": "Keep me"}
    answer = await post(client, STAFF, sent)
    assert answer.status_code == 422
    for words in ("Please fill this in.", "At most 90 characters", "Write an amount", "Keep me"):
        assert words in answer.text, words
    assert "<title>Error:" in answer.text
    for field, value in (("lat", "49.9"), ("category", "dragon"), ("language", "xx1"), ("district_id", "x")):
        answer = await post(client, STAFF, {"title": "A", field: value})
        assert answer.status_code == 422, field
    assert sum((await queries.counts(db)).values()) == 0


async def test_the_second_editor_sees_both_texts_and_decides(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await clerk(client, db)
    made = await build.draft(db)
    first = {"title": "Title of the first", "summary": "Same", "version": made.version, "language": "cs"}
    assert (await post(client, f"{STAFF}/1/texts", first)).status_code == 303
    second = {**first, "title": "Title of the second"}
    answer = await post(client, f"{STAFF}/1/texts", second)
    assert answer.status_code == 409
    assert "Somebody else has saved this proposal meanwhile" in answer.text
    assert "<dd>Title of the first</dd>" in answer.text
    assert 'value="Title of the second"' in answer.text
    assert f'name="version" value="{made.version + 1}"' in answer.text
    assert (await now(db, 1)).title == "Title of the first"
    assert (await post(client, f"{STAFF}/1/texts", {**second, "version": made.version + 1})).status_code == 303
    assert (await now(db, 1)).title == "Title of the second"


async def test_withdrawing_needs_a_reason_and_can_be_taken_back(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await clerk(client, db)
    await build.published(db)
    assert (await client.get(f"{STAFF}/1/withdrawal")).status_code == 200
    assert (await post(client, f"{STAFF}/1/withdrawal", {"reason": " "})).status_code == 422
    assert (await post(client, f"{STAFF}/1/withdrawal", {"reason": "The land is private."})).status_code == 303
    page = (await client.get(f"{STAFF}/1")).text
    assert "The land is private." in page
    assert "Take the withdrawal back" in page
    assert (await post(client, f"{STAFF}/1/restoration")).status_code == 303
    assert (await now(db, 1)).status is Status.PUBLISHED


async def test_drafts_are_published_together(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await clerk(client, db)
    drafts = [await build.draft(db, title=f"Proposal {n}") for n in range(3)]
    page = (await client.get(STAFF)).text
    assert all(f'value="{each.id}"' in page for each in drafts)
    chosen = {"proposal_ids": [str(each.id) for each in drafts[:2]]}
    assert (await post(client, f"{STAFF}/publications", chosen)).status_code == 303
    assert (await queries.counts(db))[Status.PUBLISHED] == 2
    assert (await post(client, f"{STAFF}/publications", {})).status_code == 303


async def test_pictures_are_added_described_ordered_and_removed(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await clerk(client, db)
    await build.published(db)
    for alt, colour in (("A bench", "#ff0000"), ("A tree", "#00ff00")):
        files = {"file": ("photo.jpg", build.photo(colour=colour), "image/jpeg")}
        answer = await post(client, f"{STAFF}/1/pictures", {"alt": alt}, files=files)
        assert answer.status_code == 303, answer.text
    bench, tree = (await now(db, 1)).pictures
    assert (await post(client, f"{STAFF}/1/pictures/{tree.id}/place", {"by": "-1"})).status_code == 303
    assert [each.alt for each in (await now(db, 1)).pictures] == ["A tree", "A bench"]
    assert (await client.get(f"{STAFF}/1/pictures/{bench.id}")).status_code == 200
    assert (await post(client, f"{STAFF}/1/pictures/{bench.id}", {"alt": ""})).status_code == 422
    assert (await post(client, f"{STAFF}/1/pictures/{bench.id}", {"alt": "An oak bench"})).status_code == 303
    assert (await post(client, f"{STAFF}/1/pictures/{tree.id}/removal")).status_code == 303
    assert [each.alt for each in (await now(db, 1)).pictures] == ["An oak bench"]
    assert (await client.get(f"/lipovec{tree.path}")).status_code == 200  # a frozen ballot may show it


@pytest.mark.parametrize("content", [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
async def test_a_file_that_is_no_photo_is_refused_in_words(
    client: httpx.AsyncClient, db: AsyncSession, content: bytes
) -> None:
    await clerk(client, db)
    await build.draft(db)
    files = {"file": ("photo.jpg", content, "image/jpeg")}
    answer = await post(client, f"{STAFF}/1/pictures", {"alt": "A bench"}, files=files)
    assert answer.status_code == 422
    assert 'href="#field-file"' in answer.text
    assert 'value="A bench"' in answer.text


async def test_an_import_is_checked_first_and_then_done(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await clerk(client, db)
    files = {"file": ("navrhy.csv", "Název;Náklady\nStromy;20 000 Kč\nLavičky;30000\n".encode(), "text/csv")}
    answer = await post(client, f"{STAFF}/import", {"deed": "check"}, files=files)
    assert answer.status_code == 200
    assert "Nothing is wrong with the file" in answer.text
    assert sum((await queries.counts(db)).values()) == 0
    assert (await post(client, f"{STAFF}/import", {"deed": "import"}, files=files)).status_code == 303
    assert (await queries.counts(db))[Status.DRAFT] == 2
    wrong = {"file": ("navrhy.csv", b"title,cost\nTrees,many\n", "text/csv")}
    answer = await post(client, f"{STAFF}/import", {"deed": "import"}, files=wrong)
    assert answer.status_code == 422
    assert "1 line is wrong" in answer.text
    assert "Write an amount" in answer.text


PAGES = ("", "/new", "/import", "/1", "/1/texts", "/1/withdrawal")
DEEDS = ("", "/publications", "/import", "/1/texts", "/1/publication", "/1/withdrawal", "/1/restoration", "/1/pictures")


@pytest.mark.parametrize("path", PAGES)
async def test_staff_pages_open_for_those_with_the_right_alone(
    client: httpx.AsyncClient, db: AsyncSession, path: str
) -> None:
    await cities.city(db, "lipovec")
    await build.draft(db)
    assert (await client.get(STAFF + path)).status_code == 303  # to the sign-in page
    await accounts.sign_in(client, db, "lipovec", Role.OBSERVER)
    assert (await client.get(STAFF + path)).status_code == 403
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    whole = await client.get(STAFF + path)
    part = await client.get(STAFF + path, headers={"HX-Request": "true"})
    assert whole.status_code == part.status_code == 200
    assert whole.text.count("<h1") == 1
    assert "<html" not in part.text


@pytest.mark.parametrize("path", DEEDS)
async def test_deeds_are_refused_without_the_right_and_in_other_cities(
    client: httpx.AsyncClient, db: AsyncSession, path: str
) -> None:
    lipovec = await cities.city(db, "lipovec")
    await build.draft(db)
    await cities.city(db, "nordvik")
    await accounts.sign_in(client, db, "nordvik", Role.ADMINISTRATOR)
    assert (await post(client, STAFF + path)).status_code == 404
    await scope(db, lipovec)
    await accounts.sign_in(client, db, "lipovec", Role.COUNCILLOR)
    assert (await post(client, STAFF + path)).status_code == 403
    made = await now(db, 1)
    assert (made.status, made.version) == (Status.DRAFT, 1)


async def test_a_picture_of_another_proposal_is_not_reached(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await clerk(client, db)
    first, second = await build.draft(db), await build.draft(db, title="Stromy")
    picture = await service.add_picture(db, INSTALLATION, second.id, build.photo(), "A tree")
    assert (await client.get(f"{STAFF}/{first.number}/pictures/{picture}")).status_code == 404
    assert (await post(client, f"{STAFF}/{first.number}/pictures/{picture}/removal")).status_code == 404
