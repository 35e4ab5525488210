"""Does a letter reach its person with a code that works, and leave no trace of either?"""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.residents import queries, service
from partnet_vote.residents.rules import Entered, LetterFrame
from tests.builders import cities, residents

FRAME = LetterFrame(
    language="cs",
    title="Participativní rozpočet 2026",
    message="Hlasuje se do 30. listopadu.",
    sender="Město Lipovec",
    sender_address="Náměstí 1, Lipovec",
    phone="+420 555 010 101",
    url="https://hlas.lipovec.example/vote",
)
ADDRESSES = """identifier;name;street;town
8001010001;Žofie Zkušební;Lipová 1;Lipovec
900202/0002;Řehoř Zkušební;Lipová 2;Lipovec
999999/9999;Nikdo Neznámý;Lipová 3;Lipovec
"""


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


async def test_letters_carry_working_codes(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.frozen(db, keyring)
    run = await service.print_letters(db, INSTALLATION, keyring, edition_id, ADDRESSES.encode(), FRAME, "1")
    assert (run.printed, run.waiting, run.had_code) == (2, 0, 0)
    assert [issue.line for issue in run.issues] == [4]
    letters = pages(run.pdf)
    assert len(letters) == 2
    assert "Žofie Zkušební" in letters[0]
    code = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", letters[0])
    assert code
    assert isinstance(await service.enter(db, edition_id, code.group(), 1980), Entered)


async def test_neither_address_nor_code_is_kept(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.frozen(db, keyring)
    run = await service.print_letters(db, INSTALLATION, keyring, edition_id, ADDRESSES.encode(), FRAME, "1")
    codes = re.findall(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", "\n".join(pages(run.pdf)))
    tables = (await db.execute(text("select tablename from pg_tables where schemaname = 'public'"))).scalars().all()
    for table in tables:
        rows = (await db.execute(text(f"select to_jsonb(t)::text from {table} t"))).scalars().all()
        for row in rows:
            assert "Zkušební" not in row
            assert "Lipová" not in row
            assert not any(code[5:].replace("-", "") in row for code in codes)


async def test_a_second_run_writes_only_to_those_without_a_code(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.frozen(db, keyring)
    await service.print_letters(db, INSTALLATION, keyring, edition_id, ADDRESSES.encode(), FRAME, "1")
    more = ADDRESSES + "0503030003;Nová Osoba;Lipová 9;Lipovec\n"
    run = await service.print_letters(db, INSTALLATION, keyring, edition_id, more.encode(), FRAME, "2")
    assert (run.printed, run.had_code) == (1, 2)


async def test_a_lost_letter_is_reissued_with_another_code(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.frozen(db, keyring)
    first = await service.print_letters(db, INSTALLATION, keyring, edition_id, ADDRESSES.encode(), FRAME, "1")
    again = await service.reprint(db, INSTALLATION, keyring, edition_id, "8001010001", ("Žofie",), FRAME)
    pattern = r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}"
    assert re.findall(pattern, pages(again)[0]) != re.findall(pattern, pages(first.pdf)[0])


async def test_household_slips_have_no_name(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    keys = await service.add_numbered(db, INSTALLATION, edition_id, 3)
    await service.freeze(db, INSTALLATION, edition_id)
    pdf = await service.print_numbered(db, INSTALLATION, edition_id, keys, replace(FRAME, language="nb"), "slips")
    assert len(pages(pdf)) == 3
    code = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", pages(pdf)[0])
    assert code
    assert isinstance(await service.enter(db, edition_id, code.group(), None), Entered)
    assert await queries.entitlement(db, keys[0])


async def test_a_file_without_identifiers_is_refused(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.frozen(db, keyring)
    with pytest.raises(Refused) as refusal:
        await service.print_letters(db, INSTALLATION, keyring, edition_id, b"jmeno;ulice\na;b\n", FRAME, "1")
    assert refusal.value.field == "file"


async def test_nothing_is_printed_of_a_roll_that_may_still_change(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    keys = await service.add_numbered(db, INSTALLATION, edition_id, 3)
    deeds = (
        service.print_letters(db, INSTALLATION, keyring, edition_id, ADDRESSES.encode(), FRAME, "1"),
        service.print_numbered(db, INSTALLATION, edition_id, keys, FRAME, "2"),
        service.print_slips(db, INSTALLATION, edition_id, FRAME, "3"),
        service.reprint(db, INSTALLATION, keyring, edition_id, "8001010001", ("Žofie",), FRAME),
    )
    for deed in deeds:
        with pytest.raises(Refused, match="Freeze the roll first"):
            await deed
    assert (await queries.code_counts(db, edition_id)).issued == 0
    run = await service.check_letters(db, INSTALLATION, keyring, edition_id, ADDRESSES.encode())
    assert run.waiting == 2
