"""How does a code become a letter: its sentences, its QR code, its sheet of paper?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.posted_code import PostedCode
from partnet_vote.platform.kernel.printed import pdf_of, qr_code
from partnet_vote.platform.kernel.text import Text
from partnet_vote.residents.rules import LetterFrame

Letters = Sequence[tuple[Sequence[str], PostedCode]]
"""(the lines of the envelope, none for a slip without a name; the code) of each sheet."""

SAMPLE = PostedCode("XXXX", "XXXXXXXXXXXX")


async def pdf(frame: LetterFrame, letters: Letters, *, named: bool = True) -> bytes:
    """The letters as one PDF/UA file, a sheet each, in the language being spoken. Refused if there are none."""
    if not letters:
        raise Refused(Text("There is nobody to write to."))
    return await asyncio.to_thread(_compile, frame, letters, named)


async def sample(frame: LetterFrame, *, named: bool = True) -> bytes:
    """One letter with a code that opens nothing, to look at before the run."""
    lines = (str(Text("First name and surname")), str(Text("Street and number")), str(Text("Postcode and town")))
    return await pdf(frame, [(lines if named else (), SAMPLE)], named=named)


def _compile(frame: LetterFrame, letters: Letters, named: bool) -> bytes:
    content = _content(frame, named)
    content["letters"] = [
        {"lines": list(lines), "code": code.text, "qr": qr_code(f"{frame.url}#{code.text}").decode()}
        for lines, code in letters
    ]
    return pdf_of("residents/letters.typ", json.dumps(content))


def _content(frame: LetterFrame, named: bool) -> dict[str, object]:
    """Every sentence of the letter, in the language being spoken."""
    if named:
        opening = Text("This letter lets you vote. It holds a code that belongs to you alone.")
        enter = Text("Enter the code and your year of birth.")
    else:
        opening = Text("This sheet lets one person vote. It holds a code that counts once.")
        enter = Text("Enter the code. If you are asked for a year of birth, leave it empty.")
    return {
        "title": frame.title,
        "lang": frame.language,
        "window": frame.window,
        "sender": frame.sender,
        "sender_address": frame.sender_address,
        "paragraphs": [str(opening), "\n".join(frame.message.splitlines())],
        "code_label": str(Text("Your code")),
        "address_label": str(Text("Where to vote")),
        "address": frame.url.partition("://")[2],
        "qr_alt": str(Text("QR code that opens the vote with your code filled in")),
        "steps": list(_steps(enter)),
        "warning": str(Text("Keep the code to yourself, as you would a key. Whoever has it could vote in your place.")),
        "help": str(Text("Do you need help, or is the code lost? Call {phone}.", phone=frame.phone))
        if frame.phone
        else "",
    }


def _steps(enter: Text) -> Iterator[str]:
    yield str(Text("Point your phone's camera at the square, or type the address into a browser."))
    yield str(enter)
    yield str(Text("Choose, check your vote, and send it. You will get a receipt."))
