"""How does an installation say what it wants, and how is it told what is wrong with that?

The only reader of the environment. Every variable `PARTNET_X` may instead be given as `PARTNET_X_FILE`, the path of a
file with the value, so that passwords stay out of process lists and container descriptions.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "PARTNET_"

LOG_LEVELS = ("debug", "info", "warning", "error")

SSLMODE = re.compile(r"([?&])sslmode=")
"""As libpq and its tools call what asyncpg calls `ssl`."""


class SettingsError(Exception):
    """One or more variables are wrong; `problems` holds one sentence with the remedy for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Wrong(ValueError):
    """A value that cannot be used; the text says what to write instead."""


def _postgres_url(value: str) -> str:
    scheme, _, rest = value.partition("://")
    if not rest or scheme not in ("postgres", "postgresql", "postgresql+asyncpg"):
        raise _Wrong("write the address of a PostgreSQL database, as in postgresql://user:password@host/name")
    parts = urlsplit(f"postgresql://{rest}")
    try:
        _ = parts.port
    except ValueError:
        raise _Wrong("write the port as a number, and signs like / : @ # in the password as %2F %3A %40 %23") from None
    if not parts.path.strip("/"):
        raise _Wrong("name the database at the end of the address, as in postgresql://user:password@host/name")
    return "postgresql+asyncpg://" + SSLMODE.sub(r"\1ssl=", rest)


def _web_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _Wrong("write the address people type, as in https://vote.example.org")
    if parts.query or parts.fragment or parts.path.strip("/"):
        raise _Wrong("leave out everything after the host name: cities live below it, as in /lipovec")
    return value.rstrip("/")


def _smtp_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname:
        raise _Wrong("write smtp+starttls://user:password@host:587, smtps://…:465, or smtp://… inside one machine")
    return value


def _address(value: str) -> str:
    if "@" not in parseaddr(value)[1] or "\n" in value:
        raise _Wrong("write a sender such as PartNet Vote <no-reply@example.org>")
    return value


def _networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
    except ValueError as problem:
        raise _Wrong(f"list addresses or networks with commas, as in 10.0.0.0/8, ::1 ({problem})") from None


def _switch(value: str) -> bool:
    if value.lower() not in ("on", "off"):
        raise _Wrong("write on or off")
    return value.lower() == "on"


def _level(value: str) -> str:
    if value.lower() not in LOG_LEVELS:
        raise _Wrong(f"write one of {', '.join(LOG_LEVELS)}")
    return value.lower()


def _count(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 200:
        raise _Wrong("write a whole number from 1 to 200")
    return int(value)


def _token(value: str) -> str:
    if len(value) < 24:
        raise _Wrong("take at least 24 random characters: python3 -c 'import secrets; print(secrets.token_urlsafe())'")
    return value


def _setting(default: Any, read: Callable[[str], Any], *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"read": read, "secret": secret})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one installation wants; every field is the variable `PARTNET_` + its name in capitals."""

    database_url: str | None = _setting(None, _postgres_url, secret=True)
    """Identity plane: accounts, roll, elections. Unset together with the next one: an embedded server."""

    ballotbox_url: str | None = _setting(None, _postgres_url, secret=True)
    """Ballot plane: the ballots, in a database of its own with a role of its own."""

    database_owner_url: str | None = _setting(None, _postgres_url, secret=True)
    """The identity database as its owner, for `migrate` alone; unset, the program's own role owns its tables."""

    ballotbox_owner_url: str | None = _setting(None, _postgres_url, secret=True)
    """The ballot box as its owner, for `migrate` alone."""

    postgres_bin: Path | None = _setting(None, Path)
    """Folder with initdb, pg_ctl and psql (17 or later) for the embedded server, instead of the wheel's."""

    pool_size: int = _setting(16, _count)
    """Connections per process and plane; processes × this stays below the server's max_connections."""

    data_dir: Path = _setting(Path(".partnet"), Path)
    """What the program itself keeps: the embedded server, and the secrets unless named. Delete it to begin anew."""

    secrets_dir: Path = _setting(Path(".partnet/secrets"), Path)
    """Key files, readable by the program's account alone. Back it up apart from the databases."""

    base_url: str = _setting("http://127.0.0.1:8000", _web_url)
    """The address people type; letters and mails are printed with it."""

    https: bool = _setting(True, _switch)
    """Whether people reach us over https; off only on one machine or in a hall's own network."""

    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = _setting((), _networks)
    """Proxies whose X-Forwarded-For is believed; without them the connection's own address counts."""

    smtp_url: str | None = _setting(None, _smtp_url, secret=True)
    """Where mail is handed over; unset, letters are kept in the outbox and only shown by the log."""

    mail_from: str = _setting("PartNet Vote <no-reply@localhost>", _address)
    """Sender of every mail."""

    log_level: str = _setting("info", _level)
    """Lowest level written to the log: debug, info, warning or error."""

    metrics_token: str | None = _setting(None, _token, secret=True)
    """Bearer token that opens /metrics; unset, the page does not exist."""

    @property
    def embedded(self) -> bool:
        """Whether the program is to start its own PostgreSQL."""
        return self.database_url is None


