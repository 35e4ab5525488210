"""Is the roll read, corrected and frozen, and does a code open it only to its owner?"""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel import posted_code
from partnet_vote.platform.kernel.errors import Conflict, Denied, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.residents import queries, service
from partnet_vote.residents.models import EntitlementRow, PostedCodeRow
from partnet_vote.residents.rules import Cell, Entered, Locked, Wrong
from tests.builders import cities, residents


async def ids(db: AsyncSession, edition_id: UUID) -> list[UUID]:
    return [e.id async for e in queries.entitlements(db, edition_id)]


async def test_an_import_makes_entitlements_without_their_identifiers(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    assert sorted(await queries.profile(db, edition_id), key=lambda c: c.birth_year or 0) == [
        Cell("sever", 1980, None, 1),
        Cell("stred", 1990, "senior", 1),
        Cell(None, 2005, None, 1),
    ]
    everything = (await db.execute(text("select to_jsonb(e)::text from entitlements e"))).scalars().all()
    assert everything
    assert not any("8001010001" in row or "800101" in row for row in everything)


async def test_a_dry_run_changes_nothing(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    report = await service.import_roll(db, INSTALLATION, keyring, edition_id, residents.many(10).encode(), dry_run=True)
    assert (report.new, report.is_done) == (10, False)
    assert len(await ids(db, edition_id)) == 3


async def test_every_wrong_line_is_named_and_stops_the_import(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    bad = (
        "identifier;birth_year;district\nABCD1;1980;sever\nABCD2;1780;sever\nABCD3;1990;nowhere\n"
        ";1990;sever\nABCD1;1980;sever\nABCD5;neuvedeno;sever\n"
    )
    report = await service.import_roll(db, INSTALLATION, keyring, edition_id, bad.encode(), dry_run=False)
    assert not report.is_done
    assert [(issue.line, issue.column) for issue in report.issues] == [
        (3, "birth"),
        (4, "district"),
        (5, "identifier"),
        (6, "identifier"),
        (7, "birth"),
    ]
    assert len(await ids(db, edition_id)) == 3
    kept = await service.import_roll(
        db, INSTALLATION, keyring, edition_id, bad.encode(), dry_run=False, skip_wrong=True
    )
    assert (kept.is_done, kept.new) == (True, 1)


async def test_czech_windows_files_and_commas_are_read(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    content = "rodné číslo,rok narození,část,skupina\n7001010009,1970,sever,dříč\n".encode("cp1250")
    report = await service.import_roll(db, INSTALLATION, keyring, edition_id, content, dry_run=False)
    assert report.new == 1
    assert Cell("sever", 1970, "dříč", 1) in await queries.profile(db, edition_id)


async def test_the_same_line_again_is_unchanged_and_spelling_does_not_matter(
    db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    again = residents.ROLL.replace("800101/0001", "8001010001").replace("1990;stred", "1991;stred")
    report = await service.import_roll(db, INSTALLATION, keyring, edition_id, again.encode(), dry_run=False)
    assert (report.new, report.changed, report.unchanged) == (0, 1, 2)


async def test_corrections_end_with_the_freeze(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    await service.strike_off(db, INSTALLATION, keyring, edition_id, "800101 0001")
    assert len(await ids(db, edition_id)) == 2
    await service.change(db, INSTALLATION, keyring, edition_id, "8001010001", 1981)
    assert len(await ids(db, edition_id)) == 3
    with pytest.raises(Refused):
        await service.add_person(db, INSTALLATION, keyring, edition_id, "800101-0001", 1980)
    await service.freeze(db, INSTALLATION, edition_id)
    with pytest.raises(Conflict):
        await service.strike_off(db, INSTALLATION, keyring, edition_id, "8001010001")
    with pytest.raises(Conflict):
        await service.add_numbered(db, INSTALLATION, edition_id, 5)


async def test_numbers_without_persons_follow_each_other(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    first = await service.add_numbered(db, INSTALLATION, edition_id, 3)
    await service.add_numbered(db, INSTALLATION, edition_id, 2)
    numbers = (await db.execute(select(EntitlementRow.number).where(EntitlementRow.number.is_not(None)))).scalars()
    assert sorted(n for n in numbers if n) == [1, 2, 3, 4, 5]
    found = await queries.entitlement(db, first[0])
    assert found is not None
    assert not found.is_person


async def test_a_code_opens_with_the_year_and_locks_after_five_wrong_tries(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    people = {e.birth_year: e.id async for e in queries.entitlements(db, edition_id)}
    (code,) = await service.issue_codes(db, INSTALLATION, edition_id, [people[1980]], "1")
    entered = await service.enter(db, edition_id, code.text.lower().replace("-", " "), 1980)
    assert isinstance(entered, Entered)
    assert entered.entitlement.id == people[1980]
    for left in (4, 3, 2, 1):
        assert await service.enter(db, edition_id, code.text, 1981) == Wrong(left)
    assert await service.enter(db, edition_id, code.text, 1981) == Locked()
    assert await service.enter(db, edition_id, code.text, 1980) == Locked()
    await service.unlock(db, INSTALLATION, keyring, edition_id, "8001010001")
    assert isinstance(await service.enter(db, edition_id, code.text, 1980), Entered)


async def test_a_code_of_nobody_answers_like_somebodys(db: AsyncSession, keyring: Keyring) -> None:
    """Otherwise the answers would tell which look-up ids are out (OWASP ASVS 5.0, 6.3.8)."""
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    (code, *_) = await service.issue_codes(db, INSTALLATION, edition_id, await ids(db, edition_id), "1")
    known = {row.lookup for row in (await db.execute(select(PostedCodeRow))).scalars()}
    nobodys = next(each for each in (posted_code.random_symbols(16) for _ in range(9)) if each[:4] not in known)

    async def answer(typed: str) -> tuple[type, int]:
        entry = await service.enter(db, edition_id, typed, 1900)
        return type(entry), entry.tries_left if isinstance(entry, Wrong) else 0

    known_answers = [await answer(code.text) for _ in range(7)]
    assert known_answers == [await answer(nobodys) for _ in range(7)]
    assert known_answers[-1] == (Locked, 0)


async def test_a_lost_letter_is_replaced_and_the_old_code_is_dead(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    people = {e.birth_year: e.id async for e in queries.entitlements(db, edition_id)}
    (old,) = await service.issue_codes(db, INSTALLATION, edition_id, [people[1980]], "1")
    with pytest.raises(Refused):
        await service.issue_codes(db, INSTALLATION, edition_id, [people[1980]], "2")
    await service.freeze(db, INSTALLATION, edition_id)
    key, new = await service.reissue(db, INSTALLATION, keyring, edition_id, "800101/0001")
    assert key == people[1980]
    assert isinstance(await service.enter(db, edition_id, old.text, 1980), Wrong)
    assert isinstance(await service.enter(db, edition_id, new.text, 1980), Entered)
    await service.withdraw_code(db, INSTALLATION, keyring, edition_id, "8001010001")
    assert isinstance(await service.enter(db, edition_id, new.text, 1980), Wrong)


async def test_the_database_holds_no_code(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    codes = await service.issue_codes(db, INSTALLATION, edition_id, await ids(db, edition_id), "1")
    rows = (await db.execute(select(PostedCodeRow.secret_hash))).scalars().all()
    assert len(rows) == 3
    assert all(row.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for row in rows)
    assert not any(code.secret in row for code in codes for row in rows)


async def test_what_cannot_be_a_code_is_no_try(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    with pytest.raises(Refused) as refusal:
        await service.enter(db, edition_id, "0OI1-2345", 1980)
    assert refusal.value.field == "code"


async def test_only_those_with_the_right_manage_the_roll(db: AsyncSession, keyring: Keyring) -> None:
    city_id = await cities.city(db)
    edition_id = await residents.roll(db, keyring)
    moderator = cities.staff(city_id, Role.MODERATOR)
    with pytest.raises(Denied):
        await service.freeze(db, moderator, edition_id)
    with pytest.raises(Denied):
        await service.issue_codes(db, moderator, edition_id, [], "1")
