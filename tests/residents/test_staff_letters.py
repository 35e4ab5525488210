"""Do the letters come out of the browser's form, once each, in the letter's own language, with codes that work?"""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.residents import queries, service
from partnet_vote.residents.rules import PILE, Entered, Wrong
from partnet_vote.residents.screens import next_piles
from tests.builders import accounts, cities, residents

Client = httpx.AsyncClient
LIST = "/lipovec/staff/rolls"
CODE = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")
TEXT = {"title": "Rozpočet 2027", "message": "Hlasuje se do 30. listopadu.", "language": "cs", "window": "right"}
ADDRESSES = """identifier;birth_year;name;street;town
8001010001;1980;Žofie Zkušební;Lipová 1;Lipovec
900202/0002;1990;Řehoř Zkušební;Lipová 2;Lipovec
999999/9999;1970;Nikdo Neznámý;Lipová 3;Lipovec
"""


@pytest.fixture
async def clerk(client: Client, db: AsyncSession) -> Client:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    return client


@pytest.fixture
async def roll(clerk: Client, db: AsyncSession, keyring: Keyring) -> UUID:
    return await residents.frozen(db, keyring)


async def _post(client: Client, path: str, status: int = 303, file: str | None = None, **fields: Any) -> httpx.Response:
    files = {"file": ("addresses.csv", file.encode(), "text/csv")} if file is not None else None
    answer = await accounts.post(client, path, fields, files=files)
    assert answer.status_code == status, answer.text[:3000]
    return answer


def _pages(answer: httpx.Response) -> list[str]:
    assert answer.headers["content-type"].startswith("application/pdf")
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert answer.headers["cache-control"] == "no-store"
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


async def _checked(client: Client, path: str, file: str = ADDRESSES) -> str:
    page = await _post(client, path, 200, file, deed="check", **TEXT)
    return re.search(r'name="checked" value="([0-9a-f]{64})"', page.text)[1]  # type: ignore[index]


async def test_letters_are_checked_and_printed_once(clerk: Client, db: AsyncSession, roll: UUID) -> None:
    path = f"{LIST}/{roll}/letters"
    report = (await _post(clerk, path, 200, ADDRESSES, deed="check", **TEXT)).text
    assert "Nothing has been printed yet." in report
    assert "name, street, town" in report
    assert "this person is not on the roll" in report
    assert "Zkušební" not in report
    assert "Pile 1: 2 letters" in report
    assert 'value="Rozpočet 2027"' in report
    checked = await _checked(clerk, path)
    letters = _pages(await _post(clerk, path, 200, ADDRESSES, pile="1", checked=checked, **TEXT))
    assert len(letters) == 2
    assert "Žofie Zkušební" in letters[0]
    assert "1980" not in letters[0]
    assert "127.0.0.1/lipovec/vote" in letters[0]
    code = CODE.search(letters[0])
    assert code
    assert isinstance(await service.enter(db, roll, code.group(), 1980), Entered)
    again = await _post(clerk, path, 422, ADDRESSES, pile="1", checked=checked, **TEXT)
    assert "Pile 1 was printed already." in again.text
    nobody = await _post(clerk, path, 422, ADDRESSES, pile="2", checked=checked, **TEXT)
    assert "Everybody in this file has a letter already." in nobody.text
    assert (await queries.code_counts(db, roll)).issued == 2


async def test_the_letter_speaks_its_own_language_and_the_page_the_clerks(
    client: Client, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs", "nb"))
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    roll = await residents.roll(db, keyring)
    house = accounts.house_of(client)
    for language in ("cs", "nb", "en"):
        sample = await _post(client, f"{LIST}/{roll}/letters", 200, deed="sample", **TEXT | {"language": language})
        (letter,) = _pages(sample)
        assert "XXXX-XXXX-XXXX-XXXX" in letter
        assert house.languages[language].gettext("Your code") in letter
    assert "Letters with codes" in (await client.get(f"{LIST}/{roll}/letters")).text
    assert (await queries.code_counts(db, roll)).issued == 0


async def test_only_the_file_that_was_checked_is_printed(clerk: Client, db: AsyncSession, roll: UUID) -> None:
    path = f"{LIST}/{roll}/letters"
    checked = await _checked(clerk, path)
    other = ADDRESSES.replace("Lipová 1", "Lipová 11")
    page = await _post(clerk, path, 422, other, pile="1", checked=checked, **TEXT)
    assert "This file was not checked yet." in page.text
    assert (await queries.piles(db, roll)) == ()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"message": "x" * 501}, "message"),
        ({"message": "line\n" * 9 + "line"}, "message"),
        ({"language": "de"}, "language"),
        ({"window": "top"}, "window"),
    ],
)
async def test_wrong_texts_are_told_and_kept(clerk: Client, roll: UUID, fields: dict[str, str], field: str) -> None:
    page = await _post(clerk, f"{LIST}/{roll}/letters", 422, ADDRESSES, deed="check", **TEXT | fields)
    assert f'id="error-{field}"' in page.text
    if field != "title":
        assert 'value="Rozpočet 2027"' in page.text


@pytest.mark.parametrize(("file", "told"), [(None, "Choose a file."), ("jmeno;ulice\na;b\n", "must name the column")])
async def test_a_missing_or_foreign_file_is_told_beside_the_field(
    clerk: Client, roll: UUID, file: str | None, told: str
) -> None:
    page = await _post(clerk, f"{LIST}/{roll}/letters", 422, file, deed="check", **TEXT)
    assert told in page.text
    assert 'id="error-file"' in page.text


