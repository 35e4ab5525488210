"""Does the command line explain itself, stay quick, and stop what it started?"""

from __future__ import annotations

import importlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from partnet_vote import cli, settings
from partnet_vote.cli import doctor, worker
from partnet_vote.credentials.rules import key_name
from partnet_vote.elections import service as elections
from partnet_vote.elections.rules import DeedKind, DeedRequest
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from tests.builders import booth

SRC = Path(__file__).parents[2] / "src"


def without_settings() -> dict[str, str]:
    """The environment, but for settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARTNET_")}
    return kept | {"PYTHONPATH": str(SRC)}


def call(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "partnet_vote.cli", *words],
        env=without_settings() | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pv-", dir="/tmp") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.mark.parametrize("name", cli.available())
def test_every_command_has_help_that_names_its_arguments(name: str) -> None:
    done = call(name, "--help")
    assert done.returncode == 0, done.stderr
    module = importlib.import_module(f"partnet_vote.cli.{cli._module(name)}")
    assert name == module.NAME
    words = " ".join(done.stdout.split())
    assert " ".join(module.HELP.split())[:40] in words


def test_no_module_of_a_command_is_forgotten() -> None:
    modules = {path.stem for path in Path(cli.__file__).parent.glob("[a-z]*.py")}
    commands = {path for path in modules if hasattr(importlib.import_module(f"partnet_vote.cli.{path}"), "NAME")}
    assert commands == {cli._module(name) for name in cli.available()}


def test_the_list_of_commands_is_quick_to_come() -> None:
    program = "import sys; from partnet_vote import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass\n"
    heavy = "print([m for m in ('litestar', 'sqlalchemy', 'numpy', 'typst', 'pydantic') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program + heavy],
        env=os.environ | {"PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_without_a_word_it_explains_itself() -> None:
    done = call()
    assert done.returncode == 2
    assert "doctor" in done.stderr


def test_ctrl_c_while_libraries_load_is_no_traceback(folder: Path) -> None:
    program = "import signal; from partnet_vote import cli; cli._load = lambda name: signal.raise_signal(signal.SIGINT)"
    line = [sys.executable, "-c", f"{program}; raise SystemExit(cli.main(['demo']))"]
    done = subprocess.run(line, env=os.environ | {"PYTHONPATH": str(SRC)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (cli.STOPPED, "", "")


@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_polite_kill_ends_the_running_task_and_lets_it_tidy_up(how: str) -> None:
    program = f"""
import asyncio, signal, types
from partnet_vote import cli
async def work():
    asyncio.get_running_loop().call_later(0.1, signal.raise_signal, signal.{how})
    try:
        await asyncio.sleep(30)
    finally:
        await asyncio.sleep(0.01)  # as a rollback needs its answer
        print("tidied")
