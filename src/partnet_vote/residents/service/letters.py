"""How are letters with codes printed, with neither the address nor the code kept?"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator, Sequence
from uuid import UUID

import segno
import typst
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.kernel.posted_code import PostedCode
from partnet_vote.platform.kernel.text import Text
from partnet_vote.residents.models import EntitlementRow, PostedCodeRow
from partnet_vote.residents.rules import Addressee, CodeState, LetterFrame, LetterRun, LineIssue
from partnet_vote.residents.service.codes import issue_codes, reissue
from partnet_vote.residents.service.pseudonyms import Pseudonyms
from partnet_vote.residents.service.roll_file import COLUMNS, table

PORTION = 500
"""Letters in one PDF: about a second of one core, and a pile that one envelope machine takes."""


async def print_letters(
    db: AsyncSession, actor: Actor, keyring: Keyring, edition_id: UUID, addresses: bytes, frame: LetterFrame, batch: str
) -> LetterRun:
    """Issue codes to the people of an address CSV who have none yet, and print up to PORTION letters.

    `addresses` names the identifier and, in the order of the envelope, every line of the address.
    """
    require(actor, Permission.CITY_ROLL_MANAGE)
    found, issues = await _matched(db, keyring, edition_id, addresses)
    have = await _with_code(db, edition_id)
    waiting = [person for person in found if person.entitlement_id not in have]
    now = waiting[:PORTION]
    codes = await issue_codes(db, actor, edition_id, [person.entitlement_id for person in now], batch)
    pdf = await _pdf(frame, [(person.lines, code) for person, code in zip(now, codes, strict=True)]) if now else b""
    return LetterRun(pdf, len(now), len(waiting) - len(now), len(found) - len(waiting), tuple(issues))


async def reprint(
    db: AsyncSession,
    actor: Actor,
    keyring: Keyring,
    edition_id: UUID,
    identifier: str,
    lines: Sequence[str],
    frame: LetterFrame,
) -> bytes:
    """A letter with a new code in place of a lost one; the old code stops working."""
    _, code = await reissue(db, actor, keyring, edition_id, identifier)
    return await _pdf(frame, [(tuple(lines), code)])


async def print_numbered(
    db: AsyncSession, actor: Actor, edition_id: UUID, entitlements: Sequence[UUID], frame: LetterFrame, batch: str
) -> bytes:
    """Letters without a name for entitlements without a person: household slips, class codes."""
    codes = await issue_codes(db, actor, edition_id, entitlements, batch)
    return await _pdf(frame, [((), code) for code in codes])


async def _matched(
    db: AsyncSession, keyring: Keyring, edition_id: UUID, addresses: bytes
) -> tuple[list[Addressee], list[LineIssue]]:
    pseudonyms = Pseudonyms(keyring, edition_id)
    on_roll = select(EntitlementRow.pseudonym, EntitlementRow.id).where(
        EntitlementRow.edition_id == edition_id, EntitlementRow.removed_at.is_(None)
    )
    keys = {pseudonym: key for pseudonym, key in await db.execute(on_roll) if pseudonym}
    found: dict[UUID, Addressee] = {}
    issues: list[LineIssue] = []
    for number, row in table(addresses, required={"identifier": COLUMNS["identifier"]}):
        key = keys.get(pseudonyms.of(row.get("identifier", "")))
        lines = tuple(value for name, value in row.items() if name != "identifier" and value)
        if key is None:
            issues.append(LineIssue(number, "identifier", Text("this person is not on the roll")))
        elif not lines:
            issues.append(LineIssue(number, "", Text("there is no address")))
        elif key in found:
            issues.append(LineIssue(number, "identifier", Text("this person stands in the file twice")))
        else:
            found[key] = Addressee(key, lines)
    return list(found.values()), issues


async def _with_code(db: AsyncSession, edition_id: UUID) -> set[UUID]:
    query = select(PostedCodeRow.entitlement_id).where(
        PostedCodeRow.edition_id == edition_id, PostedCodeRow.state != CodeState.REPLACED
    )
    return set((await db.execute(query)).scalars())


async def _pdf(frame: LetterFrame, letters: Sequence[tuple[Sequence[str], PostedCode]]) -> bytes:
    if not letters:
        raise Refused(Text("There is nobody to write to."))
    content = _content(frame)
    content["letters"] = [
        {"lines": list(lines), "code": code.text, "qr": _qr(f"{frame.url}#{code.text}")} for lines, code in letters
    ]
    return await asyncio.to_thread(_compile, json.dumps(content))


def _compile(content: str) -> bytes:
    pdf = typst.compile(
        str(data("templates") / "residents" / "letters.typ"),
        format="pdf",
        font_paths=[str(data("static") / "fonts")],
        sys_inputs={"data": content},
        pdf_standards=["ua-1"],
    )
    assert isinstance(pdf, bytes)
    return pdf


def _content(frame: LetterFrame) -> dict[str, object]:
    """Every sentence of the letter, in the language being spoken."""
    return {
        "title": frame.title,
        "lang": frame.language,
        "window": "left" if frame.language == "nb" else "right",
        "sender": frame.sender,
        "sender_address": frame.sender_address,
        "paragraphs": [
            str(Text("This letter lets you vote. It holds a code that belongs to you alone.")),
            frame.message,
        ],
        "code_label": str(Text("Your code")),
        "address_label": str(Text("Where to vote")),
        "address": frame.url.partition("://")[2],
        "qr_alt": str(Text("QR code that opens the vote with your code filled in")),
        "steps": list(_steps()),
        "warning": str(Text("Keep the code to yourself, as you would a key. Whoever has it could vote in your place.")),
        "help": str(Text("Do you need help, or is the code lost? Call {phone}.", phone=frame.phone)),
    }


def _steps() -> Iterator[str]:
    yield str(Text("Point your phone's camera at the square, or type the address into a browser."))
    yield str(Text("Enter the code and your year of birth."))
    yield str(Text("Choose, check your vote, and send it. You will get a receipt."))


def _qr(content: str) -> str:
    buffer = io.BytesIO()
    segno.make(content, error="m", micro=False).save(buffer, kind="svg", border=1, scale=4, xmldecl=False)
    return buffer.getvalue().decode()
