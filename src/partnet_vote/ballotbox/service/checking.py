"""Is this ballot signed by a token of the election, and legal on its ballot style?"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from partnet_vote.ballotbox.rules import Cast
from partnet_vote.platform.kernel import blind_rsa, voting_token
from partnet_vote.platform.kernel.blind_rsa import PublicKey
from partnet_vote.platform.kernel.errors import Denied, Refused
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.kernel.voting_token import TokenMessage, TokenMistake
from partnet_vote.tally.ballots.marks import Ballot
from partnet_vote.tally.definition import Definition, ballot_illegalities
from partnet_vote.tally.reasons import Malformed, Reason

FORGED = Text("This vote is not signed as it must be.")


@dataclass(frozen=True)
class OpenBox:
    """What a box checks ballots against: frozen, but for withdrawals, which raise its revision."""

    election_id: UUID
    definition: Definition
    keys: Mapping[int, PublicKey]
    withdrawn: Mapping[str, tuple[str, ...]]
    revision: int


def open_box_of(
    definition: str, keys: Mapping[str, str], withdrawn: Mapping[str, tuple[str, ...]], revision: int
) -> OpenBox:
    """The box's values from its stored texts."""
    parsed = Definition.parse(definition)
    loaded = {int(style): blind_rsa.load_public(b64decode(key)) for style, key in keys.items()}
    return OpenBox(UUID(parsed.election_id), parsed, loaded, withdrawn, revision)


def checked(box: OpenBox, cast: Cast) -> TokenMessage:
    """The cast's token, if everything about the ballot holds.

    Denied if a signature does not hold or the token is for another election or style; Refused, with the
    first reason, if the ballot is not legal. Costs about 0.15 ms: two signatures.
    """
    token = _token(box, cast)
    _demand_legal(box, cast, token)
    if not blind_rsa.verify(box.keys[token.style], cast.message, cast.token_signature):
        raise Denied(FORGED)
    if not voting_token.is_signed_ballot(cast.key, cast.ballot, cast.seq, cast.signature):
        raise Denied(FORGED)
    return token


def _token(box: OpenBox, cast: Cast) -> TokenMessage:
    try:
        token = voting_token.parse_message(cast.message)
    except TokenMistake as error:
        raise Denied(FORGED) from error
    if token.election_id != cast.election_id or token.style not in box.keys or not token.is_of_key(cast.key):
        raise Denied(FORGED)
    return token


def _demand_legal(box: OpenBox, cast: Cast, token: TokenMessage) -> None:
    try:
        ballot = Ballot.parse(cast.ballot)
    except Malformed as error:
        raise Refused(_in_words(error.reason)) from error
    if ballot.style != token.style:
        raise Denied(FORGED)
    for illegality in ballot_illegalities(box.definition, ballot, box.withdrawn):
        raise Refused(_in_words(illegality.reason), illegality.contest)


def _in_words(reason: Reason) -> Text:
    if reason.number is None:
        return Text(reason.message, **reason.values)
    values = {name: value for name, value in reason.values.items() if name != "n"}
    return TextN(reason.message, reason.plural, reason.number, **values)
