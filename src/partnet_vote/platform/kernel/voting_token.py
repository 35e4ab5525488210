"""What lets a ballot into the box without a name? A token that the city signed blindly.

Wire layout "partnet/1" (security.md, 2.1), frozen and published with vectors:

* token message ``M = prefix (32) ‖ "partnet/1/" ‖ election (16, UUID) ‖ style (1) ‖ P-256 key (33, compressed)``
* token signature: RSABSSA-SHA384-PSS-Randomized over M (RFC 9474), under the key of the election's style
* ballot signature: ECDSA-P256-SHA256 over ``ballot ‖ seq (4, big-endian)``, raw r ‖ s (64 bytes)
* beside a cast, the same key uncompressed (65 bytes, as WebCrypto exports it): it spares the box a square root

Every secret of a token follows from the posted code, so that the code alone rebuilds it and nothing is stored.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from partnet_vote.platform.kernel import blind_rsa
from partnet_vote.platform.kernel.blind_rsa import PublicKey
from partnet_vote.platform.kernel.posted_code import PostedCode, encode

LAYOUT = b"partnet/1/"
PREFIX_BYTES = blind_rsa.PREFIX_BYTES
MESSAGE_BYTES = PREFIX_BYTES + len(LAYOUT) + 16 + 1 + 33
POINT_BYTES = 65
SIGNATURE_BYTES = 64
STYLES = range(1, 256)
SEQUENCE = range(1, 2**31)
RECEIPT_SYMBOLS = 12

_ARGON2_MEMORY_KIB = 19456
_ARGON2_PASSES = 2
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_P256 = ec.SECP256R1()
_ECDSA = ec.ECDSA(SHA256())
_SPARE_BYTES = 16
"""More bytes than the modulus has, so that the remainder is even to 2^-128 (FIPS 186-5, A.2.1)."""


class TokenMistake(ValueError):
    """Bytes that are no token of this layout."""


@dataclass(frozen=True, slots=True)
class TokenMessage:
    """M, taken apart: which election and style the token is for, and the key that signs its ballots."""

    prefix: bytes
    election_id: UUID
    style: int
    public_key: bytes

    def encode(self) -> bytes:
        """The 92 bytes that the city signs."""
        return self.prefix + LAYOUT + self.election_id.bytes + bytes([self.style]) + self.public_key

    def is_of_key(self, point: bytes) -> bool:
        """Whether this is the token's key, uncompressed (65 bytes); whether it lies on the curve is not asked here."""
        compressed = bytes([2 + (point[-1] & 1)]) + point[1:33] if len(point) == POINT_BYTES else b""
        return point[:1] == b"\x04" and compressed == self.public_key


@dataclass(frozen=True, slots=True)
class VotingToken:
    """A signed token; whoever holds it and the ballot key may cast."""

    message: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """What is asked of the issuer (`blinded`), and what stays with the voter to finish it."""

    message: bytes
    blinded: bytes
    unblinding: int = field(repr=False)
    issuing_key: PublicKey

    @property
    def blinded_hash(self) -> bytes:
        """SHA-256 of the request: the same request always gets the same answer."""
        return hashlib.sha256(self.blinded).digest()

    def finish(self, blind_signature: bytes) -> VotingToken:
        """The token, from the issuer's answer (BlindSignatureError if the answer is wrong)."""
        signature = blind_rsa.finalize(self.issuing_key, self.message, blind_signature, self.unblinding)
        return VotingToken(self.message, signature)