async def test_the_longest_letter_stays_on_one_sheet(clerk: Client, roll: UUID) -> None:
    longest = {
        "title": "Příliš žluťoučký kůň úpěl " * 4,
        "message": "W" * 80 + "\n" + "Mnoho slov " * 37 + "\nA\nB\nC",
    }
    assert len(longest["message"]) <= 500
    fields = TEXT | longest | {"title": longest["title"][:80]}
    assert len(_pages(await _post(clerk, f"{LIST}/{roll}/letters", 200, deed="sample", **fields))) == 1


async def test_a_lost_pile_is_voided_and_printed_anew(clerk: Client, db: AsyncSession, roll: UUID) -> None:
    path = f"{LIST}/{roll}/letters"
    checked = await _checked(clerk, path)
    lost = _pages(await _post(clerk, path, 200, ADDRESSES, pile="1", checked=checked, **TEXT))
    code = CODE.search(lost[0])
    assert code
    assert f"{LIST}/{roll}/piles/1" in (await clerk.get(path)).text
    assert "2 codes are in use" in (await clerk.get(f"{LIST}/{roll}/piles/1")).text
    await _post(clerk, f"{LIST}/{roll}/piles/1")
    assert isinstance(await service.enter(db, roll, code.group(), 1980), Wrong)
    assert (await accounts.post(clerk, f"{LIST}/{roll}/piles/1")).status_code == 422
    assert (await clerk.get(f"{LIST}/{roll}/piles/7")).status_code == 404
    anew = _pages(await _post(clerk, path, 200, ADDRESSES, pile="2", checked=checked, **TEXT))
    assert len(anew) == 2
    assert "No code is in use any more" in (await clerk.get(path)).text


async def test_a_lost_letter_is_printed_with_another_code(
    clerk: Client, db: AsyncSession, keyring: Keyring, roll: UUID
) -> None:
    people = {e.birth_year: e.id async for e in queries.entitlements(db, roll)}
    (old,) = await service.issue_codes(db, INSTALLATION, roll, [people[1980]], "1")
    path = f"{LIST}/{roll}/replacement"
    address = "Žofie Zkušební\r\nNová 9\r\nLipovec"
    (letter,) = _pages(await _post(clerk, path, 200, identifier="800101/0001", address=address, **TEXT))
    assert "Nová 9" in letter
    code = CODE.search(letter)
    assert code
    assert isinstance(await service.enter(db, roll, old.text, 1980), Wrong)
    assert isinstance(await service.enter(db, roll, code.group(), 1980), Entered)
    wrong = await _post(clerk, path, 422, identifier="800101/0009", address=address, **TEXT)
    assert 'id="error-identifier"' in wrong.text
    assert "Nová 9" in wrong.text
    empty = await _post(clerk, path, 422, identifier="800101/0001", **TEXT)
    assert 'id="error-address"' in empty.text
    page = (await clerk.get(path)).text
    assert "Nová 9" not in page
    assert "800101" not in page


async def test_before_the_freeze_addresses_are_checked_and_nothing_is_printed(
    clerk: Client, db: AsyncSession, keyring: Keyring
) -> None:
    early = await residents.roll(db, keyring)
    await service.add_numbered(db, INSTALLATION, early, 3)
    await db.flush()
    path = f"{LIST}/{early}/letters"
    report = (await _post(clerk, path, 200, ADDRESSES, deed="check", **TEXT)).text
    assert "Letters to print" in report
    for page in (report, (await clerk.get(f"{LIST}/{early}/slips")).text):
        assert "The roll is not frozen yet" in page
        assert f'href="{LIST}/{early}/freeze"' in page
        assert "Pile 1" not in page
    checked = await _checked(clerk, path)
    assert "Freeze the roll first" in (await _post(clerk, path, 422, ADDRESSES, pile="1", checked=checked, **TEXT)).text
    assert "Freeze the roll first" in (await _post(clerk, f"{LIST}/{early}/slips", 422, pile="1", **TEXT)).text
    assert (await queries.piles(db, early)) == ()
    roll_page = (await clerk.get(f"{LIST}/{early}")).text
    assert "they are printed once the roll is frozen" in roll_page
    assert "A letter was lost" not in roll_page
    _pages(await _post(clerk, path, 200, deed="sample", **TEXT))


async def test_sheets_without_a_name_ask_for_no_year(clerk: Client, db: AsyncSession, keyring: Keyring) -> None:
    roll = await residents.roll(db, keyring)
    await service.add_numbered(db, INSTALLATION, roll, 3)
    await service.freeze(db, INSTALLATION, roll)
    await db.flush()
    path = f"{LIST}/{roll}/slips"
    assert "Pile 1: 3 letters" in (await clerk.get(path)).text
    english = TEXT | {"language": "en"}
    (sample,) = _pages(await _post(clerk, path, 200, deed="sample", **english))
    assert "If you are asked for a year of birth, leave it empty." in sample
    sheets = _pages(await _post(clerk, path, 200, pile="1", **english))
    assert len(sheets) == 3
    code = CODE.search(sheets[0])
    assert code
    assert isinstance(await service.enter(db, roll, code.group(), None), Entered)
    assert (await accounts.post(clerk, path, TEXT | {"pile": "1"})).status_code == 422
    assert (await queries.code_counts(db, roll)).numbered == 0


def test_those_who_wait_are_divided_into_piles() -> None:
    assert [(pile.number, pile.size) for pile in next_piles(3, 2 * PILE + 1)] == [(3, PILE), (4, PILE), (5, 1)]
    assert next_piles(1, 0) == ()
    assert len(next_piles(1, 1000 * PILE)) == 20
