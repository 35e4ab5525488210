"""How does a test come by a wire that it can cut? A proxy on loopback between a browser and a server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Wire:
    """Carries bytes from `address` to the server; once cut, what is on its way is lost and nobody gets through."""

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_cut = False
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._answer, daemon=True).start()

    def cut(self) -> None:
        """As if somebody stepped on the cable."""
        with self._lock:
            self._is_cut = True
            ends, self._ends = self._ends, set()
        for end in ends:
            _drop(end)

    def mend(self) -> None:
        """The cable is in again."""
        self._is_cut = False

    def close(self) -> None:
        """The end of the test."""
        self.cut()
        self._door.close()

    def _answer(self) -> None:
        while True:
            try:
                here, _ = self._door.accept()
            except OSError:
                return
            if self._is_cut:
                _drop(here)
                continue
            there = socket.create_connection(self._server)
            with self._lock:
                self._ends |= {here, there}
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while sent := one.recv(65536):
                other.sendall(sent)
        with self._lock:
            self._ends -= {one, other}
        _drop(one)
        _drop(other)


@contextmanager
def wire(address: str) -> Iterator[Wire]:
    """A wire to the server at this address."""
    host, _, port = address.partition("://")[2].partition(":")
    made = Wire((host, int(port)))
    try:
        yield made
    finally:
        made.close()


def _drop(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
