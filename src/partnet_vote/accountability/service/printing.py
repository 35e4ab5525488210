"""How do a forum's minutes come on paper, to be signed and filed? The same text as on the page."""

from __future__ import annotations

import asyncio
import json
from functools import lru_cache

from partnet_vote.accountability.rules import outputs
from partnet_vote.accountability.rules.outputs import Version
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.printed import pdf_of
from partnet_vote.platform.kernel.text import Text

KEPT = 32
"""Minutes kept as they were made: a published version does not change."""


async def minutes_pdf(forum: Forum, version: Version, lang: str, city: str, day: str) -> bytes:
    """A version of the minutes as one PDF/UA file; `lang` is the language being spoken, `day` when it was saved."""
    content = {
        "lang": lang,
        "written": forum.languages[0],
        "city": city,
        "title": forum.title,
        "kicker": str(Text("Minutes of the forum")),
        "version": str(Text("Version {n} of {day}", n=version.number, day=day)),
        "blocks": [{"kind": block.kind, "lines": list(block.lines)} for block in outputs.blocks(version.text)],
        "signatures": [str(Text("Written by")), str(Text("Confirmed by"))],
    }
    return await asyncio.to_thread(_compile, json.dumps(content, sort_keys=True))


@lru_cache(maxsize=KEPT)
def _compile(content: str) -> bytes:
    return pdf_of("accountability/minutes.typ", content)
