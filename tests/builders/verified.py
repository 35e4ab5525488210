"""How does a test come by a forum whose survey is counted, and by its verified list?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import service as accounts_service
from partnet_vote.booth.service import Planes
from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Actor, Role
from partnet_vote.results import service
from partnet_vote.results.rules import ListChoice, ListPublication, Measure, PollTexts
from tests.builders import accounts, booth, hall, surveys
from tests.builders.installation import served
from tests.builders.surveys import Survey

TOP_THREE = ListChoice(top=3)
BALLOTS = tuple({f"i{item}": 1 for item in pair} for pair in ((1, 2), (1, 2), (1, 5), (1, 5), (4, 5), (3, 6), (2, 6)))
"""Items 1 to 6 get 4, 3, 1, 1, 3, 2 marks in the survey, and 6, 5, 4, 3, 2, 0 in the room."""
DOTS = (41, 38, 38, 30, 29, 25, 22, 20, 18, 15, 12, 0)
"""In the room, for the twelve items of `hall`: a shared second place, and one that nobody marked."""
PAIRS = ((12, 1, 5), (11, 1, 4), (11, 3, 3), (2, 3, 4), (4, 5, 2), (7, 8, 2), (9, 10, 2), (6, 4, 1))
LARGE = tuple({f"i{one}": 1, f"i{other}": 1} for one, other, times in PAIRS for _ in range(times))
"""In the survey."""
POLL = PollTexts(
    source="Agentura Dotaz: Názory obyvatel",
    taken_on=date(2026, 4, 30),
    sample=620,
    method="Telefonicky, náhodný výběr",
    measure=Measure.PERCENTAGES,
    numbers={1: Fraction(31), 2: Fraction(49, 2), 3: Fraction(12), 5: Fraction(40)},
)


async def surveyed(
    planes: Planes,
    keyring: Keyring,
    choice: ListChoice | None = TOP_THREE,
    ballots: Sequence[Mapping[str, int]] = BALLOTS,
    **wishes: object,
) -> Survey:
    """A forum whose room and survey are counted and public; the rule was declared in time."""

    async def declare(db: AsyncSession, forum: Forum) -> None:
        if choice is not None:
            await service.declare_rule(db, INSTALLATION, forum.id, choice)

    return await surveys.published(planes, keyring, ballots, before=declare, **wishes)


@dataclass(frozen=True)
class Town:
    """A server that answers at `address`: its city, a forum with a published list, a session of its administrator."""

    address: str
    slug: str
    number: int
    token: str

    @property
    def public(self) -> str:
        """The list."""
        return f"/{self.slug}/forums/{self.number}/verified"

    @property
    def staff(self) -> str:
        """The list, for staff."""
        return f"/{self.slug}/staff/forums/{self.number}/verified"


@contextmanager
def town(folder: Path) -> Iterator[Town]:
    """`partnet-vote serve` on a free port over databases of its own, with a list of twelve items."""
    with served(folder, _told) as found:
        survey, token = found.made
        yield Town(found.address, survey.vote.slug, survey.forum.number, token)


async def _told(server: embedded.Running, keyring: Keyring) -> tuple[Survey, str]:
    """A list published, corrected after a poll came in; and who may sign in."""
    database = Database(engine_for(server.identity_url, 8))
    async with booth.planes(server, database, keyring) as planes:
        survey = await surveyed(planes, keyring, ListChoice(), LARGE, dots=DOTS, items=hall.ITEMS)
        await publish(survey)
        await poll(survey)
        await correct(survey, "Průzkum agentury přišel až po zveřejnění.")
        async with database.transaction(survey.vote.city_id) as db:
            account_id = await accounts.member(db, Role.ADMINISTRATOR)
            token = await accounts_service.open_staff_session(db, account_id)
    await database.dispose()
    return survey, token


async def digest(db: AsyncSession, survey: Survey) -> str:
    """What the preview of the list would be published as."""
    forum = (await forums.by_ids(db, [survey.forum.id]))[survey.forum.id]
    made = (await service.prepare(db, forum)).made
    assert made is not None
    return made.digest


async def publish(survey: Survey, actor: Actor = INSTALLATION, known: str = "") -> ListPublication:
    """Publish the list in a transaction of its own; `known` is the digest that was looked at."""
    async with survey.vote.planes.database.transaction(survey.vote.city_id) as db:
        return await service.publish_list(db, actor, survey.forum.id, known or await digest(db, survey))


async def poll(survey: Survey, reason: str = "", **changes: object) -> int:
    """Type in the poll, or its correction."""
    async with survey.vote.planes.database.transaction(survey.vote.city_id) as db:
        texts = replace(POLL, **changes)  # type: ignore[arg-type]
        return await service.type_poll(db, INSTALLATION, survey.forum.id, texts, reason)


async def correct(survey: Survey, reason: str = "The poll had a slip of the pen.", known: str = "") -> ListPublication:
    """Publish the list as it is now beside what is published."""
    async with survey.vote.planes.database.transaction(survey.vote.city_id) as db:
        return await service.correct_list(db, INSTALLATION, survey.forum.id, known or await digest(db, survey), reason)
