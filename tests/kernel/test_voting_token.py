"""Does one code always rebuild the same token, and does the token open nothing else?"""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from partnet_vote.platform.kernel import blind_rsa, posted_code, voting_token
from partnet_vote.platform.kernel.posted_code import PostedCode
from partnet_vote.platform.kernel.voting_token import TokenMistake, VoterSecret

ELECTION = UUID("5d1bf0a4-2c1e-4f0a-9d4e-0f4f6b7f9a01")
CODE = PostedCode("K7QX", "23456789ABCD")
BALLOT = '{"contests":[{"id":1,"marks":[3,7]}]}'


@pytest.fixture(scope="module")
def key() -> blind_rsa.PrivateKey:
    return blind_rsa.load_private(blind_rsa.generate(2048))


@pytest.fixture(scope="module")
def secret() -> VoterSecret:
    return VoterSecret.from_code(CODE, ELECTION)


def test_the_message_has_the_published_layout(secret: VoterSecret) -> None:
    message = secret.message(ELECTION, 7)
    assert len(message) == 92
    assert message[32:42] == b"partnet/1/"
    assert message[42:58] == ELECTION.bytes
    assert message[58] == 7
    assert message[59] in {2, 3}
    parsed = voting_token.parse_message(message)
    assert (parsed.election_id, parsed.style, parsed.encode()) == (ELECTION, 7, message)
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), parsed.public_key)


def test_our_own_vector(secret: VoterSecret) -> None:
    """Frozen: if this changes, no posted code opens the token it opened before."""
    message = secret.message(ELECTION, 1)
    assert hashlib.sha256(secret.seed).hexdigest() == SEED_HASH
    assert voting_token.token_hash(message).hex() == TOKEN_HASH
    assert voting_token.receipt_code(ELECTION, voting_token.token_hash(message)) == RECEIPT
    signature = secret.sign_ballot(ELECTION, 1, BALLOT, 1)
    assert hashlib.sha256(signature).hexdigest() == SIGNATURE_HASH


SEED_HASH = "ea59e44a7644a8532cca7faf3875d77b3b7e9e83f96eb098d84d9082818b717c"
TOKEN_HASH = "a26516281e3dc775969f02390586ae8d4c4cb5a47d00fb61b42e9f4c615f842d"
RECEIPT = "95W2YLGMNGQF"
SIGNATURE_HASH = "a6b2970347eed5f08aea0f8ac1c7932c5a790fa93ea9d54c21e264345e2ce374"


def test_entering_the_code_again_rebuilds_the_same_token(key: blind_rsa.PrivateKey) -> None:
    typed = posted_code.read("k7qx 2345 6789 abcd")
    first, again = (VoterSecret.from_code(c, ELECTION).request(ELECTION, 1, key.public) for c in (CODE, typed))
    assert first == again
    assert first.blinded_hash == hashlib.sha256(again.blinded).digest()
    token = first.finish(blind_rsa.blind_sign(key, first.blinded))
    assert token == again.finish(blind_rsa.blind_sign(key, again.blinded))
    assert blind_rsa.verify(key.public, token.message, token.signature)


def test_other_codes_elections_styles_and_keys_share_nothing(key: blind_rsa.PrivateKey, secret: VoterSecret) -> None:
    other_election = uuid4()
    secrets = [
        VoterSecret.from_code(c, e).seed
        for c, e in (
            (CODE, ELECTION),
            (CODE, other_election),
            (PostedCode("K7QY", CODE.secret), ELECTION),
            (PostedCode("K7QX", "23456789ABCE"), ELECTION),
        )
    ]
    assert len(set(secrets)) == 4
    other_key = blind_rsa.load_private(blind_rsa.generate(2048)).public
    requests = [
        secret.request(ELECTION, 1, key.public),
        secret.request(ELECTION, 2, key.public),
        secret.request(other_election, 1, key.public),
    ]
    assert len({r.message[:32] for r in requests}) == 3
    assert len({r.message[-33:] for r in requests}) == 3
    assert len({r.unblinding for r in [*requests, secret.request(ELECTION, 1, other_key)]}) == 4


