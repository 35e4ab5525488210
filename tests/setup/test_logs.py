"""Are log lines machine-readable, and free of persons?"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from partnet_vote.cli import logs


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    handlers, level = logging.root.handlers, logging.root.level
    yield
    logging.root.handlers = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Any:
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_is_json_with_time_and_level(lines: Any) -> None:
    logs.configure("info")
    structlog.get_logger("partnet").warning("mail postponed", attempts=3)
    (line,) = lines()
    assert line["event"] == "mail postponed"
    assert line["level"] == "warning"
    assert line["attempts"] == 3
    assert line["timestamp"].endswith("Z")


def test_fields_that_are_not_listed_are_dropped_by_name(lines: Any) -> None:
    logs.configure("info")
    structlog.get_logger().info("code entered", code="ABCD-1234", name="Borivoj Tajny", attempts=1)
    (line,) = lines()
    assert line["dropped"] == ["code", "name"]
    assert "Tajny" not in json.dumps(line)
    assert "ABCD" not in json.dumps(line)


def test_a_traceback_tells_places_and_not_values(lines: Any) -> None:
    logs.configure("info")

    def refuse() -> None:
        raise KeyError("Borivoj Tajny")

    try:
        try:
            refuse()
        except KeyError as problem:
            raise ValueError("duplicate Borivoj Tajny") from problem
    except ValueError:
        structlog.get_logger().exception("unexpected error")
        logging.getLogger("uvicorn.error").exception("of a library")
    ours, theirs = lines()
    for line in (ours, theirs):
        assert line["error"] == "ValueError from KeyError"
        assert any(place.endswith("refuse") for place in line["where"])
        assert "Tajny" not in json.dumps(line)


def test_addresses_quoted_by_a_mail_server_are_taken_out(lines: Any) -> None:
    logs.configure("info")
    structlog.get_logger().warning("mail refused", failure="550 <borivoj@example.org>: no such user")
    (line,) = lines()
    assert line["failure"] == "550 <[address]>: no such user"


def test_libraries_speak_only_when_something_is_wrong(lines: Any) -> None:
    logs.configure("info")
    logging.getLogger("httpx").info("GET https://example.org/?code=ABCD")
    logging.getLogger("uvicorn.error").info("Application startup complete.")
    structlog.get_logger().debug("not wanted at this level")
    assert [line["event"] for line in lines()] == ["Application startup complete."]
