"""Which of many ids are which, and are they all different? Whole arrays of text compared as machine words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from partnet_vote.tally.pabulib.vote_rows import Bytes, Places

IntArray = NDArray[np.int64]
Words = NDArray[np.uint64]
SLOT_BITS = 16
"""The table in which project ids are looked up has 2**16 places, so that it stays in the processor's cache."""

WEYL = 0x9E3779B97F4A7C15
"""2**64 over the golden ratio, odd: its powers give well-spread multipliers (Knuth, TAOCP 3, section 6.4)."""

HASHED_WORDS = 8
"""How many words of an id `all_different` looks at: 64 bytes, more than a UUID has."""


def look_up(ids: Sequence[bytes], text: Bytes, starts: Places, ends: Places) -> IntArray:
    """The place of each item in `ids`, -1 where it is none of them.

    Ids are compared as numbers of eight bytes each, found through a hash and then compared whole: exact.
    """
    longest = max(map(len, ids), default=0)
    words = max(1, -(-longest // 8))
    known = as_words(np.frombuffer(b"".join(ids), dtype=np.uint8), *_spans(ids), words)
    asked = as_words(text, starts, ends, words)
    table, multipliers, bits = _table(known)
    found = table[_slots(asked, multipliers, bits)]
    right = (ends - starts <= longest) & (found >= 0)
    for word in range(words if len(ids) else 0):
        right &= known[word][found] == asked[word]
    return np.where(right, found, -1)


def _spans(ids: Sequence[bytes]) -> tuple[Places, Places]:
    ends = np.cumsum(np.array([len(each) for each in ids], dtype=np.int64), dtype=np.int64)
    return np.concatenate((np.zeros(min(1, len(ends)), dtype=np.int64), ends[:-1])), ends


def as_words(text: Bytes, starts: Places, ends: Places, words: int) -> list[Words]:
    """The first 8 x `words` bytes of each item as numbers, bytes beyond its end as zero."""
    padded = np.concatenate((text, np.zeros(8 * words + 8, dtype=np.uint8)))
    # One eight-byte number at every byte: a gather then reads a whole word of each item at once.
    at_every_byte = np.ndarray((len(padded) - 7,), np.dtype("<u8"), padded.data, 0, (1,))
    masks = np.array([(1 << (8 * size)) - 1 for size in range(9)], dtype=np.uint64)
    result: list[Words] = []
    for word in range(words):
        size = np.clip(ends - starts - 8 * word, 0, 8)
        place = np.minimum(starts + 8 * word, len(padded) - 8)
        result.append(at_every_byte[place] & masks[size])
    return result


def _slots(words: Sequence[Words], multipliers: Sequence[np.uint64], bits: int) -> IntArray:
    mixed = words[0] * multipliers[0]
    for word, multiplier in zip(words[1:], multipliers[1:], strict=True):
        mixed = mixed ^ (word * multiplier)
    return (mixed >> np.uint64(64 - bits)).astype(np.int64)


def _table(known: Sequence[Words]) -> tuple[IntArray, list[np.uint64], int]:
    """A table without collisions for the known ids (Fredman, Komlós, Szemerédi 1984: about n² places suffice)."""
    number = len(known[0])
    bits = max(SLOT_BITS, 2 * number.bit_length() - 1)
    multiplier = 1
    while True:
        multipliers: list[np.uint64] = []
        for _ in known:
            multiplier = multiplier * WEYL % (1 << 64)
            multipliers.append(np.uint64(multiplier))
        slots = _slots(known, multipliers, bits)
        if len(set(slots.tolist())) == number:
            table = np.full(1 << bits, -1, dtype=np.int64)
            table[slots] = np.arange(number)
            return table, multipliers, bits


def all_different(text: Bytes, starts: Places, ends: Places) -> bool:
    """Whether no two items are the same text. A no may be two texts of one hash: look closer then.

    Hashed are the length and the first bytes, so that one endless id among a million does not cost a million times it.
    """
    lengths = ends - starts
    mixed = lengths.astype(np.uint64)
    for word in as_words(text, starts, ends, min(-(-int(lengths.max(initial=0)) // 8), HASHED_WORDS)):
        mixed = (mixed ^ word) * np.uint64(WEYL)
        mixed ^= mixed >> np.uint64(32)
    mixed.sort()
    return not bool((mixed[1:] == mixed[:-1]).any())
