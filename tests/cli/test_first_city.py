"""Does an installation come to its first city and administrator by the commands that operations.md names?"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from partnet_vote.accounts import queries, service
from partnet_vote.cities import queries as cities
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database, scope
from partnet_vote.platform.kernel.permissions import Role


@dataclass(frozen=True)
class Shell:
    environment: dict[str, str]

    async def run(self, *words: str, typed: str = "") -> tuple[int, str]:
        started = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "partnet_vote.cli", *words,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            env=self.environment,
        )  # fmt: skip
        output, _ = await started.communicate(typed.encode())
        return started.returncode or 0, output.decode()


@pytest.fixture
async def shell(migrated: embedded.Running, tmp_path: Path) -> Shell:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PARTNET_")}
    return Shell(
        ours
        | {
            "PYTHONPATH": "src",
            "PARTNET_DATABASE_URL": migrated.identity_url,
            "PARTNET_BALLOTBOX_URL": migrated.box_url,
            "PARTNET_DATA_DIR": str(tmp_path),
            "PARTNET_BASE_URL": "http://127.0.0.1:8000",
        }
    )


async def test_a_city_gets_its_first_administrator(shell: Shell, database: Database) -> None:
    slug = f"city-{uuid4().hex[:8]}"
    code, said = await shell.run("city", "add", slug, "--name", "Zkušov", "--language", "cs")
    assert (code, f"http://127.0.0.1:8000/{slug}" in said) == (0, True), said
    code, said = await shell.run("city", "list")
    assert slug in said
    add = ("staff", "add", "--city", slug, "--role", "administrator")
    code, said = await shell.run(
        *add, "--email", f"A@{slug}.example", "--name", "První Správkyně", "--password-stdin",
        typed="seven quiet herons at dusk\n",
    )  # fmt: skip
    assert code == 0, said
    code, said = await shell.run(*add, "--email", f"b@{slug}.example")
    token = re.search(r"/staff/invitations/(\S+)", said)
    assert token is not None, said
    async with database.transaction() as db:
        city = await cities.by_slug(db, slug)
        assert city is not None
        await scope(db, city.id)
        assert await service.sign_in(db, city.id, f"a@{slug}.example", "seven quiet herons at dusk")
        assert (await service.invitation_of(db, token[1])).roles == {Role.ADMINISTRATOR}
        (person,) = await queries.people(db)
        assert person.name == "První Správkyně"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("city", "add", "static", "--name", "X"), "reserved"),
        (("city", "add", "X", "--name", "X"), "small letters"),
        (("staff", "add", "--city", "nowhere", "--email", "a@b.example", "--role", "clerk"), "city list"),
        (
            ("staff", "add", "--city", "nowhere", "--email", "a@b.example", "--role", "clerk", "--password-stdin"),
            "--name",
        ),
    ],
)
async def test_what_cannot_be_is_refused_in_one_sentence(shell: Shell, words: tuple[str, ...], hint: str) -> None:
    code, said = await shell.run(*words)
    assert code == 1
    assert hint in said
    assert "Traceback" not in said


async def test_the_worker_does_one_round_and_says_so_in_json(shell: Shell) -> None:
    code, said = await shell.run("worker", "--once")
    assert code == 0, said
    assert all(line.startswith("{") for line in said.splitlines())
