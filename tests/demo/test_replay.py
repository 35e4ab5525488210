"""Does a real election, sent through the product from the roll to the bundle, elect whom its city elected?"""

from __future__ import annotations

from pathlib import Path

import pytest

from partnet_vote.cities import queries as cities
from partnet_vote.cli.demonstration.loading import Loader
from partnet_vote.cli.demonstration.real_election import SLUG, replay
from partnet_vote.elections import queries as elections
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.results import queries as results
from partnet_vote.results.service.publishing import BUNDLE
from partnet_vote.tally.pabulib import election as files
from partnet_vote.tally.verification import verify
from tests.builders import booth
from tests.builders.pabulib import FOLDER, need_real_files, pb


async def winners(path: Path, slug: str, server: embedded.Running, database: Database, keyring: Keyring) -> set[str]:
    """The winners that anybody finds by recounting the published bundle."""
    async with booth.planes(server, database, keyring) as planes:
        await replay(Loader(planes, keyring, lambda *_: None), path, slug)
        async with database.transaction() as db:
            city = await cities.by_slug(db, slug)
        assert city is not None
        async with database.transaction(city.id) as db:
            election = await elections.by_slug(db, SLUG)
            assert election is not None
            (publication,) = await results.publications(db, election.id)
            bundle = await results.file(db, publication.id, BUNDLE)
    assert bundle is not None
    verification = verify(bundle)
    assert verification.passed, verification.findings
    (outcome,) = verification.outcomes
    return set(outcome.winners)


@pytest.mark.parametrize(
    "name",
    [
        "Netherlands_Assen_2024",
        "Poland_Wieliczka_2023_Green_Budget",
        pytest.param("Poland_Warszawa_2021_Mokotow", marks=pytest.mark.drill),
    ],
)
async def test_official_winners(name: str, migrated: embedded.Running, database: Database, keyring: Keyring) -> None:
    need_real_files()
    path = FOLDER / f"{name}.pb"
    official = files.official_winners(files.election(path.read_bytes()).document)
    assert await winners(path, name.lower().replace("_", "-")[:40].strip("-"), migrated, database, keyring) == official


async def test_a_file_with_points_and_an_empty_ballot(
    tmp_path: Path, migrated: embedded.Running, database: Database, keyring: Keyring
) -> None:
    votes = [("1", "A,B", "3,2"), ("2", "B", "5"), ("3", "", "")]
    path = tmp_path / "points.pb"
    path.write_bytes(
        pb(votes, vote_columns=("voter_id", "vote", "points"), vote_type="cumulative", meta={"max_sum_points": "5"})
    )
    assert await winners(path, "points", migrated, database, keyring) == {"B", "C"}
