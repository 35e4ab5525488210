"""How is a resident given the right to cast one ballot, without the city seeing which?"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.credentials import queries
from partnet_vote.credentials.models import CredentialRow, IssuingKeyRow
from partnet_vote.credentials.rules import Channel, Holder, key_name
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel import blind_rsa
from partnet_vote.platform.kernel.blind_rsa import BlindSignatureError, PrivateKey
from partnet_vote.platform.kernel.errors import Busy, Conflict, Refused, TooLate
from partnet_vote.platform.kernel.keyring import KeyMissing, Keyring
from partnet_vote.platform.kernel.text import Text

LONGEST_QUEUE = 512
"""Signatures that may wait, about a second of work for each core; beyond it a voter is told to try again."""

ENDED = Text("Voting in this election has ended.")


class Signer:
    """The private operation of a process: in worker threads, as many at once as there are cores."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._cores = asyncio.Semaphore(os.cpu_count() or 1)
        self._keys: dict[str, PrivateKey] = {}
        self._waiting = 0

    async def sign(self, election_id: UUID, style: int, blinded: bytes) -> bytes:
        """The blind signature under the style's key, about 3 ms of one core.

        TooLate once the key is destroyed; Busy if too many wait; Refused if the message is not exactly as long
        as the key, or out of its range.
        """
        if self._waiting >= LONGEST_QUEUE:
            raise Busy
        self._waiting += 1
        try:
            async with self._cores:
                return await asyncio.to_thread(blind_rsa.blind_sign, self._key(election_id, style), blinded)
        except BlindSignatureError as error:
            raise Refused(Text("This request is not a blinded token.")) from error
        finally:
            self._waiting -= 1

    def forget(self, election_id: UUID, style: int) -> None:
        """Drop a key from memory."""
        self._keys.pop(key_name(election_id, style), None)

    def _key(self, election_id: UUID, style: int) -> PrivateKey:
        name = key_name(election_id, style)
        if not self._keyring.has(name):  # destroyed by whichever process closed the election
            self._keys.pop(name, None)
            raise TooLate(ENDED)
        if name not in self._keys:
            try:
                self._keys[name] = blind_rsa.load_private(self._keyring.get(name))
            except KeyMissing as error:
                raise TooLate(ENDED) from error
        return self._keys[name]


async def create_keys(db: AsyncSession, keyring: Keyring, election_id: UUID, styles: Iterable[int]) -> dict[int, bytes]:
    """Make an RSA-3072 issuing key for every ballot style; the public keys (SPKI) by style.

    Doing it again makes only what is missing. The private keys go to the keyring first, so that no key is
    published that cannot sign.
    """
    held = await queries.public_keys(db, election_id)
    for style in sorted(set(styles) - set(held)):
        pem = await asyncio.to_thread(keyring.ensure, key_name(election_id, style), blind_rsa.generate)
        spki = blind_rsa.load_private(pem).public.spki
        row = {"id": uuid4(), "city_id": _city(db), "election_id": election_id, "style": style, "spki": spki}
        await db.execute(insert(IssuingKeyRow).values(row).on_conflict_do_nothing())
    return await queries.public_keys(db, election_id)


async def issue(
    db: AsyncSession,
    signer: Signer,
    election_id: UUID,
    holder: Holder,
    style: int,
    blinded: bytes,
    channel: Channel = Channel.WEB,
) -> bytes:
    """Give an entitlement its credential: the blind signature on its token request.

    The same request gets the same answer, however often and from however many windows; any other request of
    the same entitlement is a Conflict. The answer may leave only after this transaction has committed. What was
    signed and then refused by the constraint never leaves.
    """
    hashed = hashlib.sha256(blinded).digest()
    held = await _answer(db, election_id, holder, style, hashed)
    if held is not None:
        return held
    signature = await signer.sign(election_id, style, blinded)
    if await _keep(db, election_id, holder, style, hashed, signature, channel):
        return signature
    held = await _answer(db, election_id, holder, style, hashed)
    if held is None:
        raise Busy
    return held


async def end_issuing(db: AsyncSession, signer: Signer, keyring: Keyring, election_id: UUID) -> None:
    """Destroy the issuing keys of a closed election and forget requests and answers; who was issued to stays."""
    for style in await queries.public_keys(db, election_id):
        signer.forget(election_id, style)
        try:
            await asyncio.to_thread(keyring.destroy, key_name(election_id, style))
        except KeyMissing:
            continue
    await db.execute(
        update(CredentialRow)
        .where(CredentialRow.election_id == election_id)
        .values(blinded_hash=None, blind_signature=None)
    )


async def _keep(
    db: AsyncSession, election_id: UUID, holder: Holder, style: int, hashed: bytes, signature: bytes, channel: Channel
) -> bool:
    """Insert the credential; False if another request of this entitlement was there first."""
    made = await db.execute(
        insert(CredentialRow)
        .values(
            id=uuid4(),
            city_id=_city(db),
            election_id=election_id,
            entitlement_id=holder.entitlement_id,
            style=style,
            blinded_hash=hashed,
            blind_signature=signature,
            channel=channel,
            district_id=holder.district_id,
            birth_year=holder.birth_year,
            group_name=holder.group,
        )
        .on_conflict_do_nothing(constraint="uq_credentials_election_id_entitlement_id")
        .returning(CredentialRow.id)
    )
    return made.scalar_one_or_none() is not None


async def _answer(db: AsyncSession, election_id: UUID, holder: Holder, style: int, hashed: bytes) -> bytes | None:
    """The answer this entitlement was given, if it asks for the same again; Conflict if it asks for another."""
    row = (
        await db.execute(
            select(CredentialRow.style, CredentialRow.blinded_hash, CredentialRow.blind_signature).where(
                CredentialRow.election_id == election_id, CredentialRow.entitlement_id == holder.entitlement_id
            )
        )
    ).one_or_none()
    if row is None:
        return None
    if row.blind_signature is None:
        raise TooLate(ENDED)
    if (row.style, row.blinded_hash) != (style, hashed):
        raise Conflict(Text("The right to vote in this election has already been used another way."))
    return row.blind_signature


def _city(db: AsyncSession) -> UUID:
    """Core inserts pass the session's hook by, so they name the city themselves."""
    return db.info[CITY]