def test_random_voters_differ() -> None:
    assert VoterSecret.random() != VoterSecret.random()
    assert "seed" not in repr(VoterSecret.random())


def test_a_style_is_one_byte(secret: VoterSecret) -> None:
    for style in (-1, 0, 256):
        with pytest.raises(TokenMistake):
            secret.message(ELECTION, style)


@pytest.mark.parametrize("spoil", [lambda m: m[:-1], lambda m: m + b"x", lambda m: m[:32] + b"partnet/2/" + m[42:]])
def test_other_layouts_are_no_tokens(secret: VoterSecret, spoil) -> None:
    with pytest.raises(TokenMistake):
        voting_token.parse_message(spoil(secret.message(ELECTION, 1)))


def test_a_ballot_is_signed_with_its_number(secret: VoterSecret) -> None:
    public = voting_token.parse_message(secret.message(ELECTION, 1)).public_key
    signature = secret.sign_ballot(ELECTION, 1, BALLOT, 1)
    assert len(signature) == 64
    assert signature == secret.sign_ballot(ELECTION, 1, BALLOT, 1)
    assert voting_token.is_signed_ballot(public, BALLOT, 1, signature)
    assert not voting_token.is_signed_ballot(public, BALLOT, 2, signature)
    assert not voting_token.is_signed_ballot(public, BALLOT + " ", 1, signature)
    assert not voting_token.is_signed_ballot(public, BALLOT, 1, signature[:-1] + bytes([signature[-1] ^ 1]))
    other = voting_token.parse_message(VoterSecret.random().message(ELECTION, 1)).public_key
    assert not voting_token.is_signed_ballot(other, BALLOT, 1, signature)


def test_the_key_uncompressed_is_the_tokens_own_and_checks_the_same(secret: VoterSecret) -> None:
    token = voting_token.parse_message(secret.message(ELECTION, 1))
    point = secret.ballot_point(ELECTION, 1)
    assert token.is_of_key(point)
    assert voting_token.is_signed_ballot(point, BALLOT, 1, secret.sign_ballot(ELECTION, 1, BALLOT, 1))
    other = [secret.ballot_point(ELECTION, 2), b"", token.public_key, point + b"\x00", b"\x06" + point[1:]]
    assert not any(map(token.is_of_key, other))
    assert not token.is_of_key(point[:-1] + bytes([point[-1] ^ 1])), "the other half of the curve"


@pytest.mark.parametrize("signature", [b"", bytes(64), b"\xff" * 64, bytes(63), bytes(65)])
def test_no_signature_is_no_signature(secret: VoterSecret, signature: bytes) -> None:
    public = voting_token.parse_message(secret.message(ELECTION, 1)).public_key
    assert not voting_token.is_signed_ballot(public, BALLOT, 1, signature)


@pytest.mark.parametrize("public", [b"", bytes(33), b"\x02" + b"\xff" * 32, b"\x05" + bytes(32)])
def test_a_point_off_the_curve_signs_nothing(public: bytes) -> None:
    assert not voting_token.is_signed_ballot(public, BALLOT, 1, b"\x01" * 64)


@pytest.mark.parametrize("seq", [0, -1, 2**31])
def test_a_ballot_number_fits(secret: VoterSecret, seq: int) -> None:
    with pytest.raises(TokenMistake):
        secret.sign_ballot(ELECTION, 1, BALLOT, seq)
    public = voting_token.parse_message(secret.message(ELECTION, 1)).public_key
    assert not voting_token.is_signed_ballot(public, BALLOT, seq, b"\x01" * 64)


def test_a_receipt_is_twelve_symbols_of_its_election(secret: VoterSecret) -> None:
    hashed = voting_token.token_hash(secret.message(ELECTION, 1))
    code = voting_token.receipt_code(ELECTION, hashed)
    assert len(code) == 12
    assert set(code) <= set(posted_code.ALPHABET)
    assert code != voting_token.receipt_code(uuid4(), hashed)
