"""What is the person at the terminal told, at the first start and at every later one?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Told:
    """What the person at the terminal is told: kept beside the demo's secrets, for the second start."""

    codes: dict[str, list[tuple[str, int]]]
    city: str
    email: str
    password: str
    offices: dict[str, list[str]] = field(default_factory=dict)
    """Town → who signs in there, all with the same password."""
    result: str = ""
    """Where in the town the result of a replayed election is read: its voters have no codes."""

    def keep(self, path: Path) -> None:
        """Write it down, readable by this account alone."""
        _write(path, json.dumps(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> Told | None:
        """What was kept, if the demo was loaded before."""
        return cls(**json.loads(path.read_text("utf-8"))) if path.exists() else None

    def greeting(self, address: str, seconds: float, more: Path) -> tuple[str, str, str]:
        """Three lines: the address, a resident's code (or the result of a vote without codes), the staff's sign-in."""
        second = f"Result  {address}/{self.city}/{self.result}"
        if codes := self.codes.get(self.city):
            code, year = codes[0]
            second = f"Vote    {address}/{self.city}/vote   code {code}   born {year}   (more: {more})"
        return (
            f"Open    {address}   (ready in {seconds:.1f} s; Ctrl-C stops it)",
            second,
            f"Staff   {address}/{self.city}/staff/sign-in   {self.email}   {self.password}",
        )

    def write_all(self, path: Path, address: str) -> None:
        """Every code and every sign-in of every town, for whoever wants more than the greeting's."""
        _write(path, "\n".join(self._all(address)) + "\n")

    def _all(self, address: str) -> Iterator[str]:
        for city, codes in self.codes.items():
            yield f"{address}/{city}"
            yield f"  a resident's code and year of birth, to enter at {address}/{city}/vote"
            yield from (f"    {code}   born {year}" for code, year in codes)
            yield f"  staff and council, at {address}/{city}/staff/sign-in"
            yield from (f"    {email}   {self.password}" for email in self.offices.get(city, ()))
            yield ""


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, "utf-8")
