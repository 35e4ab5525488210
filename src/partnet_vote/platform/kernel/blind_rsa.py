"""How does a city sign a voter's token without seeing it? RSA blind signatures, RFC 9474.

The voter blinds a message, the city signs what it cannot read, the voter takes the blinding off: a
plain RSASSA-PSS signature (RFC 8017) that the city cannot link to the request. `gmpy2` does the
arithmetic with the private key in constant time (bignum.py); the signature is checked by `cryptography`.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384

from partnet_vote.platform.kernel.bignum import are_coprime, inverse, power, secret_power

KEY_BITS = 3072
PUBLIC_EXPONENT = 65537
SMALLEST_KEY_BITS = 2048
HASH_BYTES = 48
PREFIX_BYTES = 32


class BlindSignatureError(ValueError):
    """A message, a signature or a key that the protocol refuses."""


class SigningFault(RuntimeError):
    """The private operation gave a wrong value; nothing of it may leave (RFC 9474, section 4.3)."""


class Variant(Enum):
    """The four named variants of RFC 9474, section 5: (PSS salt in bytes, is the message randomized)."""

    PSS_RANDOMIZED = (HASH_BYTES, True)
    PSSZERO_RANDOMIZED = (0, True)
    PSS_DETERMINISTIC = (HASH_BYTES, False)
    PSSZERO_DETERMINISTIC = (0, False)

    @property
    def salt_bytes(self) -> int:
        """Length of the PSS salt."""
        return self.value[0]

    @property
    def is_randomized(self) -> bool:
        """Whether 32 random bytes stand before the message."""
        return self.value[1]


PARTNET = Variant.PSS_RANDOMIZED
"""The variant of our voting tokens."""

# Made once: to make one takes a tenth of the time of a verification.
_SHA384 = SHA384()
_PSS = {variant: padding.PSS(padding.MGF1(_SHA384), variant.salt_bytes) for variant in Variant}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An issuing key as voters and the ballot box know it; `spki` is its DER form, as published."""

    spki: bytes
    n: int = field(repr=False)
    e: int = field(repr=False)
    checker: rsa.RSAPublicKey = field(repr=False, compare=False)

    @property
    def length(self) -> int:
        """Bytes of the modulus, and so of every blinded message and signature."""
        return (self.n.bit_length() + 7) // 8

    @property
    def key_id(self) -> bytes:
        """SHA-256 of the published form."""
        return hashlib.sha256(self.spki).digest()


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """An issuing key as only the issuer knows it."""

    public: PublicKey
    p: int = field(repr=False)
    q: int = field(repr=False)
    d_p: int = field(repr=False)
    d_q: int = field(repr=False)
    q_inverse: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blinded:
    """What goes to the issuer, and what the voter keeps to take the blinding off."""

    message: bytes
    inverse: int = field(repr=False)


def generate(bits: int = KEY_BITS) -> bytes:
    """A new issuing key as PKCS#8 PEM, unencrypted: it belongs in the keyring."""
    key = rsa.generate_private_key(PUBLIC_EXPONENT, bits)
    return _pem(key)


def load_private(pem: bytes) -> PrivateKey:
    """The key in a PKCS#8 PEM file."""
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise BlindSignatureError("this is not an RSA key")
    parts = key.private_numbers()
    return PrivateKey(
        load_public(_spki(key.public_key())),
        parts.p,
        parts.q,
        parts.dmp1,
        parts.dmq1,
        parts.iqmp,
    )


@lru_cache(maxsize=256)
def load_public(spki: bytes) -> PublicKey:
    """The key in a SubjectPublicKeyInfo DER."""
    try:
        key = serialization.load_der_public_key(spki)
    except ValueError as error:
        raise BlindSignatureError("this is not a public key") from error
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < SMALLEST_KEY_BITS:
        raise BlindSignatureError(f"an issuing key is RSA of {SMALLEST_KEY_BITS} bits or more")
    numbers = key.public_numbers()
    return PublicKey(spki, numbers.n, numbers.e, key)


def prepare(message: bytes, prefix: bytes, variant: Variant = PARTNET) -> bytes:
    """RFC 9474, section 4.1: the message as it will be signed; `prefix` is 32 random bytes or empty."""
    if len(prefix) != (PREFIX_BYTES if variant.is_randomized else 0):
        raise BlindSignatureError("this prefix does not fit the variant")
    return prefix + message


