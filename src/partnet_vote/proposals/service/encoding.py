"""How does a file from a stranger's camera become a picture that is safe to show?

Nothing of the file reaches a reader: it is decoded by the decoder its first bytes name, and drawn anew. What was hidden
behind the picture (an archive, a script, the place where it was taken) is gone.
"""

from __future__ import annotations

import asyncio
import io
import warnings
from hashlib import sha256

from PIL import Image, ImageOps

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.proposals.rules import WIDEST, Encoded

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
"""A phone's largest usual picture; decoded it takes 120 MB."""
QUALITY = 80
ONE_AT_A_TIME = asyncio.Semaphore(1)
"""Decoding takes memory: pictures wait for each other, requests without pictures do not wait."""


async def encoded(content: bytes) -> Encoded:
    """The picture as WebP of at most 1600 pixels a side; Refused on `file` with what to do."""
    kind = kind_of(content)
    if kind is None:
        raise Refused(Text("Choose a photo: JPEG, PNG or WebP."), "file")
    if len(content) > MOST_BYTES:
        raise Refused(Text("The file is larger than {n} MB.", n=MOST_BYTES // 1024**2), "file")
    async with ONE_AT_A_TIME:
        return await asyncio.to_thread(_drawn_anew, content, kind)


def kind_of(content: bytes) -> str | None:
    """Which decoder the first bytes ask for; a name or a declared type proves nothing."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    return "WEBP" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None


def _drawn_anew(content: bytes, kind: str) -> Encoded:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            with Image.open(io.BytesIO(content), formats=(kind,)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refused(Text("This picture has too many points. Make it smaller first."), "file")
                picture.draft("RGB", (WIDEST, WIDEST))  # a JPEG is then decoded at a fraction of its size
                upright = ImageOps.exif_transpose(picture)
                drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Image.DecompressionBombError:
        raise Refused(Text("This picture has too many points. Make it smaller first."), "file") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Refused(Text("This picture is damaged and cannot be read."), "file") from None
    drawn.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    sink = io.BytesIO()
    drawn.save(sink, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"", icc_profile=b"")
    made = sink.getvalue()
    return Encoded(made, drawn.width, drawn.height, sha256(made).hexdigest())
