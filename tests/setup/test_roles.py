"""Can the role that serves do its work and nothing to the tables themselves?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from partnet_vote.cli import CommandError, doctor, planes
from partnet_vote.platform.db import embedded
from tests.builders.owners import ask

ROOT = Path(__file__).parents[2]
OWNS = "its role owns its tables"


def superuser(server: embedded.Running, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={server.sockets}"


@pytest.mark.parametrize(
    "attempt",
    [
        "alter table audit_seals disable trigger user",
        "drop trigger audit_leaves_append_only on audit_leaves",
        "create or replace function audit_leaves_is_append_only() returns trigger language sql as 'select null'",
        "alter table audit_events disable row level security",
        "alter table elections add column secret text",
        "truncate audit_events",
        "create table beside (n int)",
        "update alembic_version set version_num = 'x'",
        "set role partnet_owner",
        "set session_replication_role = replica",
    ],
)
async def test_it_cannot_take_a_guard_off(attempt: str) -> None:
    with embedded.temporary() as server:
        await planes.migrate(planes.embedded_planes(server))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ask(server.identity_url, attempt)


async def test_the_box_is_emptied_and_nothing_else_of_it_is_taken_apart() -> None:
    with embedded.temporary() as server:
        await planes.migrate(planes.embedded_planes(server))
        assert await ask(server.box_url, "truncate box_inbox") == []
        for attempt in ("truncate box_board", "drop table box_seals", "alter table boxes disable trigger user"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await ask(server.box_url, attempt)


async def test_an_older_clusters_tables_change_hands_with_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with embedded.start(folder, durable=False) as server:
        await planes.migrate(planes.embedded_planes(server))
        for database, (owner, serving) in embedded.DATABASES.items():
            await ask(superuser(server, database), f"reassign owned by {owner} to {serving}")
            await ask(superuser(server, database), f"alter database {database} owner to {serving}")
        assert any(OWNS in found.text for found in await doctor.examine("identity", server.identity_url))
    with embedded.start(folder, durable=False) as server:
        await planes.migrate(planes.embedded_planes(server))
        for plane, url in planes.embedded_planes(server).by_name():
            assert not any(OWNS in found.text for found in await doctor.examine(plane, url))
        assert await ask(server.identity_url, "select count(*) from cities") == [(0,)]


async def test_an_owners_address_of_another_database_is_told(tmp_path: Path) -> None:
    with embedded.temporary() as server:
        await ask(superuser(server, "postgres"), "create database elsewhere owner partnet_owner")
        lost = server.identity_owner_url.replace("/partnet?", "/elsewhere?")
        with pytest.raises(CommandError, match="identity leads to another database"):
            await planes.migrate(planes.Planes(server.identity_url, server.box_url, lost, server.box_owner_url))


def test_the_containers_script_makes_both_roles_and_migrate_lends_the_tables(tmp_path: Path) -> None:
    """docker/create-role.sh as the database image runs it, then the command as compose.yaml does."""
    with embedded.temporary() as server:
        variables: dict[str, str] = {}
        for plane, name in (("DATABASE", "hall"), ("BALLOTBOX", "urn")):
            for who in ("owner", "role"):
                (tmp_path / f"{name}_{who}").write_text("it's \\ a secret")
            made = {
                "PATH": f"{server.programs}:/usr/bin:/bin",
                "PGHOST": str(server.sockets),
                "PARTNET_DATABASE": name,
                "PARTNET_OWNER": f"{name}_owner",
                "PARTNET_OWNER_PASSWORD_FILE": str(tmp_path / f"{name}_owner"),
                "PARTNET_ROLE": f"{name}_role",
                "PARTNET_ROLE_PASSWORD_FILE": str(tmp_path / f"{name}_role"),
            }
            subprocess.run(["/bin/sh", str(ROOT / "docker" / "create-role.sh")], env=made, check=True)
            for kind, who in (("URL", "role"), ("OWNER_URL", "owner")):
                file = tmp_path / f"{plane}_{kind}"
                file.write_text(f"postgresql://{name}_{who}@/{name}?host={server.sockets}")
                variables[f"PARTNET_{plane}_{kind}_FILE"] = str(file)
        told = {}
        for command in ("migrate", "doctor"):
            words = [sys.executable, "-m", "partnet_vote.cli", command]
            environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **variables}
            done = subprocess.run(words, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
            told[command] = done.stdout + done.stderr
        assert "(was empty)" in told["migrate"]
        assert "PostgreSQL" in told["doctor"]
        assert OWNS not in told["doctor"]
        assert "another version" not in told["doctor"]


def test_secrets_are_made_once_and_their_addresses_fit(tmp_path: Path) -> None:
    """docker/make-secrets.sh: every file that compose.yaml mounts, and no password twice."""
    docker = tmp_path / "docker"
    docker.mkdir()
    script = docker / "make-secrets.sh"
    script.write_text((ROOT / "docker" / "make-secrets.sh").read_text())
    for _ in range(2):
        subprocess.run(["/bin/sh", str(script)], check=True, capture_output=True)
        kept = {file.name: file.read_text() for file in (docker / "secrets").iterdir()}
    assert kept == {file.name: file.read_text() for file in (docker / "secrets").iterdir()}
    compose = (ROOT / "compose.yaml").read_text()
    assert all(f"./docker/secrets/{name}" in compose for name in kept)
    assert compose.count("file: ./docker/secrets/") == len(kept)
    passwords = [text for name, text in kept.items() if not name.endswith("_url")]
    assert len(set(passwords)) == len(passwords) == 6
    for address, role, secret, where in (
        ("database_url", "partnet_identity", "identity_role", "db-identity/partnet"),
        ("database_owner_url", "partnet_owner", "identity_owner", "db-identity/partnet"),
        ("ballotbox_url", "partnet_box", "box_role", "db-box/ballotbox"),
        ("ballotbox_owner_url", "ballotbox_owner", "box_owner", "db-box/ballotbox"),
    ):
        assert kept[address] == f"postgresql://{role}:{kept[secret]}@{where}"
