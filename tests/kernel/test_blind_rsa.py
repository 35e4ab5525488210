"""Do our blind signatures agree with RFC 9474 byte for byte, and refuse everything else?"""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from partnet_vote.platform.kernel import blind_rsa
from partnet_vote.platform.kernel.blind_rsa import BlindSignatureError, PrivateKey, SigningFault, Variant

VECTORS = json.loads((Path(__file__).parent / "vectors" / "rfc9474.json").read_text())
VARIANTS = {f"RSABSSA-SHA384-{v.name.replace('_', '-')}".lower(): v for v in Variant}


@pytest.fixture(scope="module")
def rfc_key() -> PrivateKey:
    """The RFC's key, through the same PEM door as any other."""
    n, e, d, p, q = (int(VECTORS["key"][name], 16) for name in "nedpq")
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(e, n))
    pem = numbers.private_key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return blind_rsa.load_private(pem)


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return blind_rsa.load_private(blind_rsa.generate(2048))


def _values(vector: dict[str, str]) -> dict[str, bytes]:
    return {name: bytes.fromhex(value) for name, value in vector.items() if name != "name"}


@pytest.mark.parametrize("vector", VECTORS["variants"], ids=lambda v: v["name"])
def test_the_vectors_of_the_rfc(rfc_key: PrivateKey, vector: dict[str, Any]) -> None:
    variant = VARIANTS[vector["name"].lower()]
    public = rfc_key.public
    want = _values(vector)
    prepared = blind_rsa.prepare(bytes.fromhex(VECTORS["msg"]), want["msg_prefix"], variant)
    r = pow(int.from_bytes(want["inv"]), -1, public.n)
    blinded = blind_rsa.blind(public, prepared, want["salt"], r, variant)
    assert blinded.message == want["blinded_msg"]
    assert blinded.inverse == int.from_bytes(want["inv"])
    blind_signature = blind_rsa.blind_sign(rfc_key, blinded.message)
    assert blind_signature == want["blind_sig"]
    signature = blind_rsa.finalize(public, prepared, blind_signature, blinded.inverse, variant)
    assert signature == want["sig"]
    assert blind_rsa.verify(public, prepared, signature, variant)


def test_all_four_variants_have_a_vector() -> None:
    assert {VARIANTS[v["name"].lower()] for v in VECTORS["variants"]} == set(Variant)


def _blinded(key: PrivateKey, prepared: bytes) -> blind_rsa.Blinded:
    r = 1 + secrets.randbelow(key.public.n - 1)
    return blind_rsa.blind(key.public, prepared, secrets.token_bytes(48), r)


@pytest.mark.parametrize("bits", [2048, 2056, 3072])
def test_a_round_trip_at_several_sizes(bits: int) -> None:
    key = blind_rsa.load_private(blind_rsa.generate(bits))
    prepared = blind_rsa.prepare(b"a vote", secrets.token_bytes(32))
    blinded = _blinded(key, prepared)
    signed = blind_rsa.blind_sign(key, blinded.message)
    signature = blind_rsa.finalize(key.public, prepared, signed, blinded.inverse)
    assert len(signature) == key.public.length == bits // 8
    assert blind_rsa.verify(key.public, prepared, signature)


def test_what_the_issuer_sees_has_nothing_of_the_signature(key: PrivateKey) -> None:
    """Any signature fits any request: for each there is a factor that links them, so none is proof."""
    public = key.public
    prepared = [blind_rsa.prepare(b"vote", secrets.token_bytes(32)) for _ in range(2)]
    seen = [_blinded(key, p) for p in prepared]
    signed = [blind_rsa.blind_sign(key, b.message) for b in seen]
    final = [blind_rsa.finalize(public, p, s, b.inverse) for p, s, b in zip(prepared, signed, seen, strict=True)]
    n = public.n
    crossed = int.from_bytes(final[1]) * pow(int.from_bytes(signed[0]), -1, n) % n
    assert int.from_bytes(signed[0]) * crossed % n == int.from_bytes(final[1])
    assert seen[0].message != seen[1].message


def test_the_same_secrets_give_the_same_request(key: PrivateKey) -> None:
    prepared = blind_rsa.prepare(b"vote", b"p" * 32)
    first, again = (blind_rsa.blind(key.public, prepared, b"s" * 48, 12345) for _ in range(2))
    assert first == again
    assert blind_rsa.blind_sign(key, first.message) == blind_rsa.blind_sign(key, again.message)