def blind(key: PublicKey, prepared: bytes, salt: bytes, r: int, variant: Variant = PARTNET) -> Blinded:
    """RFC 9474, section 4.2, with the PSS salt and the blinding factor 0 < r < n given by the caller."""
    m = int.from_bytes(_pss_encode(prepared, key.n.bit_length() - 1, salt, variant.salt_bytes))
    if not are_coprime(m, key.n):
        raise BlindSignatureError("this message cannot be blinded under this key")
    if not is_blinding_factor(key, r):
        raise BlindSignatureError("this is not a blinding factor for this key")
    z = m * power(r, key.e, key.n) % key.n
    return Blinded(z.to_bytes(key.length), inverse(r, key.n))


def is_blinding_factor(key: PublicKey, r: int) -> bool:
    """Whether r lies in 1 … n − 1 and has an inverse modulo n."""
    return 0 < r < key.n and are_coprime(r, key.n)


def blind_sign(key: PrivateKey, blinded_message: bytes) -> bytes:
    """RFC 9474, section 4.3: the private operation on a message of exactly the key's length.

    Constant-time exponentiation (GMP's powm_sec) on a value that is blinded once more with a factor of
    our own, so that neither time nor a sender's choice of numbers tells about the key; the result is checked
    before it leaves, as one faulty CRT half would give the key away (Boneh, DeMillo, Lipton 1997).
    """
    public = key.public
    if len(blinded_message) != public.length:
        raise BlindSignatureError("a blinded message has exactly the length of the key")
    n, e = public.n, public.e
    m = int.from_bytes(blinded_message)
    if not 0 < m < n:
        raise BlindSignatureError("this blinded message is out of range")
    base = _random_factor(public)
    masked = m * power(base, e, n) % n
    signed = _private_operation(key, masked) * inverse(base, n) % n
    if power(signed, e, n) != m:
        raise SigningFault("the signature did not verify; it was not given out")
    return signed.to_bytes(public.length)


def finalize(
    key: PublicKey, prepared: bytes, blind_signature: bytes, unblinding: int, variant: Variant = PARTNET
) -> bytes:
    """RFC 9474, section 4.4: take the blinding off; BlindSignatureError if the issuer signed anything else."""
    if len(blind_signature) != key.length:
        raise BlindSignatureError("a blind signature has exactly the length of the key")
    signature = (int.from_bytes(blind_signature) * unblinding % key.n).to_bytes(key.length)
    if not verify(key, prepared, signature, variant):
        raise BlindSignatureError("the issuer's signature does not fit the message")
    return signature


def verify(key: PublicKey, prepared: bytes, signature: bytes, variant: Variant = PARTNET) -> bool:
    """Whether this is a signature of the prepared message (RSASSA-PSS-VERIFY, RFC 8017)."""
    try:
        key.checker.verify(signature, prepared, _PSS[variant], _SHA384)
    except InvalidSignature:
        return False
    return True


def _private_operation(key: PrivateKey, value: int) -> int:
    """value^d mod n by the Chinese remainder theorem (RFC 8017, section 5.1.2)."""
    s_p = secret_power(value % key.p, key.d_p, key.p)
    s_q = secret_power(value % key.q, key.d_q, key.q)
    return s_q + key.q * (key.q_inverse * (s_p - s_q) % key.p)


def _random_factor(key: PublicKey) -> int:
    while True:
        r = 1 + secrets.randbelow(key.n - 1)
        if is_blinding_factor(key, r):
            return r


def _pss_encode(message: bytes, bits: int, salt: bytes, salt_bytes: int) -> bytes:
    """EMSA-PSS-ENCODE with SHA-384 and MGF1-SHA-384 (RFC 8017, section 9.1.1)."""
    if len(salt) != salt_bytes:
        raise BlindSignatureError("this salt does not fit the variant")
    length = (bits + 7) // 8
    digest = hashlib.sha384(b"\0" * 8 + hashlib.sha384(message).digest() + salt).digest()
    block = b"\0" * (length - len(salt) - HASH_BYTES - 2) + b"\x01" + salt
    mask = _mgf1(digest, len(block))
    masked = bytearray(a ^ b for a, b in zip(block, mask, strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def _mgf1(seed: bytes, length: int) -> bytes:
    blocks = (hashlib.sha384(seed + n.to_bytes(4)).digest() for n in range(-(-length // HASH_BYTES)))
    return b"".join(blocks)[:length]


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _spki(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