@dataclass(frozen=True, slots=True)
class VoterSecret:
    """32 bytes from which all secrets of one voter's token in one election follow."""

    seed: bytes = field(repr=False)

    @classmethod
    def from_code(cls, code: PostedCode, election_id: UUID) -> VoterSecret:
        """The secret behind a posted code: argon2id, about 20 ms and 19 MiB, so call it in a worker thread.

        The look-up id and the election are the salt, so that guessing for many codes at once gains nothing.
        """
        salt = hashlib.sha256(b"partnet-code/1" + election_id.bytes + code.lookup.encode()).digest()[:16]
        return cls(
            hash_secret_raw(
                code.secret.encode(), salt, _ARGON2_PASSES, _ARGON2_MEMORY_KIB, 1, hash_len=32, type=Type.ID
            )
        )

    @classmethod
    def random(cls) -> VoterSecret:
        """The secret of a voter without a posted code (made in a browser, or drawn for a rehearsal)."""
        return cls(secrets.token_bytes(32))

    def request(self, election_id: UUID, style: int, issuing_key: PublicKey) -> TokenRequest:
        """The token's message, blinded for the issuer; the same each time."""
        message = self.message(election_id, style)
        context = election_id.bytes + bytes([style]) + issuing_key.key_id
        salt = self._expand(b"salt" + context, blind_rsa.PARTNET.salt_bytes)
        blinded = blind_rsa.blind(issuing_key, message, salt, self._blinding_factor(context, issuing_key))
        return TokenRequest(message, blinded.message, blinded.inverse, issuing_key)

    def message(self, election_id: UUID, style: int) -> bytes:
        """M of this voter in this election and style."""
        if style not in STYLES:
            raise TokenMistake("a ballot style is a number from 1 to 255")
        prefix = self._expand(b"prefix" + election_id.bytes + bytes([style]), PREFIX_BYTES)
        public = self._ballot_key(election_id, style).public_key()
        point = public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return TokenMessage(prefix, election_id, style, point).encode()

    def ballot_point(self, election_id: UUID, style: int) -> bytes:
        """The token's public key as an uncompressed point (SEC 1, 2.3.3), 65 bytes."""
        public = self._ballot_key(election_id, style).public_key()
        return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def sign_ballot(self, election_id: UUID, style: int, ballot: str, seq: int) -> bytes:
        """The ballot's signature, 64 bytes, deterministic (RFC 6979): a retry sends the same bytes."""
        scheme = ec.ECDSA(SHA256(), deterministic_signing=True)
        der = self._ballot_key(election_id, style).sign(_signed_bytes(ballot, seq), scheme)
        r, s = utils.decode_dss_signature(der)
        return r.to_bytes(32) + s.to_bytes(32)

    def _ballot_key(self, election_id: UUID, style: int) -> ec.EllipticCurvePrivateKey:
        material = self._expand(b"ballot-key" + election_id.bytes + bytes([style]), 32 + _SPARE_BYTES)
        return ec.derive_private_key(int.from_bytes(material) % (_P256_ORDER - 1) + 1, _P256)

    def _blinding_factor(self, context: bytes, key: PublicKey) -> int:
        for attempt in range(256):
            label = b"blinding" + bytes([attempt]) + context
            r = int.from_bytes(self._expand(label, key.length + _SPARE_BYTES)) % key.n
            if blind_rsa.is_blinding_factor(key, r):
                return r
        raise TokenMistake("no blinding factor fits this issuing key")

    def _expand(self, label: bytes, length: int) -> bytes:
        """HKDF-Expand (RFC 5869): the seed is already uniform, so it is the pseudorandom key."""
        return HKDFExpand(SHA256(), length, b"partnet-token/1/" + label).derive(self.seed)


def parse_message(message: bytes) -> TokenMessage:
    """M taken apart, or TokenMistake."""
    head = PREFIX_BYTES + len(LAYOUT)
    if len(message) != MESSAGE_BYTES or message[PREFIX_BYTES:head] != LAYOUT:
        raise TokenMistake("this is not a token of layout partnet/1")
    return TokenMessage(
        message[:PREFIX_BYTES], UUID(bytes=message[head : head + 16]), message[head + 16], message[head + 17 :]
    )


def token_hash(message: bytes) -> bytes:
    """SHA-256(M): what the box knows a token by."""
    return hashlib.sha256(message).digest()


def is_signed_ballot(public_key: bytes, ballot: str, seq: int, signature: bytes) -> bool:
    """Whether the token's key (a point of 65 bytes, or compressed of 33) signed this ballot with this number."""
    if len(signature) != SIGNATURE_BYTES or seq not in SEQUENCE:
        return False
    der = utils.encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(_P256, public_key)
        key.verify(der, _signed_bytes(ballot, seq), _ECDSA)
    except (ValueError, InvalidSignature):
        return False
    return True


def receipt_code(election_id: UUID, hashed_token: bytes) -> str:
    """12 symbols (60 bits) that prove to the voter that the ballot is in the box."""
    digest = hashlib.sha256(b"partnet-receipt/1" + election_id.bytes + hashed_token).digest()
    return encode(digest, RECEIPT_SYMBOLS)


def _signed_bytes(ballot: str, seq: int) -> bytes:
    if seq not in SEQUENCE:
        raise TokenMistake("a ballot's number is 1 or more")
    return ballot.encode() + seq.to_bytes(4)
