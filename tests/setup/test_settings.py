"""Does a wrong variable name its remedy, and do right ones mean what they say?"""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from partnet_vote import settings

TWO = {
    "PARTNET_DATABASE_URL": "postgresql://a:b@host/partnet",
    "PARTNET_BALLOTBOX_URL": "postgres://c:d@host/ballotbox",
}


def problems(**given: str) -> str:
    with pytest.raises(settings.SettingsError) as caught:
        settings.read({f"PARTNET_{name}": value for name, value in given.items()})
    return "\n".join(caught.value.problems)


def test_nothing_set_is_an_embedded_installation_on_this_machine() -> None:
    chosen = settings.read({"PATH": "/bin"})
    assert chosen.embedded
    assert chosen.base_url == "http://127.0.0.1:8000"
    assert not chosen.https
    assert chosen.secrets_dir == Path(".partnet/secrets")


def test_two_servers_are_reached_through_asyncpg() -> None:
    chosen = settings.read(TWO)
    assert not chosen.embedded
    assert chosen.database_url == "postgresql+asyncpg://a:b@host/partnet"
    assert chosen.ballotbox_url == "postgresql+asyncpg://c:d@host/ballotbox"


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("DATABASE_URL", "mysql://host/x", "postgresql://"),
        ("DATABASE_URL", "postgresql://host", "name the database"),
        ("BASE_URL", "vote.example.org", "https://vote.example.org"),
        ("BASE_URL", "https://vote.example.org/lipovec", "leave out"),
        ("SMTP_URL", "mail.example.org", "smtp+starttls://"),
        ("MAIL_FROM", "the town hall", "sender such as"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, proxy", "commas"),
        ("HTTPS", "yes", "on or off"),
        ("LOG_LEVEL", "loud", "debug, info"),
        ("POOL_SIZE", "0", "whole number"),
        ("POOL_SIZE", "many", "whole number"),
        ("METRICS_TOKEN", "short", "secrets.token_urlsafe"),
        ("DATBASE_URL", "postgresql://host/x", "no such setting"),
        ("METRICS_TOKEN_FILE", "/nowhere/token", "cannot be read"),
    ],
)
def test_a_wrong_value_names_its_variable_and_the_remedy(name: str, value: str, remedy: str) -> None:
    told = problems(**{name: value})
    assert f"PARTNET_{name.removesuffix('_FILE')}" in told
    assert remedy in told


def test_all_problems_are_told_at_once() -> None:
    assert len(problems(LOG_LEVEL="x", HTTPS="x", POOL_SIZE="x").splitlines()) == 3


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ({"DATABASE_URL": "postgresql://h/x"}, "PARTNET_BALLOTBOX_URL: set it too"),
        ({"BALLOTBOX_URL": "postgresql://h/x"}, "PARTNET_DATABASE_URL: set it too"),
        ({"DATABASE_URL": "postgresql://h/x", "BALLOTBOX_URL": "postgresql://h/x"}, "name another database"),
        ({"DATABASE_OWNER_URL": "postgresql://o@h/x"}, "PARTNET_DATABASE_OWNER_URL: set PARTNET_DATABASE_URL too"),
        ({"DATABASE_URL": "postgresql://a@h/x", "DATABASE_OWNER_URL": "postgresql://a@h/x"}, "name another role"),
        ({"BASE_URL": "http://vote.example.org"}, "PARTNET_HTTPS=off"),
        ({"BASE_URL": "https://vote.example.org", "HTTPS": "off"}, "PARTNET_HTTPS: remove it"),
        ({"METRICS_TOKEN": "x" * 30, "METRICS_TOKEN_FILE": "/a"}, "given twice"),
    ],
)
def test_values_that_contradict_each_other_are_refused(given: dict[str, str], remedy: str) -> None:
    assert remedy in problems(**given)


@pytest.mark.parametrize(
    ("given", "https"),
    [
        ({"PARTNET_BASE_URL": "https://vote.example.org"}, True),
        ({"PARTNET_BASE_URL": "http://10.1.2.3:8000", "PARTNET_HTTPS": "off"}, False),
        ({"PARTNET_BASE_URL": "http://localhost:8000"}, False),
        ({"PARTNET_BASE_URL": "http://[::1]:8000"}, False),
    ],
)
def test_https_is_on_unless_the_machine_or_a_hall_is_meant(given: dict[str, str], https: bool) -> None:
    assert settings.read(given).https is https


def test_a_value_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text(TWO["PARTNET_DATABASE_URL"] + "\n")
    given = {"PARTNET_DATABASE_URL_FILE": str(file), "PARTNET_BALLOTBOX_URL": TWO["PARTNET_BALLOTBOX_URL"]}
    assert settings.read(given).database_url == "postgresql+asyncpg://a:b@host/partnet"


def test_an_empty_value_counts_as_none() -> None:
    assert settings.read({"PARTNET_SMTP_URL": ""}).smtp_url is None


def test_keys_lie_with_the_data_unless_told_otherwise() -> None:
    assert settings.read({"PARTNET_DATA_DIR": "/srv/vote"}).secrets_dir == Path("/srv/vote/secrets")
    given = {"PARTNET_DATA_DIR": "/srv/vote", "PARTNET_SECRETS_DIR": "/etc/vote"}
    assert settings.read(given).secrets_dir == Path("/etc/vote")


def test_proxies_are_networks() -> None:
    chosen = settings.read({"PARTNET_TRUSTED_PROXIES": "10.0.0.0/8, ::1"})
    assert chosen.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1"))


def test_passwords_do_not_show_when_settings_are_printed() -> None:
    shown = repr(settings.read(TWO | {"PARTNET_SMTP_URL": "smtp://u:hush@mail", "PARTNET_METRICS_TOKEN": "hush" * 9}))
    assert "hush" not in shown
    assert "a:b" not in shown


def test_operations_explain_every_variable() -> None:
    told = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
    assert [name for name in settings.variables() if f"`{name}`" not in told] == []


def test_a_port_that_is_none_is_a_sentence() -> None:
    assert "%2F" in problems(
        DATABASE_URL="postgresql://a:p/w@host:x/partnet", BALLOTBOX_URL=TWO["PARTNET_BALLOTBOX_URL"]
    )


def test_encryption_may_be_asked_for_as_libpq_says_it() -> None:
    url = "postgresql://a:b@host/partnet?application_name=x&sslmode=verify-full"
    chosen = settings.read({**TWO, "PARTNET_DATABASE_URL": url})
    assert chosen.database_url == "postgresql+asyncpg://a:b@host/partnet?application_name=x&ssl=verify-full"
