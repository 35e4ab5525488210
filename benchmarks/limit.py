"""What can PostgreSQL do at most with the box's own statement, one ballot a transaction?"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from benchmarks.voters import Poll
from partnet_vote.ballotbox.service.cast import STATEMENT
from partnet_vote.platform.db import embedded

ROW = {
    1: "array[1]",
    2: "array['{election}'::uuid]",
    3: "array[sha256(int8send(:token))]",
    4: "array[1]",
    5: "array[1::smallint]",
    6: "array['ABCDEFGHJKLM'::text]",
    7: "array['{ballot}'::text]",
    8: "array['\\x{message}'::bytea]",
    9: "array['\\x{token_signature}'::bytea]",
    10: "array['\\x{signature}'::bytea]",
    11: "array[0]",
}
"""One ballot as the statement's parameters; the token is random, everything has its true length."""


def script(poll: Poll, ballot: str) -> str:
    values = {
        "election": str(poll.vote.election_id),
        "ballot": ballot,
        "message": "ab" * 92,
        "token_signature": "ab" * 384,
        "signature": "ab" * 64,
    }

    def filled(match: re.Match[str]) -> str:
        return ROW[int(match.group(1))].format(**values)

    statement = re.sub(r"\$(\d+)::[a-z]+\[\]", filled, STATEMENT).strip().replace("\n", " ")
    return f"\\set token random(1, 9000000000000000000)\n{statement};\n"


def pgbench(server: embedded.Running, poll: Poll, ballot: str, clients: int, seconds: int, folder: Path) -> str:
    """Run the limit; pgbench's own words."""
    path = folder / "cast.sql"
    path.write_text(script(poll, ballot))
    words = [
        str(server.programs / "pgbench"),
        *("-n", "-M", "prepared", "-f", str(path), "-c", str(clients), "-j", "2", "-T", str(seconds)),
        *("-h", str(server.sockets), "-U", "partnet_box", "ballotbox"),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"pgbench failed: {done.stderr}")
    return done.stdout
