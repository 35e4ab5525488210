"""What is the person at the terminal told, at the first start and at every later one?"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Told:
    """What the person at the terminal is told: kept beside the demo's secrets, for the second start."""

    codes: dict[str, list[tuple[str, int]]]
    city: str
    email: str
    password: str

    def keep(self, path: Path) -> None:
        """Write it down, readable by this account alone."""
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, path: Path) -> Told | None:
        """What was kept, if the demo was loaded before."""
        return cls(**json.loads(path.read_text("utf-8"))) if path.exists() else None
