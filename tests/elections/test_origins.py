"""Do proposals become options whose texts stay in step until the freeze, and not a moment longer?"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries, service
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.proposals import service as proposals_service
from tests.builders import accounts, cities, elections as build, proposals


async def _draft(db: AsyncSession, keyring: Keyring) -> tuple[UUID, UUID]:
    election_id = await build.draft(db, keyring, options=())
    return election_id, (await queries.contests(db, election_id))[0].id


async def test_options_copy_their_proposals(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    _, contest_id = await _draft(db, keyring)
    first, second = [await proposals.published(db, title=title) for title in ("Benches", "Trees")]
    await service.add_proposals(db, INSTALLATION, contest_id, (second.id, first.id), keys={first.id: "BO.17"})
    options = await queries.options(db, contest_id)
    assert [(each.number, each.title, each.proposal_number) for each in options] == [
        (1, "Trees", second.number),
        (2, "Benches", first.number),
    ]
    assert [each.key for each in options] == [f"p{second.number}", "BO.17"]
    with pytest.raises(Refused):
        await service.add_proposals(db, INSTALLATION, contest_id, (first.id,))
    with pytest.raises(Refused):
        await service.edit_option(db, INSTALLATION, options[0].id, build.OPTIONS[0])


async def test_only_what_is_published_may_stand(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    _, contest_id = await _draft(db, keyring)
    unpublished = await proposals.draft(db)
    with pytest.raises(Refused):
        await service.add_proposals(db, INSTALLATION, contest_id, (unpublished.id,))


async def test_texts_follow_until_the_freeze_and_then_stand(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id, contest_id = await _draft(db, keyring)
    made = [await proposals.published(db, title=title) for title in ("Benches", "Trees")]
    await service.add_proposals(db, INSTALLATION, contest_id, [each.id for each in made])
    changed = replace(proposals.BENCHES, title="Better benches", cost=250_000_00)
    await proposals_service.edit(db, INSTALLATION, made[0].id, changed, made[0].version)
    issues = [str(issue.text) for issue in await service.issues_before_opening(db, election_id)]
    assert "The proposal “Benches” has changed since it was added." in issues
    await service.freeze(db, INSTALLATION, election_id)
    found = await queries.definition(db, election_id)
    assert found is not None
    option = found[0].contests[0].options[0]
    assert (option.title, option.cost, option.origin) == ("Better benches", 250_000_00, f"proposal:{made[0].number}")
    await proposals_service.edit(db, INSTALLATION, made[0].id, replace(changed, title="Too late"), made[0].version + 1)
    assert (await queries.options(db, contest_id))[0].title == "Better benches"


async def test_a_withdrawn_proposal_stands_in_the_way(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id, contest_id = await _draft(db, keyring)
    made = [await proposals.published(db, title=title) for title in ("Benches", "Trees")]
    await service.add_proposals(db, INSTALLATION, contest_id, [each.id for each in made])
    await proposals_service.withdraw(db, INSTALLATION, made[0].id, "The land was sold to somebody else.")
    with pytest.raises(Refused, match="not published any more"):
        await service.freeze(db, INSTALLATION, election_id)


async def test_staff_add_proposals_by_ticking_them(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    election_id, contest_id = await _draft(db, keyring)
    election = await queries.election(db, election_id)
    assert election is not None
    made = [await proposals.published(db, title=title) for title in ("Benches", "Trees", "Lamps")]
    await db.flush()
    path = f"/lipovec/staff/elections/{election.slug}/contests/{contest_id}/proposals"
    assert "Lamps" in (await client.get(path)).text
    answer = await accounts.post(client, path, {"proposal_ids": [str(made[0].id), str(made[2].id)]})
    assert answer.status_code == 303
    assert [each.title for each in await queries.options(db, contest_id)] == ["Benches", "Lamps"]
    page = (await client.get(path)).text
    assert "Trees" in page
    assert "Lamps" not in page
    assert (await accounts.post(client, path, {})).status_code == 422
