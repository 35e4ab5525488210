"""How do participant codes come on paper, ten on a sheet to be cut?"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Sequence

import segno
import typst

from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.kernel.text import Text


async def code_sheets(forum: Forum, codes: Sequence[str], address: str, group: str = "") -> bytes:
    """The codes as one PDF/UA file in the language being spoken; `address` is the page where one votes.

    `group` is a school class: each paper says it with a number, for the teacher to hand out; neither is kept.
    """
    label = str(Text("Your code"))
    content = {
        "lang": forum.languages[0],
        "title": forum.title,
        "address": address.partition("://")[2],
        "note": str(Text("It counts once and carries no name. Vote by telephone, or at the kiosk.")),
        "alt": str(Text("QR code of the page where one votes")),
        "cards": [
            {"code": code, "qr": _qr(f"{address}#{code}"), "label": f"{group} · {n}" if group else label}
            for n, code in enumerate(codes, 1)
        ],
    }
    return await asyncio.to_thread(_compile, json.dumps(content))


def _compile(content: str) -> bytes:
    made = typst.compile(
        str(data("templates") / "forums" / "codes.typ"),
        format="pdf",
        font_paths=[str(data("static") / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"data": content},
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes)
    return made


def _qr(content: str) -> str:
    sink = io.BytesIO()
    segno.make(content, error="m", micro=False).save(sink, kind="svg", border=2, scale=4, xmldecl=False)
    return sink.getvalue().decode()
