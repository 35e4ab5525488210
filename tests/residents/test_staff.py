"""Can a clerk run a whole roll with nothing but forms, and is no person ever shown?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit.models import EventRow
from partnet_vote.elections import service as elections_service
from partnet_vote.elections.rules import ElectionSettings, ElectorateChoice
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.residents import queries, service
from partnet_vote.residents.rules import ROLL_HEADERS, Wrong
from tests.builders import accounts, cities, residents

Client = httpx.AsyncClient
LIST = "/lipovec/staff/rolls"
HTMX = {"HX-Request": "true"}


@pytest.fixture
async def lipovec(db: AsyncSession) -> UUID:
    return await cities.city(db, "lipovec", languages=("en",))


@pytest.fixture
async def clerk(client: Client, db: AsyncSession, lipovec: UUID) -> Client:
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    return client


async def _post(client: Client, path: str, status: int = 303, file: str | None = None, **fields: Any) -> httpx.Response:
    files = {"file": ("roll.csv", file.encode(), "text/csv")} if file is not None else None
    answer = await accounts.post(client, path, fields, files=files)
    assert answer.status_code == status, answer.text[:3000]
    return answer


def _hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]


async def _kinds(db: AsyncSession) -> list[str]:
    return list((await db.execute(select(EventRow.kind))).scalars())


async def _edition(db: AsyncSession) -> UUID:
    return (await queries.editions(db))[0].id


async def test_a_roll_of_five_thousand_is_begun_imported_and_frozen(clerk: Client, db: AsyncSession) -> None:
    answer = await _post(clerk, LIST, name="Residents 2026", as_of="2026-09-01")
    here = answer.headers["location"]
    assert here == f"{LIST}/{await _edition(db)}"
    roll = residents.many(2500) + "\n" + residents.many(2500, "stred").replace("X", "Y").split("\n", 1)[1]
    report = await _post(clerk, f"{here}/import", 200, roll, deed="check")
    assert "5,000" in report.text
    assert "Nothing has been imported yet." in report.text
    assert "2,500" in report.text
    assert "1940–1949" in report.text
    assert (await queries.editions(db))[0].size == 0
    await _post(clerk, f"{here}/import", file=roll, deed="import", checked=_hidden(report.text, "checked"))
    page = (await clerk.get(here)).text
    assert "5,000 lines were imported: 5,000 new, 0 changed, 0 as before." in page
    assert "50.0" in page
    assert "X000001" not in report.text + page
    confirmation = (await clerk.get(f"{here}/freeze")).text
    assert "5,000" in confirmation
    await _post(clerk, f"{here}/freeze")
    edition = (await queries.editions(db))[0]
    assert (edition.size, edition.is_frozen) == (5000, True)
    assert "Frozen" in (await clerk.get(LIST)).text
    assert {"roll.create", "roll.import", "roll.freeze"} <= set(await _kinds(db))
    assert (await clerk.get(f"{here}/import")).status_code == 409


async def test_wrong_lines_are_listed_and_the_right_ones_can_be_kept(clerk: Client, db: AsyncSession) -> None:
    await _post(clerk, LIST, name="R", as_of="2026-09-01")
    here = f"{LIST}/{await _edition(db)}"
    roll = "identifier;birth_year;district\nAAAA1;1980;sever\nAAAA2;1780;sever\nAAAA3;1990;nowhere\n"
    report = await _post(clerk, f"{here}/import", 200, roll, deed="check")
    assert "nobody living was born in 1780" in report.text
    assert "there is no district “nowhere”" in report.text
    checked = _hidden(report.text, "checked")
    refused = await _post(clerk, f"{here}/import", 422, roll, deed="import", checked=checked)
    assert "Some lines are wrong." in refused.text
    assert (await queries.editions(db))[0].size == 0
    await _post(clerk, f"{here}/import", file=roll, deed="import-right", checked=checked)
    assert (await queries.editions(db))[0].size == 1


async def test_only_the_file_that_was_checked_is_imported(clerk: Client, db: AsyncSession) -> None:
    await _post(clerk, LIST, name="R", as_of="2026-09-01")
    here = f"{LIST}/{await _edition(db)}"
    report = await _post(clerk, f"{here}/import", 200, residents.many(3), deed="check")
    checked = _hidden(report.text, "checked")
    other = await _post(clerk, f"{here}/import", 422, residents.many(9), deed="import", checked=checked)
    assert "This file was not checked yet." in other.text
    assert _hidden(other.text, "checked") != checked
    await _post(clerk, f"{here}/import", 422, residents.many(3), deed="import")
    assert (await queries.editions(db))[0].size == 0


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (None, "Please fill this in."),
        ("a;b\n1;2\n", "The first line must name the column “identifier”."),
        ("", "The first line must name the column “identifier”."),
    ],
)
async def test_a_file_that_is_no_roll_is_refused_beside_the_field(
    clerk: Client, db: AsyncSession, file: str | None, told: str
) -> None:
    await _post(clerk, LIST, name="R", as_of="2026-09-01")
    page = await _post(clerk, f"{LIST}/{await _edition(db)}/import", 422, file, deed="check")
    assert told in page.text
    assert 'id="error-file"' in page.text


@pytest.mark.parametrize("language", ["cs", "nb", "en"])
async def test_the_empty_table_is_one_that_the_import_reads(
    client: Client, db: AsyncSession, keyring: Keyring, language: str
) -> None:
    await cities.city(db, "lipovec", languages=(language,))
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    table = await client.get(f"{LIST}/template")
    assert table.headers["content-disposition"] == 'attachment; filename="roll.csv"'
    assert table.content.decode("utf-8-sig").strip() == ROLL_HEADERS[language]
    edition_id = await residents.roll(db, keyring)
    filled = table.content + b"A-1234;1980;sever;g\r\n"
    report = await service.import_roll(db, INSTALLATION, keyring, edition_id, filled, dry_run=True)
    assert (report.new, report.issues) == (1, ())
    addresses = (await client.get(f"{LIST}/addresses")).content + "800101/0001;Ž;U;T\r\n".encode()
    assert service.address_in(addresses, "8001010001") == ("Ž", "U", "T")


async def test_one_person_is_added_changed_and_struck_off(clerk: Client, db: AsyncSession, keyring: Keyring) -> None:
    edition_id = await residents.roll(db, keyring)
    path = f"{LIST}/{edition_id}/person"
    fields = {"identifier": "750101/7777", "birth_year": "1975", "district": "", "group": ""}
    await _post(clerk, path, deed="add", **fields)
    page = (await clerk.get(path)).text
    assert "The person is on the roll now." in page
    assert "7777" not in page
    await _post(clerk, path, deed="change", **fields | {"birth_year": "1976"})
    assert (await queries.counts(db, edition_id)).people == 4
    await _post(clerk, path, deed="strike-off", identifier="7501017777")
    assert (await queries.counts(db, edition_id)).struck_off == 1
    assert {"roll.add", "roll.change", "roll.strike-off"} <= set(await _kinds(db))


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"deed": "add", "identifier": "8001010001", "birth_year": "1980"}, "identifier", "already on the roll"),
        ({"deed": "add", "identifier": "X9999999"}, "birth_year", "Please fill this in."),
        (
            {"deed": "add", "identifier": "X9999999", "birth_year": "1826"},
            "birth_year",
            "nobody living was born in 1826",
        ),
        ({"deed": "change", "identifier": "X9999999", "birth_year": "soon"}, "birth_year", "whole number"),
        ({"deed": "strike-off", "identifier": "X9999999"}, "identifier", "Nobody on this roll has this identifier."),
        ({"deed": "strike-off"}, "identifier", "Please fill this in."),
        ({"identifier": "X9999999"}, "deed", "Please fill this in."),
        (
            {"deed": "add", "identifier": "X9999999", "birth_year": "1980", "district": str(UUID(int=1))},
            "district",
            "Please choose one of the options.",
        ),
    ],
)
async def test_a_wrong_correction_is_told_beside_its_field(
    clerk: Client, db: AsyncSession, keyring: Keyring, fields: dict[str, str], field: str, told: str
) -> None:
    edition_id = await residents.roll(db, keyring)
    page = await _post(clerk, f"{LIST}/{edition_id}/person", 422, **fields)
    assert told in page.text
    assert f'id="error-{field}"' in page.text
    assert (await queries.counts(db, edition_id)).people == 3


async def test_a_name_is_taken_once_and_the_form_keeps_it(clerk: Client, db: AsyncSession, keyring: Keyring) -> None:
    await residents.roll(db, keyring, name="Kept name")
    page = await _post(clerk, LIST, 422, name="Kept name", as_of="2026-09-01")
    assert "There is already a roll with this name." in page.text
    assert 'value="Kept name"' in page.text
    page = await _post(clerk, LIST, 422, name="Other", as_of="never")
    assert 'id="error-as_of"' in page.text


async def test_numbers_are_added_for_a_district(clerk: Client, db: AsyncSession, keyring: Keyring) -> None:
    edition_id = await residents.roll(db, keyring)
    path = f"{LIST}/{edition_id}/numbered"
    page = (await clerk.get(path)).text
    district = page.split('<option value="')[2].split('"')[0]
    await _post(clerk, path, count="30", district=district)
    assert (await queries.counts(db, edition_id)).numbered == 30
    for wrong in ("0", "-5", "many", "200001"):
        assert 'id="error-count"' in (await _post(clerk, path, 422, count=wrong)).text


async def test_an_empty_roll_is_not_frozen(clerk: Client, db: AsyncSession) -> None:
    await _post(clerk, LIST, name="R", as_of="2026-09-01")
    page = await _post(clerk, f"{LIST}/{await _edition(db)}/freeze", 422)
    assert "This roll is empty." in page.text


async def test_the_desk_unlocks_and_stops_codes(clerk: Client, db: AsyncSession, keyring: Keyring) -> None:
    edition_id = await residents.roll(db, keyring)
    people = {e.birth_year: e.id async for e in queries.entitlements(db, edition_id)}
    (code,) = await service.issue_codes(db, INSTALLATION, edition_id, [people[1980]], "1")
    for _ in range(5):
        await service.enter(db, edition_id, code.text, 1981)
    await db.flush()
    path = f"{LIST}/{edition_id}/desk"
    assert "1 code is locked now." in (await clerk.get(path)).text
    await _post(clerk, path, deed="unlock", identifier="8001010001")
    page = (await clerk.get(path)).text
    assert "The code is unlocked." in page
    assert "8001010001" not in page
    again = await _post(clerk, path, 422, deed="unlock", identifier="8001010001")
    assert 'id="error-identifier"' in again.text
    await _post(clerk, path, deed="withdraw", identifier="8001010001")
    assert isinstance(await service.enter(db, edition_id, code.text, 1980), Wrong)
    nobody = await _post(clerk, path, 422, deed="withdraw", identifier="900202/0002")
    assert "This person has no code." in nobody.text
    assert {"code.unlock", "code.withdraw"} <= set(await _kinds(db))


async def test_the_key_is_destroyed_only_by_the_rolls_name(clerk: Client, db: AsyncSession, keyring: Keyring) -> None:
    edition_id = await residents.roll(db, keyring, name="Roll of 2026")
    here = f"{LIST}/{edition_id}"
    page = await _post(clerk, f"{here}/key", 422, name="Roll of 2025")
    assert 'id="error-name"' in page.text
    assert service.names_people(keyring, edition_id)
    await _post(clerk, f"{here}/key", name="Roll of 2026")
    assert not service.names_people(keyring, edition_id)
    page = (await clerk.get(here)).text
    assert "The key of this roll is destroyed" in page
    assert "/letters" not in page
    assert (await accounts.post(clerk, f"{here}/key", {"name": "Roll of 2026"})).status_code == 409
    strike = {"deed": "strike-off", "identifier": "8001010001"}
    assert (await accounts.post(clerk, f"{here}/person", strike)).status_code == 409


MANAGED = ("/import", "/person", "/numbered", "/freeze", "/letters", "/slips", "/replacement", "/key", "/desk")


@pytest.mark.parametrize("page", ["", *MANAGED])
async def test_every_page_is_whole_and_a_fragment(clerk: Client, db: AsyncSession, keyring: Keyring, page: str) -> None:
    edition_id = await residents.roll(db, keyring)
    whole = await clerk.get(f"{LIST}/{edition_id}{page}")
    part = await clerk.get(f"{LIST}/{edition_id}{page}", headers=HTMX)
    assert (whole.status_code, part.status_code) == (200, 200)
    assert whole.text.count("<h1") == part.text.count("<h1") == 1
    assert "<html" in whole.text
    assert "<html" not in part.text


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CLERK, Role.ADMINISTRATOR)])
async def test_other_roles_reach_no_roll(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID, role: Role
) -> None:
    edition_id = await residents.roll(db, keyring)
    await accounts.sign_in(client, db, "lipovec", role)
    for page in ("", f"/{edition_id}", *(f"/{edition_id}{page}" for page in MANAGED), "/template", "/addresses"):
        assert (await client.get(f"{LIST}{page}")).status_code == 403, page
    for page in ("", *(f"/{edition_id}{page}" for page in MANAGED), f"/{edition_id}/piles/1"):
        assert (await accounts.post(client, f"{LIST}{page}")).status_code == 403, page


async def test_staff_of_one_city_find_nothing_of_another(
    client: Client, db: AsyncSession, keyring: Keyring, lipovec: UUID
) -> None:
    edition_id = await residents.roll(db, keyring, name="Secret roll")
    await cities.city(db, "nordvik")
    await accounts.sign_in(client, db, "nordvik", Role.ADMINISTRATOR)
    assert "Secret roll" not in (await client.get("/nordvik/staff/rolls")).text
    fields = {"deed": "strike-off", "identifier": "8001010001", "name": "Secret roll", "count": "1", "title": "T"}
    for page in ("", *MANAGED, "/piles/1"):
        assert (await client.get(f"/nordvik/staff/rolls/{edition_id}{page}")).status_code == 404, page
        if page:
            answer = await accounts.post(client, f"/nordvik/staff/rolls/{edition_id}{page}", fields)
            assert answer.status_code == 404, page
    assert (await client.get(f"{LIST}/{edition_id}")).status_code == 404


async def test_nobody_signed_in_is_led_to_the_door(client: Client, db: AsyncSession, lipovec: UUID) -> None:
    answer = await client.get(LIST)
    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.headers["location"]


async def test_a_roll_begun_by_mistake_is_thrown_away(client: Client, db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db, "lipovec")
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    client.headers["accept-language"] = "en"
    wrong = await residents.roll(db, keyring, name="Wrong file")
    await db.flush()
    path = f"/lipovec/staff/rolls/{wrong}"
    assert f'href="{path}/removal"' in (await client.get(path)).text
    asked = (await client.get(f"{path}/removal")).text
    assert "Throw away the roll “Wrong file”?" in asked
    assert "Everybody on it goes with it." in asked
    done = await accounts.post(client, f"{path}/removal")
    assert (done.status_code, done.headers["location"]) == (303, "/lipovec/staff/rolls")
    assert "Wrong file" not in (await client.get("/lipovec/staff/rolls")).text.replace("“Wrong file” is gone", "")
    assert not service.names_people(keyring, wrong)
    again = await accounts.post(client, f"{path}/removal")
    assert (again.status_code, "It is gone" in again.text, '/lipovec/staff/rolls"' in again.text) == (404, True, True)


async def test_a_roll_that_counts_stays(client: Client, db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db, "lipovec")
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    client.headers["accept-language"] = "en"
    frozen = await residents.frozen(db, keyring, name="Frozen")
    named = await residents.roll(db, keyring, name="Named")
    given = await residents.roll(db, keyring, name="Given")
    vote = await elections_service.create(db, INSTALLATION, ElectionSettings(title="Vote", slug="vote"))
    await elections_service.set_electorate(db, INSTALLATION, vote, ElectorateChoice(named))
    keys = [each.id async for each in queries.entitlements(db, given)]
    await service.issue_codes(db, INSTALLATION, given, keys[:1], "1")
    await db.flush()
    for edition_id, why in ((frozen, "frozen"), (named, "A vote names this roll."), (given, "Codes of this roll")):
        answer = await accounts.post(client, f"/lipovec/staff/rolls/{edition_id}/removal")
        assert (answer.status_code, why in answer.text) == (409, True)
        assert service.names_people(keyring, edition_id)
    assert {each.name for each in await queries.editions(db)} == {"Frozen", "Named", "Given"}
