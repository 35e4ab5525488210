"""How does a command open an election file, and say what is wrong with it?"""

from __future__ import annotations

import sys

from partnet_vote.tally.pabulib.document import PabulibError
from partnet_vote.tally.pabulib.election import Election, election

WRONG_FILE, WRONG_ASKED = 1, 2
"""Exit codes: the file cannot be counted; the command was given words that do not go together."""


class Refusal(Exception):
    """The command cannot go on; the text is all that is printed, `code` is the exit code."""

    def __init__(self, text: str, code: int = WRONG_FILE) -> None:
        super().__init__(text)
        self.code = code


def load(path: str, command: str) -> Election:
    """The election in a `.pb` file (`-`: standard input); oddities go to standard error, contradictions refuse."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else _bytes_of(path)
        found = election(data)
    except OSError as problem:
        raise Refusal(f"{path} cannot be read: {problem.strerror}") from None
    except PabulibError as problem:
        raise Refusal(f"{path}: {problem}") from None
    if found.faults:
        listed = "\n".join(f"  {fault}" for fault in found.faults)
        raise Refusal(f"{path} contradicts itself and is not counted:\n{listed}")
    for finding in found.findings:
        print(f"partnet-vote {command}: note: {finding}", file=sys.stderr)
    return found


def _bytes_of(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - a name from the command line, opened as it stands
        return file.read()


def shown(text: str, width: int = 60) -> str:
    """Text from a file as a terminal may show it: no control characters, cut to a width."""
    plain = "".join(letter if letter.isprintable() else "·" for letter in " ".join(text.split()))
    return plain if len(plain) <= width else plain[: width - 1] + "…"
