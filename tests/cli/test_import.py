"""Do residents and proposals come in by the command line, whole or not at all?"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import anyio
import pytest

from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database
from partnet_vote.proposals import queries as proposals
from partnet_vote.proposals.rules import Status
from partnet_vote.residents import queries as residents
from tests.builders import cities
from tests.builders.residents import ROLL


@dataclass(frozen=True)
class Desk:
    """A city of its own on a real database, and a folder with files."""

    environment: dict[str, str]
    folder: Path
    city_id: UUID
    slug: str

    async def run(self, kind: str, content: str, *words: str) -> tuple[int, str]:
        file = self.folder / "file"
        file.write_text(content, "utf-8")
        command = [sys.executable, "-m", "partnet_vote.cli", "import", kind, "--city", self.slug, *words, str(file)]
        done = await anyio.run_process(command, check=False, stderr=subprocess.STDOUT, env=self.environment)
        return done.returncode, done.stdout.decode()


@pytest.fixture
async def desk(migrated: embedded.Running, database: Database, tmp_path: Path) -> Desk:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PARTNET_")}
    slug = f"import-{uuid4().hex[:10]}"
    async with database.transaction() as db:
        city_id = await cities.city(db, slug)
    places = {"PARTNET_DATABASE_URL": migrated.identity_url, "PARTNET_BALLOTBOX_URL": migrated.box_url}
    return Desk(ours | {"PYTHONPATH": "src", "PARTNET_DATA_DIR": str(tmp_path)} | places, tmp_path, city_id, slug)


async def test_proposals_come_in_as_drafts_after_a_dry_run(desk: Desk, database: Database) -> None:
    table = "Název;Náklady;Část\nLavičky;250 000 Kč;Sever\nStromy;;\n"
    code, said = await desk.run("proposals", table, "--dry-run")
    assert (code, "2 new" in said, "Nothing was changed." in said) == (0, True, True), said
    code, said = await desk.run("proposals", table)
    assert (code, "Imported as drafts." in said) == (0, True), said
    async with database.transaction(desk.city_id) as db:
        assert (await proposals.counts(db))[Status.DRAFT] == 2


async def test_a_wrong_line_is_named_and_stops_everything(desk: Desk, database: Database) -> None:
    code, said = await desk.run("proposals", "title;cost\nTrees;5\nBenches;many\n")
    assert (code, "line 3, cost: Write an amount" in said) == (1, True), said
    async with database.transaction(desk.city_id) as db:
        assert sum((await proposals.counts(db)).values()) == 0


async def test_residents_come_in_to_an_edition_that_is_made(desk: Desk, database: Database) -> None:
    code, said = await desk.run("residents", ROLL, "--edition", "Roll")
    assert (code, "--as-of" in said) == (1, True), said
    day = ("--edition", "Roll", "--as-of", "2026-09-01")
    code, said = await desk.run("residents", ROLL, *day, "--dry-run")
    assert (code, "3 new" in said) == (0, True), said
    async with database.transaction(desk.city_id) as db:
        assert await residents.editions(db) == ()
    code, said = await desk.run("residents", ROLL, *day)
    assert (code, "Imported." in said) == (0, True), said
    code, said = await desk.run("residents", ROLL, "--edition", "Roll")
    assert "3 unchanged" in said
    async with database.transaction(desk.city_id) as db:
        (edition,) = await residents.editions(db)
    assert (edition.size, edition.as_of.isoformat()) == (3, "2026-09-01")
    assert "800101" not in said


@pytest.mark.parametrize("kind", ["proposals", "residents"])
async def test_what_cannot_go_on_is_one_sentence(desk: Desk, kind: str) -> None:
    more = ("--edition", "Roll", "--as-of", "2026-09-01") if kind == "residents" else ()
    code, said = await desk.run(kind, "nothing of use\n", *more)
    assert (code, said.count("\n"), "Traceback" in said) == (1, 1, False), said
    lost = Desk(desk.environment, desk.folder, desk.city_id, "nowhere")
    code, said = await lost.run(kind, "title\nA\n", *more)
    assert (code, "there is no city “nowhere”" in said) == (1, True), said