run = lambda args: asyncio.run(work())
command = types.SimpleNamespace(NAME="work", HELP="", arguments=lambda parser: None, run=run)
cli._load = lambda name: command
raise SystemExit(cli.main(["worker"]))
"""
    line = [sys.executable, "-c", program]
    done = subprocess.run(
        line, env=os.environ | {"PYTHONPATH": str(SRC)}, capture_output=True, text=True, check=False, timeout=25
    )
    assert (done.returncode, done.stdout, done.stderr) == (cli.STOPPED, "tidied\n", "")


def test_an_unknown_command_lists_the_known_ones() -> None:
    done = call("vote")
    assert done.returncode == 2
    assert "doctor" in done.stderr


def test_a_wrong_setting_is_one_sentence_and_no_traceback() -> None:
    done = call("migrate", PARTNET_LOG_LEVEL="loud")
    assert done.returncode == 1
    assert "PARTNET_LOG_LEVEL" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unreachable_server_is_a_sentence_and_no_traceback() -> None:
    two = {
        "PARTNET_DATABASE_URL": "postgresql://a@127.0.0.1:1/x",
        "PARTNET_BALLOTBOX_URL": "postgresql://a@127.0.0.1:1/y",
    }
    done = call("migrate", **two)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_migrate_may_be_repeated_and_says_so(folder: Path) -> None:
    behind = call("migrate", "--check", PARTNET_DATA_DIR=str(folder))
    assert behind.returncode == 1, behind.stderr
    assert "identity" in behind.stdout
    assert call("migrate", PARTNET_DATA_DIR=str(folder)).returncode == 0
    again = call("migrate", PARTNET_DATA_DIR=str(folder))
    assert again.stdout.count("nothing to do") == 2
    assert call("migrate", "--check", PARTNET_DATA_DIR=str(folder)).returncode == 0


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_named_before_anything_is_started(command: str, folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = call(command, "--port", str(taken.getsockname()[1]), PARTNET_DATA_DIR=str(folder))
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    "words", [("--port", "99999"), ("--port", "http"), ("--workers", "0"), ("--host", "192.0.2.1")]
)
def test_an_address_that_cannot_be_is_refused_in_words(words: tuple[str, str], folder: Path) -> None:
    done = call("serve", *words, PARTNET_DATA_DIR=str(folder))
    assert done.returncode in (1, 2)
    assert words[0] in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(folder.iterdir())


def test_a_missing_file_and_an_installation_never_started_are_told_in_words(folder: Path) -> None:
    import_ = ("import", "residents", "--city", "lipovec", "--edition", "A")
    missing = call(*import_, "roll.csv", PARTNET_DATA_DIR=str(folder))
    assert missing.stderr == "partnet-vote import: roll.csv: No such file or directory\n"
    roll = folder / "roll.csv"
    roll.write_text("identifier;birth_year\n1;1980\n")
    fresh = call(*import_, str(roll), PARTNET_DATA_DIR=str(folder))
    assert fresh.returncode == 1
    assert "there is no city “lipovec”" in fresh.stderr
    assert "Traceback" not in fresh.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serve_stops_all_it_started(folder: Path, how: signal.Signals) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = without_settings() | {"PARTNET_DATA_DIR": str(folder)}
    line = [sys.executable, "-m", "partnet_vote.cli", "serve", "--port", str(port)]
    with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        address = f"http://127.0.0.1:{port}/health/ready"
        until = time.monotonic() + 60
        while True:
            try:
                assert urllib.request.urlopen(address, timeout=5).status == 200
                break
            except OSError:
                assert server.poll() is None, server.stdout and server.stdout.read().decode()[-2000:]
                assert time.monotonic() < until
                time.sleep(0.2)
        lock = folder / "postgres" / "cluster" / "postmaster.pid"
        sockets = Path(lock.read_text().splitlines()[4])
        assert embedded.attach(folder) is not None
        server.send_signal(how)
        server.wait(30)
    assert not lock.exists()  # PostgreSQL removes it as the last thing of a clean stop
    assert not sockets.exists()


def test_the_doctor_finds_nothing_wrong_with_a_fresh_installation(folder: Path) -> None:
    assert call("migrate", PARTNET_DATA_DIR=str(folder)).returncode == 0
    done = call("doctor", PARTNET_DATA_DIR=str(folder))
    assert done.returncode == 0, done.stdout
    assert re.search(r"ok +database \(box\): clocks differ", done.stdout)


def test_the_doctor_names_the_remedy_of_what_is_wrong(folder: Path) -> None:
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o755)
    done = call("doctor", PARTNET_DATA_DIR=str(folder), PARTNET_SMTP_URL="smtp://127.0.0.1:1")
    assert done.returncode == 1
    assert f"chmod -R go-rwx {secrets}" in done.stdout
    assert "PARTNET_SMTP_URL" in done.stdout


async def test_the_doctor_sees_a_superuser_an_unmigrated_and_an_unsafe_server() -> None:
    with embedded.temporary() as running:
        told = "\n".join(f"{f.text} {f.remedy}" for f in await doctor.examine("identity", running.superuser_url))
    assert "NOSUPERUSER" in told
    assert "partnet-vote migrate" in told
    assert "fsync" in told


async def test_the_doctor_sees_a_missing_server() -> None:
    (finding,) = await doctor.examine("box", "postgresql+asyncpg://a@127.0.0.1:1/x")
    assert finding.weight is doctor.Weight.WRONG
    assert "PARTNET_BALLOTBOX_URL" in finding.remedy


@pytest.mark.parametrize(("skew", "weight"), [(0.5, "ok"), (-1.9, "ok"), (3.0, "WRONG"), (-7200.0, "WRONG")])
def test_the_doctor_tolerates_two_seconds(skew: float, weight: str) -> None:
    assert doctor._clock("database", skew).weight == weight


async def test_the_doctor_looks_for_a_workers_sign_of_life(migrated: embedded.Running) -> None:
    (finding,) = await doctor.working(migrated.identity_url)
    assert finding.weight is not doctor.Weight.FINE
    assert "partnet-vote worker" in finding.remedy
    engine = engine_for(migrated.identity_url, 1, worker.CONNECTED_AS)
    async with engine.connect():
        (finding,) = await doctor.working(migrated.identity_url)
        assert finding.weight is doctor.Weight.FINE
    await engine.dispose()


async def test_the_doctor_misses_the_keys_of_votes_that_go_on(
    migrated: embedded.Running, database: Database, keyring: Keyring, tmp_path: Path
) -> None:
    async with booth.planes(migrated, database, keyring) as planes:
        vote = await booth.vote(planes, keyring)
        (finding,) = await doctor.keys(migrated.identity_url, tmp_path)
        assert finding.weight is doctor.Weight.WRONG
        assert f"restore {tmp_path}" in finding.remedy
        (tmp_path / key_name(vote.election.id, 1)).touch()  # restored
        fewer = await doctor.keys(migrated.identity_url, tmp_path)
        assert key_name(vote.election.id, 1) not in "".join(each.text for each in fewer)
        assert _votes(fewer) == _votes([finding]) - 1
        (tmp_path / key_name(vote.election.id, 1)).unlink()
        async with database.transaction(vote.city_id) as db:
            request = DeedRequest(DeedKind.CLOSE_EARLY, "The council ended it.")
            await elections.request_deed(db, keyring, INSTALLATION, vote.election.id, request)
        assert _votes(await doctor.keys(migrated.identity_url, tmp_path)) == _votes([finding]) - 1


def _votes(findings: list[doctor.Finding]) -> int:
    """How many votes miss their key."""
    return sum(int(each.text.split()[0]) for each in findings if each.weight is doctor.Weight.WRONG)


async def test_mail_that_is_not_set_up_is_no_error() -> None:
    assert (await doctor.mail(settings.read({}))).weight is doctor.Weight.LOOK
