"""What can PostgreSQL do at most with the box's own statement, one ballot a transaction?"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.voters import Poll
from partnet_vote.ballotbox.service.cast import STATEMENT
from partnet_vote.platform.db import embedded

RANDOM = "array[sha256(int8send(:token))]"
"""What stands for the token's hash: another one in every transaction."""


def script() -> str:
    """The statement as pgbench reads it: parameters from its own variables, the token drawn anew each time."""
    named = re.sub(
        r"\$(\d+)(?=::)", lambda match: RANDOM if match.group(1) == "3" else f":p{match.group(1)}", STATEMENT
    )
    return f"\\set token random(1, 9000000000000000000)\n{named.strip().replace(chr(10), ' ')};\n"


def parameters(poll: Poll, ballot: str) -> dict[str, str]:
    """One ballot's row as array literals, everything with its true length; a parameter each, as the box sends them."""
    quoted = ballot.replace("\\", "\\\\").replace('"', '\\"')
    return {
        "p1": "{1}",
        "p2": f"{{{poll.vote.election_id}}}",
        "p4": "{1}",
        "p5": "{1}",
        "p6": "{ABCDEFGHJKLM}",
        "p7": f'{{"{quoted}"}}',
        "p8": f'{{"\\\\x{"ab" * 92}"}}',
        "p9": f'{{"\\\\x{"ab" * 384}"}}',
        "p10": f'{{"\\\\x{"ab" * 64}"}}',
        "p11": "{0}",
    }


SAMPLED = 0.1
"""The share of transactions whose time pgbench writes down."""


@dataclass(frozen=True)
class Limit:
    """What pgbench says: transactions a second, how many in all, and the sampled times in seconds, sorted."""

    rate: float
    sent: int
    waits: list[float]


def pgbench(server: embedded.Running, poll: Poll, ballot: str, clients: int, seconds: int, folder: Path) -> Limit:
    """Run the limit."""
    path = folder / "cast.sql"
    path.write_text(script())
    given = (f"-D{name}={value}" for name, value in parameters(poll, ballot).items())
    words = [
        str(server.programs / "pgbench"),
        *("-n", "-M", "prepared", "-f", str(path), "-c", str(clients), "-j", "2", "-T", str(seconds), *given),
        *("--log", f"--log-prefix={folder / 'limit'}", f"--sampling-rate={SAMPLED}"),
        *("-h", str(server.sockets), "-U", "partnet_box", "ballotbox"),
    ]
    # As the box does: planned anew for each ballot, it would be three times as slow.
    environment = {**os.environ, "PGOPTIONS": "-c plan_cache_mode=force_generic_plan"}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"pgbench failed: {done.stderr}")
    logs = list(folder.glob("limit.*"))
    times = [int(line.split()[2]) / 1e6 for log in logs for line in log.read_text().splitlines()]
    for log in logs:
        log.unlink()
    return Limit(
        float(re.search(r"tps = ([\d.]+)", done.stdout).group(1)),  # type: ignore[union-attr]
        int(re.search(r"actually processed: (\d+)", done.stdout).group(1)),  # type: ignore[union-attr]
        sorted(times),
    )
