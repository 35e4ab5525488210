"""How is a password checked without stopping everybody else, or telling whose account exists?"""

from __future__ import annotations

import asyncio
import os
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from partnet_vote.platform.db.rate_limits import TooOften
from partnet_vote.platform.kernel.text import Text

R = TypeVar("R")


class Hashing:
    """argon2id (RFC 9106; OWASP's m=19456 KiB, t=2, p=1) in threads, one a core; a long queue is turned away."""

    def __init__(self, cores: int | None = None, queue: int = 16) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._cores = asyncio.Semaphore(cores or os.cpu_count() or 1)
        self._queue = queue
        self._waiting = 0
        self._nobody = self._hasher.hash("the password of nobody")

    async def hash(self, password: str) -> str:
        """The text to keep for a password."""
        return await self._in_thread(lambda: self._hasher.hash(_normal(password)))

    async def hash_many(self, secrets: Sequence[str]) -> list[str]:
        """The texts to keep for many secrets, on all cores: 20 ms of one core each."""
        return await asyncio.to_thread(self._on_all_cores, secrets)

    async def matches(self, kept: str | None, password: str) -> bool:
        """Whether it is the kept password; without one the same work is done for nothing."""
        right = await self._in_thread(lambda: self._verify(kept or self._nobody, _normal(password)))
        return right and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether the kept text was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _on_all_cores(self, secrets: Sequence[str]) -> list[str]:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(self._hasher.hash, secrets))

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_thread(self, work: Callable[[], R]) -> R:
        if self._waiting >= self._queue:
            raise TooOften(Text("Many people are signing in at once. Please try again in a moment."), 2)
        self._waiting += 1
        try:
            async with self._cores:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1


def _normal(password: str) -> str:
    """One spelling for accents, whatever the keyboard sends (RFC 8265)."""
    return unicodedata.normalize("NFC", password)


HASHING = Hashing()
"""This process's one queue to the cores."""
