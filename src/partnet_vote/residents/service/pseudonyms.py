"""How is a person recognised without the roll knowing who it is?"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from hashlib import sha256
from uuid import UUID

from partnet_vote.platform.kernel.errors import Conflict
from partnet_vote.platform.kernel.keyring import KeyMissing, Keyring
from partnet_vote.platform.kernel.text import Text


def key_name(edition_id: UUID) -> str:
    """The edition's key in the keyring; destroying it makes the roll anonymous for ever."""
    return f"roll-{edition_id}"


def new_key(keyring: Keyring, edition_id: UUID) -> None:
    """Make the edition's key, outside the database."""
    keyring.ensure(key_name(edition_id), lambda: secrets.token_bytes(32))


def names_people(keyring: Keyring, edition_id: UUID) -> bool:
    """Whether people can still be found on the roll: its key was not destroyed."""
    return keyring.has(key_name(edition_id))


class Pseudonyms:
    """HMAC-SHA-256 of normalised identifiers under one edition's key (RFC 2104)."""

    def __init__(self, keyring: Keyring, edition_id: UUID) -> None:
        try:
            self._key = keyring.get(key_name(edition_id))
        except KeyMissing:
            raise Conflict(Text("The key of this roll was destroyed: nobody on it can be found any more.")) from None

    def of(self, identifier: str) -> bytes:
        """The pseudonym of an identifier, however it was spaced, dashed or capitalised."""
        return hmac.digest(self._key, normal(identifier).encode(), sha256)


def normal(identifier: str) -> str:
    """Letters and digits alone, in capitals: `900101/1234` and `9001011234` are one person."""
    plain = unicodedata.normalize("NFKC", identifier).upper()
    return "".join(sign for sign in plain if sign.isalnum())