def variables() -> tuple[str, ...]:
    """The names of all variables that are read."""
    return tuple(PREFIX + entry.name.upper() for entry in fields(Settings))


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment (or the mapping given); SettingsError lists every problem at once."""
    given = {
        name: value
        for name, value in (os.environ if environment is None else environment).items()
        if name.startswith(PREFIX)
    }
    problems: list[str] = []
    values: dict[str, Any] = {}
    for entry in fields(Settings):
        name = PREFIX + entry.name.upper()
        try:
            text = _text(given, name)
            if text:
                values[entry.name] = entry.metadata["read"](text)
        except _Wrong as problem:
            problems.append(f"{name}: {problem}.")
    known = {name + end for name in variables() for end in ("", "_FILE")}
    problems += [
        f"{name}: there is no such setting; mend its name or remove it." for name in sorted(set(given) - known)
    ]
    problems += _contradictions(values, {problem.partition(":")[0] for problem in problems})
    if problems:
        raise SettingsError(tuple(problems))
    if "https" not in values and _on_this_machine(values.get("base_url", "http://127.0.0.1")):
        values["https"] = False
    if "data_dir" in values:
        values.setdefault("secrets_dir", values["data_dir"] / "secrets")
    return Settings(**values)


def _text(given: Mapping[str, str], name: str) -> str:
    """The variable's text, from itself or from the file it names."""
    path = given.get(f"{name}_FILE", "")
    if path and given.get(name):
        raise _Wrong(f"is given twice; keep it or {name}_FILE")
    if not path:
        return given.get(name, "").strip()
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as problem:
        raise _Wrong(
            f"its file {path} cannot be read ({problem.strerror}); mend {name}_FILE or the file's owner"
        ) from None


def _contradictions(values: Mapping[str, Any], wrong: set[str]) -> list[str]:
    """Values that are right alone and wrong together."""
    problems: list[str] = []
    planes = ("database_url", "ballotbox_url")
    missing = [PREFIX + name.upper() for name in planes if name not in values]
    if len(missing) == 1 and missing[0] not in wrong:
        problems.append(f"{missing[0]}: set it too, or neither of the two addresses (then a server is embedded).")
    if not missing and values["database_url"] == values["ballotbox_url"]:
        problems.append("PARTNET_BALLOTBOX_URL: name another database; who voted and what was cast must lie apart.")
    for plane in planes:
        owner, served = plane.replace("_url", "_owner_url"), values.get(plane)
        if owner in values and served is None and PREFIX + plane.upper() not in wrong:
            problems.append(f"{PREFIX}{owner.upper()}: set {PREFIX}{plane.upper()} too, as the role that serves.")
        elif owner in values and served and urlsplit(values[owner]).username == urlsplit(served).username:
            problems.append(f"{PREFIX}{owner.upper()}: name another role than the one that serves, or remove it.")
    base = values.get("base_url", Settings.base_url)
    if base.startswith("http://") and not _on_this_machine(base) and values.get("https", True):
        problems.append("PARTNET_BASE_URL: write https://, or set PARTNET_HTTPS=off in a hall's own network.")
    if base.startswith("https://") and values.get("https") is False:
        problems.append("PARTNET_HTTPS: remove it, or write PARTNET_BASE_URL with http://.")
    return problems


def _on_this_machine(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    try:
        return base_url.startswith("http://") and ip_address(host).is_loopback
    except ValueError:
        return base_url.startswith("http://") and host == "localhost"
