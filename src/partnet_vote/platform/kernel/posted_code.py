"""What is printed in a resident's letter, and how is it read back from whatever a person types?"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 symbols, 5 bits each. Without 0, O, 1 and I, so that no two of them are confused in print."""

LOOKUP_SYMBOLS = 4
SECRET_SYMBOLS = 12
"""60 bits: guessed only by trying, and tries are slow (argon2id) and few (five, then the desk)."""

GROUP = 4
_BITS = 5

_UNSHIFTED_CZECH_DIGITS = str.maketrans("ěščřžýáí", "23456789")
"""The digit row of a Czech keyboard gives these letters without Shift; no code holds any of them."""


class CodeMistake(ValueError):
    """What was typed is no code. `symbol` is the first sign that no code holds; None: wrong length."""

    def __init__(self, symbol: str | None = None) -> None:
        super().__init__(f"no code holds “{symbol}”" if symbol else "a code has 16 signs")
        self.symbol = symbol


@dataclass(frozen=True, slots=True)
class PostedCode:
    """The code of one entitlement in one roll edition: a public look-up id, and the secret itself."""

    lookup: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.lookup) != LOOKUP_SYMBOLS or len(self.secret) != SECRET_SYMBOLS:
            raise CodeMistake
        for symbol in self.lookup + self.secret:
            if symbol not in ALPHABET:
                raise CodeMistake(symbol)

    @property
    def text(self) -> str:
        """As printed: four groups of four."""
        return in_groups(self.lookup + self.secret)


def new_code(lookup: str) -> PostedCode:
    """A random code under a look-up id that is free in its roll edition."""
    return PostedCode(lookup, random_symbols(SECRET_SYMBOLS))


def new_lookup() -> str:
    """A random look-up id, one of 1,048,576; the caller makes sure that it is free."""
    return random_symbols(LOOKUP_SYMBOLS)


def read(typed: str) -> PostedCode:
    """The code that a person typed or scanned: any case, any spacing, dashes; CodeMistake if it is none.

    Only signs that can mean one thing are put right. 0, O, 1 and I are on no letter and could be
    misread from several symbols, so they are named to the person and never guessed.
    """
    symbols = [sign for sign in _plain(typed) if not _is_spacing(sign)]
    for symbol in symbols:
        if symbol not in ALPHABET:
            raise CodeMistake(symbol)
    if len(symbols) != LOOKUP_SYMBOLS + SECRET_SYMBOLS:
        raise CodeMistake
    text = "".join(symbols)
    return PostedCode(text[:LOOKUP_SYMBOLS], text[LOOKUP_SYMBOLS:])


def read_symbols(typed: str) -> str:
    """A receipt code or the like as typed: upper case, without spacing; not checked further."""
    return "".join(sign for sign in _plain(typed) if not _is_spacing(sign))


def in_groups(symbols: str) -> str:
    """Symbols in groups of four with dashes: ABCD-EFGH-…"""
    return "-".join(symbols[at : at + GROUP] for at in range(0, len(symbols), GROUP))


def encode(data: bytes, count: int) -> str:
    """The first `count` × 5 bits of the data as symbols."""
    value = int.from_bytes(data) >> (8 * len(data) - _BITS * count)
    return "".join([ALPHABET[value >> shift & 31] for shift in range(_BITS * (count - 1), -1, -_BITS)])


def random_symbols(count: int) -> str:
    """Random symbols from the operating system, `count` × 5 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def _plain(typed: str) -> str:
    """Full-width and other compatibility forms become plain ones; composed letters stay composed."""
    return unicodedata.normalize("NFKC", typed).casefold().translate(_UNSHIFTED_CZECH_DIGITS).upper()


def _is_spacing(sign: str) -> bool:
    """Spaces, dashes of any kind, line breaks, the dots and bars people put between groups."""
    return sign.isspace() or unicodedata.category(sign) in {"Pd", "Pc", "Cf", "Cc"} or sign in "−.·,/|:"
