"""How is a secret made that is known to one browser or one mailbox, and to no database?"""

from __future__ import annotations

import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def new_token() -> str:
    """32 random bytes in letters, digits, - and _."""
    return secrets.token_urlsafe(32)


def kept(token: str) -> bytes:
    """What the database keeps of a token: its SHA-256."""
    return sha256(token.encode()).digest()


def seal(token: str, content: bytes) -> bytes:
    """Content that only the holder of the token can open (AES-256-GCM under HKDF of the token)."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_key(token)).encrypt(nonce, content, kept(token))


def unseal(token: str, sealed: bytes) -> bytes | None:
    """The content again; None if it was altered or belongs to another token."""
    try:
        return AESGCM(_key(token)).decrypt(sealed[:12], sealed[12:], kept(token))
    except InvalidTag:
        return None


def _key(token: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"partnet/voter-session/1").derive(token.encode())
