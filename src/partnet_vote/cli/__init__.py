"""Which commands does `partnet-vote` know, and how does it speak to a clerk's IT colleague?

A command is a module of this package with NAME, HELP, `arguments(parser)` and `run(args) -> int`. Modules are imported
when their command is asked for: `--help` must not wait for the web server's libraries.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, cast

COMMANDS = {
    "demo": "an installation to try: embedded database, two cities, three elections",
    "serve": "run the web server",
    "worker": "run the worker: mail, sealing of ballots, audit log, openings and closings",
    "migrate": "bring both databases to this version's tables",
    "city": "add a city",
    "staff": "add a person to a city's staff",
    "import": "import residents or proposals from a file",
    "count": "count an election file (.pb)",
    "rehearse": "count one election under several rules, to compare them",
    "verify": "recount a published bundle, without any server",
    "letters": "print the letters with residents' codes",
    "doctor": "check configuration, secrets, databases, clocks and mail, and name the remedies",
}
"""Command → what `partnet-vote --help` says about it; a command is there once its module is."""

STOPPED = 130
BEGAN = time.monotonic()
"""When this program was started, for whoever tells how long that took."""


class Command(Protocol):
    """What a module of this package offers."""

    NAME: str
    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's own arguments."""
        ...

    def run(self, args: argparse.Namespace) -> int:
        """Do it; 0 if all is well."""
        ...


class CommandError(Exception):
    """The command cannot go on; the text says why and what to do, and is all that is printed."""


def available() -> dict[str, str]:
    """The commands whose modules exist in this installation."""
    here = Path(__file__).parent
    return {
        name: help_text
        for name, help_text in COMMANDS.items()
        if (here / f"{_module(name)}.py").exists() or (here / _module(name)).is_dir()
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; errors a person can mend come as one sentence, not as a traceback."""
    try:
        return _obey(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        return STOPPED


def _obey(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="partnet-vote",
        description="PartNet Vote: cities decide with their residents.",
        epilog="Settings come from PARTNET_… variables; `partnet-vote doctor` checks them.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    asked = next((word for word in words if not word.startswith("-")), None)
    for name, help_text in available().items():
        own = commands.add_parser(name, help=help_text, description=help_text.capitalize() + ".")
        if name == asked:
            with undisturbed():
                command = _load(name)
            own.description = command.HELP
            command.arguments(own)
            own.set_defaults(command=command)
    if not words:
        parser.print_help(sys.stderr)
        return 2
    args = parser.parse_args(words)
    return _run(args.command, args)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Nothing of what is made while a program is put together is garbage: looking for it costs a tenth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _run(command: Command, args: argparse.Namespace) -> int:
    # A polite kill or a closed terminal unwinds like Ctrl-C, so that everything started is stopped.
    for name in ("SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, _interrupt)
    try:
        return command.run(args)
    except BrokenPipeError:  # the reader of our output has left, as `head` does
        sys.stderr.close()
        return 0
    except Exception as problem:
        sentence = _for_people(problem)
        if sentence is None:
            raise
        print(f"partnet-vote {command.NAME}: {sentence}", file=sys.stderr)
        return 1


def _for_people(problem: Exception) -> str | None:
    """The error as a sentence that says what to do; None if only its traceback can help."""
    from sqlalchemy.exc import DBAPIError

    from partnet_vote.platform.db.embedded import EmbeddedError
    from partnet_vote.platform.kernel.errors import DeedError
    from partnet_vote.platform.kernel.keyring import KeyringError
    from partnet_vote.settings import SettingsError

    if isinstance(problem, CommandError | DeedError | EmbeddedError | KeyringError | SettingsError):
        return str(problem)
    if isinstance(problem, DBAPIError) and problem.statement is None:  # it failed before any statement was sent
        return f"the database cannot be reached ({problem.orig}); `partnet-vote doctor` says more"
    if isinstance(problem, OSError):
        return f"{problem.filename}: {problem.strerror}" if problem.filename and problem.strerror else str(problem)
    return None


def _interrupt(*_: object) -> None:
    """As Ctrl-C is: a running event loop then ends its task, where an exception would break it off in the middle."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background by a plain shell
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


def _module(name: str) -> str:
    """The module of a command: `import` is a word of Python, hence the underscore."""
    return f"{name}_" if name == "import" else name


def _load(name: str) -> Command:
    return cast(Command, importlib.import_module(f"partnet_vote.cli.{_module(name)}"))
