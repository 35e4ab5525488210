"""Is a password kept, changed and replaced so that only its owner can use it?"""

from __future__ import annotations

import asyncio
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import rules, service
from partnet_vote.accounts.models import AccountRow, PasswordResetRow
from partnet_vote.accounts.service.hashing import Hashing
from partnet_vote.platform.db.rate_limits import TooOften
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Refused, TooLate
from partnet_vote.platform.kernel.permissions import Role
from tests.accounts.conftest import letters, link_in
from tests.builders import accounts as build, cities

EMAIL = "forgetful@staff.example"
NEXT = "eleven green bottles on a wall"


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("short", False),
        ("aaaaaaaaaaaaaaaa", False),
        ("forgetful1234", False),
        ("heslo12345678", False),
        ("123456789012", False),
        ("žluťoučký kůň", True),
        ("correct horse battery", True),
        ("x" * 201, False),
    ],
)
def test_length_counts_and_the_obvious_is_refused(password: str, good: bool) -> None:
    assert (rules.password_issue(password, EMAIL, "Some Name") is None) is good


async def test_what_is_kept_is_argon2id_with_the_chosen_cost(db: AsyncSession, lipovec: UUID) -> None:
    account_id = await build.member(db, email=EMAIL, password=build.PASSWORD)
    account = await db.get_one(AccountRow, account_id)
    assert (account.password_hash or "").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_letters_with_accents_match_however_they_were_typed() -> None:
    hashing = Hashing(1)
    kept = await hashing.hash("žluťoučký kůň")  # composed
    assert await hashing.matches(kept, "žluťoučký kůň")  # decomposed


async def test_a_long_queue_is_turned_away_and_then_served_again() -> None:
    hashing = Hashing(cores=1, queue=3)
    kept = await hashing.hash(build.PASSWORD)
    answers = await asyncio.gather(*(hashing.matches(kept, build.PASSWORD) for _ in range(10)), return_exceptions=True)
    assert answers.count(True) == 3
    assert sum(isinstance(answer, TooOften) for answer in answers) == 7
    assert await hashing.matches(kept, build.PASSWORD)


async def test_hashing_leaves_the_event_loop_free() -> None:
    hashing = Hashing(cores=1)
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.001)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await asyncio.gather(*(hashing.hash(build.PASSWORD) for _ in range(5)))
    ticking.cancel()
    assert ticks > 5


async def test_an_unknown_address_costs_the_same_work(db: AsyncSession, lipovec: UUID) -> None:
    hashing = Hashing(1)
    clock = asyncio.get_running_loop().time
    kept = await hashing.hash(build.PASSWORD)
    spent: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(8):
        for known, times in spent.items():
            before = clock()
            assert not await hashing.matches(kept if known else None, "wrong")
            times.append(clock() - before)
    assert min(spent[False]) > 0.5 * min(spent[True])


async def test_the_password_of_nobody_opens_nothing() -> None:
    assert not await Hashing(1).matches(None, "the password of nobody")


async def test_changing_it_renews_this_session_and_ends_the_others(
    client: httpx.AsyncClient, db: AsyncSession, lipovec: UUID
) -> None:
    account_id = await build.member(db, Role.CLERK, email=EMAIL, password=build.PASSWORD)
    token = await service.open_staff_session(db, account_id)
    other = await service.open_staff_session(db, account_id)
    build.hold(client, token)
    wrong = await build.post(client, "/lipovec/staff/password", {"before": "not it at all", "password": NEXT})
    assert wrong.status_code == 422
    answer = await build.post(client, "/lipovec/staff/password", {"before": build.PASSWORD, "password": NEXT})
    assert answer.status_code == 303
    assert client.cookies["partnet"] != token
    assert (await client.get("/lipovec/staff")).status_code == 200
    assert await service.identify(db, token) is None
    assert await service.identify(db, other) is None
    with pytest.raises(Refused):
        await service.sign_in(db, lipovec, EMAIL, build.PASSWORD)
    assert await service.sign_in(db, lipovec, EMAIL, NEXT)


async def test_a_forgotten_password_is_replaced_by_a_link_once(
    client: httpx.AsyncClient, db: AsyncSession, lipovec: UUID
) -> None:
    account_id = await build.member(db, Role.CLERK, email=EMAIL, password=build.PASSWORD)
    session = await service.open_staff_session(db, account_id)
    await build.post(client, "/lipovec/staff/reset", {"email": EMAIL.upper()})
    (letter,) = await letters(db, EMAIL)
    link = link_in(letter)
    assert (await client.get(link)).status_code == 200
    assert (await build.post(client, link, {"password": "short"})).status_code == 422
    assert (await build.post(client, link, {"password": NEXT})).status_code == 303
    assert await service.identify(db, session) is None
    assert await service.sign_in(db, lipovec, EMAIL, NEXT)
    assert (await build.post(client, link, {"password": "another long password"})).status_code == 410
    assert (await client.get(link)).status_code == 303


async def test_the_answer_is_the_same_for_a_stranger(
    client: httpx.AsyncClient, db: AsyncSession, lipovec: UUID
) -> None:
    await build.member(db, Role.CLERK, email=EMAIL, password=build.PASSWORD)
    known = await build.post(client, "/lipovec/staff/reset", {"email": EMAIL})
    unknown = await build.post(client, "/lipovec/staff/reset", {"email": "nobody@staff.example"})
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert not await letters(db, "nobody@staff.example")
    for _ in range(2):
        await build.post(client, "/lipovec/staff/reset", {"email": EMAIL})
    limited = await build.post(client, "/lipovec/staff/reset", {"email": EMAIL})
    assert limited.status_code == 429
    assert len(await letters(db, EMAIL)) == 3


async def test_a_link_dies_after_an_hour_and_with_its_siblings(db: AsyncSession, lipovec: UUID) -> None:
    await build.member(db, Role.CLERK, email=EMAIL, password=build.PASSWORD)
    for _ in range(3):
        await service.ask_for_reset(db, EMAIL, address="http://127.0.0.1/x", city_name="Lipovec")
    tokens = [link_in(letter).rpartition("/")[2] for letter in await letters(db, EMAIL)]
    await service.reset_password(db, tokens[0], NEXT)
    with pytest.raises(TooLate):
        await service.reset_password(db, tokens[1], NEXT)
    await db.execute(update(PasswordResetRow).values(used_at=None, expires_at=func.now()))
    with pytest.raises(TooLate):
        await service.reset_password(db, tokens[2], NEXT)


async def test_of_parallel_uses_of_one_link_one_succeeds(database: Database) -> None:
    email = f"parallel-{id(database)}@staff.example"
    async with database.transaction() as db:
        city_id = await cities.city(db)
        await build.member(db, email=email, password=build.PASSWORD)
        await service.ask_for_reset(db, email, address="http://127.0.0.1/x", city_name="Lipovec")
        token = link_in((await letters(db, email))[0]).rpartition("/")[2]

    async def use(number: int) -> bool:
        try:
            async with database.transaction(city_id) as db:
                await service.reset_password(db, token, f"{NEXT} number {number}")
        except TooLate:
            return False
        return True

    assert sum(await asyncio.gather(*(use(n) for n in range(8)))) == 1
    async with database.transaction(city_id) as db:
        assert await db.scalar(select(func.count()).select_from(PasswordResetRow)) >= 1