@pytest.mark.parametrize("at", [0, 31, 32, 40])
def test_an_altered_message_does_not_verify(key: PrivateKey, at: int) -> None:
    prepared = blind_rsa.prepare(b"a vote, a vote", b"p" * 32)
    blinded = _blinded(key, prepared)
    signature = blind_rsa.finalize(key.public, prepared, blind_rsa.blind_sign(key, blinded.message), blinded.inverse)
    altered = prepared[:at] + bytes([prepared[at] ^ 1]) + prepared[at + 1 :]
    assert blind_rsa.verify(key.public, prepared, signature)
    assert not blind_rsa.verify(key.public, altered, signature)
    assert not blind_rsa.verify(key.public, prepared, signature, Variant.PSSZERO_RANDOMIZED)
    assert not blind_rsa.verify(key.public, prepared, signature[:-1])
    assert not blind_rsa.verify(key.public, prepared, b"")


def test_a_wrong_answer_of_the_issuer_is_found(key: PrivateKey) -> None:
    prepared = blind_rsa.prepare(b"vote", b"p" * 32)
    blinded = _blinded(key, prepared)
    other = blind_rsa.load_private(blind_rsa.generate(2048))
    for answer in (blinded.message, bytes(256), blind_rsa.blind_sign(key, bytes(255) + b"\x02"), b"short"):
        with pytest.raises(BlindSignatureError):
            blind_rsa.finalize(key.public, prepared, answer, blinded.inverse)
    with pytest.raises(BlindSignatureError):
        blind_rsa.finalize(other.public, prepared, blind_rsa.blind_sign(key, blinded.message), blinded.inverse)


def test_only_a_number_of_the_right_size_is_signed(key: PrivateKey) -> None:
    n, k = key.public.n, key.public.length
    refused = [b"", b"\x01", bytes(k), n.to_bytes(k), (n + 1).to_bytes(k), b"\xff" * k, bytes(k) + b"\x02"]
    for message in refused:
        with pytest.raises(BlindSignatureError):
            blind_rsa.blind_sign(key, message)
    assert blind_rsa.blind_sign(key, (1).to_bytes(k)) == (1).to_bytes(k)
    assert blind_rsa.blind_sign(key, (n - 1).to_bytes(k)) == (n - 1).to_bytes(k)


@pytest.mark.parametrize("part", ["d_p", "d_q", "q_inverse"])
def test_a_fault_in_one_half_never_leaves(key: PrivateKey, part: str) -> None:
    spoiled = {name: getattr(key, name) for name in ("public", "p", "q", "d_p", "d_q", "q_inverse")}
    spoiled[part] += 2
    with pytest.raises(SigningFault):
        blind_rsa.blind_sign(PrivateKey(**spoiled), (12345).to_bytes(256))


@pytest.mark.parametrize("r", [0, -1])
def test_an_unfit_factor_is_refused(key: PrivateKey, r: int) -> None:
    prepared = blind_rsa.prepare(b"vote", b"p" * 32)
    for factor in (r, key.public.n, key.public.n + 5, int(key.p)):
        with pytest.raises(BlindSignatureError):
            blind_rsa.blind(key.public, prepared, b"s" * 48, factor)


def test_prefix_and_salt_must_fit_the_variant(key: PrivateKey) -> None:
    with pytest.raises(BlindSignatureError):
        blind_rsa.prepare(b"vote", b"")
    with pytest.raises(BlindSignatureError):
        blind_rsa.prepare(b"vote", b"p" * 32, Variant.PSS_DETERMINISTIC)
    with pytest.raises(BlindSignatureError):
        blind_rsa.blind(key.public, b"p" * 40, b"", 5)


def test_keys_travel_as_pem_and_der(key: PrivateKey) -> None:
    again = blind_rsa.load_public(key.public.spki)
    assert again == key.public
    assert again.key_id == key.public.key_id
    assert "d_p" not in repr(key)
    for wrong in (b"", b"not a key", key.public.spki[:-1]):
        with pytest.raises(BlindSignatureError):
            blind_rsa.load_public(wrong)


def test_small_and_foreign_keys_are_refused() -> None:
    small = rsa.generate_private_key(65537, 1024).public_key()
    der = small.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(BlindSignatureError, match="2048"):
        blind_rsa.load_public(der)
