"""Whose CPU time was it: the program's, PostgreSQL's, the load generator's, or a stranger's?"""

from __future__ import annotations

import os
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Clock:
    """CPU seconds so far: of named process trees, and of the whole machine."""

    trees: dict[str, float]
    busy: float

    def since(self, before: Clock) -> Clock:
        return Clock({n: t - before.trees.get(n, 0.0) for n, t in self.trees.items()}, self.busy - before.busy)

    @property
    def strangers(self) -> float:
        """CPU seconds of processes that are not ours."""
        return max(0.0, self.busy - sum(self.trees.values()))


def clock(**pids: int) -> Clock:
    """Read the clocks of these process trees."""
    times = psutil.cpu_times()
    busy = sum(times) - times.idle - getattr(times, "iowait", 0.0)
    return Clock({name: _tree(pid) for name, pid in pids.items()}, busy)


def _tree(pid: int) -> float:
    """A process, its living children, and those it has already buried (not our own dead workers)."""
    try:
        root = psutil.Process(pid)
        living = [root] if pid == os.getpid() else [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    total = 0.0
    for process in living:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        if pid != os.getpid():
            total += times.children_user + times.children_system
    return total


def describe() -> str:
    """The machine in a line."""
    model = ""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - a kernel's file
            model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")
    except OSError:
        pass
    return f"{os.cpu_count()} cores {model}, load average {os.getloadavg()[0]:.1f} before the run"
