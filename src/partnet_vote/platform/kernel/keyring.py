"""Where do secrets live, if not in the database? In a folder that only this program may read."""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MASTER = "master"
KEY_BYTES = 32
NONCE_BYTES = 12
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,120}")
_SEALED_V1 = b"\x01"
_IS_POSIX = os.name == "posix"


class KeyringError(RuntimeError):
    """The folder of keys is not as it must be; the message says how to mend it."""


class KeyMissing(KeyringError):
    """No key of this name: never made, or destroyed."""


class SealBroken(KeyringError):
    """A sealed value was altered, moved to another place, or sealed under another key."""


class Keyring:
    """Named secrets, one file each (0600) in one folder (0700); safe with several processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._master: bytes | None = None

    @classmethod
    def open(cls, folder: Path) -> Keyring:
        """The keyring in this folder, made with its master key if it is new."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        ring = cls(folder)
        ring._refuse_shared(folder)
        ring.ensure(MASTER)
        return ring

    def get(self, name: str) -> bytes:
        """The secret of this name (KeyMissing, or KeyringError if others can read it)."""
        path = self._path(name)
        try:
            self._refuse_shared(path)
            secret = path.read_bytes()
        except FileNotFoundError as error:
            raise KeyMissing(f"there is no key “{name}” in {self.folder}") from error
        return _long_enough(name, secret)

    def has(self, name: str) -> bool:
        """Whether a key of this name is kept."""
        return self._path(name).exists()

    def ensure(self, name: str, make: Callable[[], bytes] | None = None) -> bytes:
        """The secret of this name, made now if there is none; the first of several makers wins.

        The file appears whole or not at all: it is written beside its place and linked into it.
        """
        try:
            return self.get(name)
        except KeyMissing:
            secret = _long_enough(name, make() if make else secrets.token_bytes(KEY_BYTES))
        draft = self.folder / f".{name}.{secrets.token_hex(8)}"
        try:
            _write_private(draft, secret)
            os.link(draft, self._path(name))
        except FileExistsError:
            return self.get(name)
        finally:
            draft.unlink(missing_ok=True)
        self._sync_folder()
        return secret

    def destroy(self, name: str) -> None:
        """Overwrite and remove a key; whatever it protected is beyond recovery."""
        path = self._path(name)
        try:
            size = path.stat().st_size
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError as error:
            raise KeyMissing(f"there is no key “{name}” in {self.folder}") from error
        if name == MASTER:
            self._master = None
        self._sync_folder()

    def names(self) -> tuple[str, ...]:
        """The names of all keys, sorted."""
        return tuple(sorted(p.name for p in self.folder.iterdir() if _NAME.fullmatch(p.name)))

    def derive(self, purpose: str, length: int = KEY_BYTES) -> bytes:
        """A key for one purpose, from the master key by HKDF-SHA256 (RFC 5869)."""
        if self._master is None:
            self._master = self.get(MASTER)
        info = b"partnet/derive/1/" + purpose.encode()
        return HKDF(SHA256(), length, salt=None, info=info).derive(self._master)

    def seal(self, purpose: str, plain: bytes, place: bytes) -> bytes:
        """AES-256-GCM under the purpose's key; `place` is bound to it (such as table, column and row)."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return _SEALED_V1 + nonce + AESGCM(self.derive(f"seal/{purpose}")).encrypt(nonce, plain, place)

    def unseal(self, purpose: str, sealed: bytes, place: bytes) -> bytes:
        """The plain value again, or SealBroken."""
        if sealed[:1] != _SEALED_V1 or len(sealed) < 1 + NONCE_BYTES + 16:
            raise SealBroken("this is not a sealed value")
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return AESGCM(self.derive(f"seal/{purpose}")).decrypt(nonce, body, place)
        except InvalidTag as error:
            raise SealBroken("altered, moved, or sealed under another key") from error

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise KeyringError(f"a key cannot be called “{name}”")
        return self.folder / name

    def _refuse_shared(self, path: Path) -> None:
        """Windows has no such bits: there the folder's own access list counts."""
        found = path.stat()
        if not _IS_POSIX:
            return
        if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeyringError(f"others can reach {path}: run  chmod -R go-rwx {self.folder}")
        if found.st_uid != os.geteuid():
            raise KeyringError(f"{path} belongs to another user: run the program as its owner")

    def _sync_folder(self) -> None:
        """A new name is on the disk only when its folder is."""
        if _IS_POSIX:
            handle = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _write_private(path: Path, secret: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())


def _long_enough(name: str, secret: bytes) -> bytes:
    if len(secret) < KEY_BYTES:
        raise KeyringError(f"the key “{name}” has {len(secret)} bytes; it needs {KEY_BYTES} or more")
    return secret
