"""How does a test come by a batch of slips, typed by two clerks?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from partnet_vote.booth import queries, service
from partnet_vote.booth.rules import Batch, Spoilt
from partnet_vote.platform.kernel.permissions import Actor, Role
from partnet_vote.tally.ballots.marks import Ballot, Marks
from tests.builders import cities, surveys

Slip = Mapping[str, int] | Marks | Spoilt
"""The marks of one slip by option key, or why it does not count."""


def clerk(survey: surveys.Survey) -> Actor:
    """A clerk of the survey's city."""
    return cities.staff(survey.vote.city_id, Role.CLERK)


async def declare(survey: surveys.Survey, slips: int, place: str = "Radnice") -> Batch:
    """A batch of so many slips, nothing typed yet."""
    async with survey.vote.planes.database.transaction(survey.vote.city_id) as db:
        number = await service.declare(db, clerk(survey), survey.election.id, place, slips)
        found = await queries.batch(db, survey.election.id, number)
    assert found is not None
    return found


async def type_all(survey: surveys.Survey, batch_id: UUID, who: Actor, slips: Sequence[Slip], first: int = 1) -> None:
    """One clerk types these slips, the first one under this number."""
    async with survey.vote.planes.database.transaction(survey.vote.city_id) as db:
        for number, slip in enumerate(slips, first):
            if isinstance(slip, Spoilt):
                await service.type_slip(db, who, batch_id, number, None, slip)
            else:
                marks = slip if isinstance(slip, Marks) else Marks(slip)
                await service.type_slip(db, who, batch_id, number, Ballot(1, {"c1": marks}), None)


async def settled(survey: surveys.Survey, slips: Sequence[Slip], place: str = "Radnice") -> Batch:
    """A batch that two clerks typed alike, ready to be sealed."""
    batch = await declare(survey, len(slips), place)
    for _ in range(2):
        await type_all(survey, batch.id, clerk(survey), slips)
    return batch


async def sealed(survey: surveys.Survey, slips: Sequence[Slip], place: str = "Radnice") -> Batch:
    """The same batch with its ballots in the box."""
    batch = await settled(survey, slips, place)
    vote = survey.vote
    return await service.seal_batch(vote.planes, vote.keyring, clerk(survey), vote.city_id, batch.id)
