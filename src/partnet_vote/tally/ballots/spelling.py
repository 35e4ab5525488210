"""Does a ballot's text have the shape of a ballot, and the one spelling of its JSON?

Nearly every ballot does, and is read here at once. What does not is read again elsewhere, slowly, to say in words
what is wrong with it; so nothing is refused here.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

LARGEST_MARK = 1_000_000
STYLES = range(1, 256)

_Mark = Annotated[int, msgspec.Meta(ge=-LARGEST_MARK, le=LARGEST_MARK)]
_Style = Annotated[int, msgspec.Meta(ge=STYLES[0], le=STYLES[-1])]


class MarksAsWritten(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """The marks of one contest by the names they have in a ballot's text."""

    marks: dict[str, _Mark] = {}
    own: list[str] = []
    star: str | None = None


class BallotAsWritten(msgspec.Struct, forbid_unknown_fields=True):
    """A ballot by the names it has in its text."""

    contests: dict[str, MarksAsWritten]
    style: _Style


_READER = msgspec.json.Decoder(BallotAsWritten)
_WRITER = msgspec.json.Encoder(order="sorted")


def as_written(text: str) -> BallotAsWritten | None:
    """What stands in a canonical text (canonical.py) of a ballot's shape; None for any other text.

    What is read and written again gives the same bytes only if no key is doubled or out of order, nothing empty is
    spelled out, and no space, escape or float stands in it. Zeros and own items are not judged.
    """
    try:
        given = text.encode()
        written = _READER.decode(given)
    except (msgspec.MsgspecError, UnicodeEncodeError):
        return None
    return written if _WRITER.encode(written) == given else None
