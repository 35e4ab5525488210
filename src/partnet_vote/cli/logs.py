"""What do server and worker write down about themselves? JSON lines, and never a person.

Fields stand on a list; any other is dropped and only its name is kept. A traceback is told as places in the code:
the texts of exceptions are left out, because a database quotes in them the very values it refused.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

_WORDS = """attempts batch city count dropped election error event failed failure job level logger method ms path plane
postponed request route seconds sent status timestamp waiting where"""
FIELDS = frozenset(_WORDS.split())
"""What may be logged: numbers, names of things, route templates; nothing a person typed."""

MAIL_ADDRESS = re.compile(r"[^\s<>@\"']+@[^\s<>@\"']+")
QUIET = ("alembic", "asyncio", "httpx", "litestar", "sqlalchemy", "structlog")
"""Libraries of which only warnings are wanted."""


def configure(level: str) -> None:
    """Log from `level` on to standard output, our own lines and those of libraries alike."""
    ours: list[Any] = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, _stamp, places]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *ours, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, listed, without_addresses]
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=ours, processors=[*last, structlog.processors.JSONRenderer(ensure_ascii=False)]
        )
    )
    logging.root.handlers = [handler]
    logging.root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel("WARNING")


_stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)


def places(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Instead of a traceback: the exception's types and where it passed, outermost first."""
    given = event.pop("exc_info", None)
    problem = given if isinstance(given, BaseException) else given[1] if isinstance(given, tuple) else None
    if given is True:
        problem = sys.exc_info()[1]
    if problem is None:
        return event
    kinds: list[str] = []
    frames: list[str] = []
    while problem is not None:
        kinds.append(type(problem).__name__)
        found = traceback.extract_tb(problem.__traceback__)
        frames += [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in found]
        problem = problem.__cause__ or problem.__context__
    event["error"], event["where"] = " from ".join(kinds), frames[-30:]
    return event


def listed(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Drop every field that is not on the list, and say which."""
    dropped = sorted(set(event) - FIELDS)
    kept = {name: value for name, value in event.items() if name in FIELDS}
    return kept | ({"dropped": dropped} if dropped else {})


def without_addresses(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The last net: an answer of a mail server may quote the address it refused."""
    return {
        name: MAIL_ADDRESS.sub("[address]", value) if isinstance(value, str) else value for name, value in event.items()
    }
