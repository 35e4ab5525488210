"""How do participant codes come on paper, ten on a sheet to be cut, and the poster on a notice board?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache

from partnet_vote.forums.rules import Forum, Table
from partnet_vote.platform.kernel.printed import pdf_of, qr_code
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text


async def code_sheets(forum: Forum, codes: Sequence[str], lang: str, address: str, group: str = "") -> bytes:
    """The codes as one PDF/UA file in `lang`, the language being spoken; `address` is the page where one votes.

    `group` is a school class: each paper says it with a number, for the teacher to hand out; neither is kept.
    """
    label = str(Text("Your code"))
    content = {
        "lang": lang,
        "title": forum.title,
        "address": address.partition("://")[2],
        "note": str(Text("It counts once and carries no name. Vote by telephone, or at the kiosk.")),
        "alt": str(Text("QR code of the page where one votes")),
        "cards": [
            {"code": code, "qr": qr_code(f"{address}#{code}").decode(), "label": f"{group} · {n}" if group else label}
            for n, code in enumerate(codes, 1)
        ],
    }
    return await asyncio.to_thread(pdf_of, "forums/codes.typ", json.dumps(content))


async def poster(
    forum: Forum, tables: Sequence[Table], city: Tenant, lang: str, words: Mapping[str, object], address: str
) -> bytes:
    """The poster as one PDF/UA file; `lang` is the language being spoken, `words` what it says in it.

    `address` is the forum's page.
    """
    content = {
        **{name: str(value) for name, value in words.items()},
        "lang": lang,
        "written": forum.languages[0],
        "city": city.name,
        "accent": city.accent,
        "title": forum.title,
        "place": forum.place,
        "intro": [line.strip() for line in forum.intro.splitlines() if line.strip()],
        "programme": [line.strip() for line in forum.programme.splitlines() if line.strip()],
        "tables": [f"{table.number}. {table.topic}" for table in tables],
        "qr": qr_code(address).decode(),
        "address": address.partition("://")[2],
    }
    return await asyncio.to_thread(_kept, "poster.typ", json.dumps(content, sort_keys=True))


@lru_cache(maxsize=32)
def _kept(template: str, content: str) -> bytes:
    """A file that anybody may ask for is made once."""
    return pdf_of(f"forums/{template}", content)
