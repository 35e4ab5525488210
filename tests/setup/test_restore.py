"""Does what docs/operations.md tells about backup bring both databases back?"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from partnet_vote.cli import doctor, planes
from partnet_vote.platform.db import embedded

PLANES = {"partnet": "partnet_owner", "ballotbox": "ballotbox_owner"}
SPELLING = re.compile(r"[()]|::(text|character varying)(\[\])?")
ROWS = "create table kept as select n, md5(n::text) as word from generate_series(1, 900) n"


def program(server: embedded.Running, name: str, *words: str, stdin: bytes = b"") -> bytes:
    line = [str(server.programs / name), "--host", str(server.sockets), "--username=postgres", *words]
    done = subprocess.run(line, input=stdin, capture_output=True, check=False, env={"LC_ALL": "C"})
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


async def ask(server: embedded.Running, database: str, statement: str) -> list[Any]:
    connection = await asyncpg.connect(f"postgresql://postgres@/{database}?host={server.sockets}")
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


def shape(server: embedded.Running, database: str) -> list[str]:
    """The schema as text; PostgreSQL writes a condition read from a dump with other brackets and casts."""
    lines = program(server, "pg_dump", "--schema-only", "--restrict-key=same", database).decode().splitlines()
    return [SPELLING.sub("", line) if " CHECK " in line else line for line in lines if not line.startswith("--")]


async def migrated(server: embedded.Running) -> planes.Planes:
    here = planes.embedded_planes(server)
    await planes.migrate(here)
    return here


async def test_both_databases_come_back_with_their_walls() -> None:
    with embedded.temporary() as old, embedded.temporary() as new:
        await migrated(old)
        for database, role in PLANES.items():
            await ask(old, database, ROWS)
            await ask(old, database, f"alter table kept owner to {role}")
            dump = program(old, "pg_dump", "--format=custom", database)
            program(
                new, "pg_restore", "--no-owner", f"--role={role}", "--exit-on-error", f"--dbname={database}", stdin=dump
            )
            digest = "select count(*), md5(string_agg(word, '' order by n)) from kept"
            assert await ask(old, database, digest) == await ask(new, database, digest)
            assert shape(old, database) == shape(new, database)
        await planes.migrate(planes.embedded_planes(new))
        for plane, url in planes.embedded_planes(new).by_name():
            found = await doctor.examine(plane, url)
            assert not [one.text for one in found if one.weight is doctor.Weight.WRONG and "durable" not in one.text]
        assert await planes.behind(planes.embedded_planes(new)) == []


async def test_the_programs_own_role_cannot_dump_past_the_walls() -> None:
    """That is why the page tells to dump as the server's superuser: row security is forced on owners too."""
    with embedded.temporary() as server:
        await migrated(server)
        line = [
            str(server.programs / "pg_dump"),
            "--host",
            str(server.sockets),
            "--username=partnet_identity",
            "partnet",
        ]
        done = subprocess.run(line, capture_output=True, check=False, env={"LC_ALL": "C"})
        assert done.returncode != 0
        assert b"row-level security" in done.stderr


def test_the_page_names_the_options_that_were_tried() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
    for words in ("pg_dump --username=postgres --format=custom", "--no-owner --role=partnet_owner --exit-on-error"):
        assert words in page, pytest.fail(words)
