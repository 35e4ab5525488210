"""Who casts in the benchmark? Made-up voters with true tokens and ballots of five marks among twenty-four options."""

from __future__ import annotations

import base64
import json
import random
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384

from partnet_vote.ballotbox.rules import Cast
from partnet_vote.platform.kernel import blind_rsa
from partnet_vote.platform.kernel.voting_token import VoterSecret
from partnet_vote.tally.ballots.approval import Approval
from tests.builders import tally
from tests.builders.ballotbox import Vote, vote

OPTIONS = 24
MARKS = 5


@dataclass(frozen=True)
class Poll:
    """The election and the one issuing key of the benchmark."""

    vote: Vote
    pem: bytes


def poll() -> Poll:
    """An election with 24 options, approve up to five, under one RSA-3072 key."""
    costs = tuple(10_000 + 100 * n for n in range(OPTIONS))
    made = vote(tally.definition(tally.contest(Approval(1, MARKS), None, *costs)))
    pem = blind_rsa.generate()
    return Poll(Vote(made.definition, {1: blind_rsa.load_private(pem)}), pem)


def casts(made: Poll, count: int, workers: int = 2) -> list[Cast]:
    """So many voters' casts. The token is signed directly: a finished blind signature is a plain PSS signature."""
    share = -(-count // workers)
    jobs = [(made.pem, made.vote.definition.election_id, min(share, count - n * share), n) for n in range(workers)]
    with ProcessPoolExecutor(workers) as pool:
        return [cast for part in pool.map(_some, jobs) for cast in part]


def _some(job: tuple[bytes, str, int, int]) -> list[Cast]:
    from uuid import UUID

    pem, election, count, seed = job
    election_id, dice = UUID(election), random.Random(seed)
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    scheme = padding.PSS(padding.MGF1(SHA384()), 48)
    made = []
    for _ in range(count):
        secret = VoterSecret(dice.randbytes(32))
        message = secret.message(election_id, 1)
        ballot = tally.ballot("".join(dice.sample([chr(97 + n) for n in range(OPTIONS)], MARKS))).canonical()
        made.append(
            Cast(
                election_id,
                message,
                key.sign(message, scheme, SHA384()),
                1,
                ballot,
                secret.sign_ballot(election_id, 1, ballot, 1),
                secret.ballot_point(election_id, 1),
            )
        )
    return made


def as_request(cast: Cast) -> bytes:
    """The cast as one HTTP request, as a browser would send it to the box (security.md, 2.1)."""

    def b64(data: bytes) -> str:
        return base64.b64encode(data).decode()

    body = json.dumps(
        {
            "election_id": str(cast.election_id),
            "message": b64(cast.message),
            "token_signature": b64(cast.token_signature),
            "seq": cast.seq,
            "ballot": cast.ballot,
            "signature": b64(cast.signature),
            "key": b64(cast.key),
        }
    ).encode()
    head = (
        "POST /ballots HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
