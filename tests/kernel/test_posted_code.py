"""Is a code read as it was printed, whatever a person types?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from partnet_vote.platform.kernel import posted_code
from partnet_vote.platform.kernel.posted_code import ALPHABET, CodeMistake, PostedCode

CODE = PostedCode("K7QX", "23456789ABCD")
codes = st.builds(PostedCode, st.text(ALPHABET, min_size=4, max_size=4), st.text(ALPHABET, min_size=12, max_size=12))


def test_the_alphabet_has_five_bits_and_no_twins() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("01OI") & set(ALPHABET)


def test_a_code_is_printed_in_four_groups() -> None:
    assert CODE.text == "K7QX-2345-6789-ABCD"


@pytest.mark.parametrize(
    "typed",
    [
        "K7QX-2345-6789-ABCD",
        "k7qx23456789abcd",
        " k7qx 2345 6789\tabcd\n",
        "K7QX–2345—6789−ABCD",
        "K7QX‐2345‑6789·ABCD",
        "K7QX.2345.6789.ABCD",
        "K7QX_2345_6789_ABCD",
        "k7qx\u00a02345\u200b6789\u00adabcd",
        "Ｋ７ＱＸ２３４５６７８９ＡＢＣＤ",
        "kýqxěščřžýáíabcd",
        "KÝQXĚŠČŘŽÝÁÍABCD",
        unicodedata.normalize("NFD", "kýqxěščřžýáíabcd"),
    ],
)
def test_typing_is_forgiven(typed: str) -> None:
    assert posted_code.read(typed) == CODE


@pytest.mark.parametrize(
    ("typed", "symbol"), [("K7QX-2345-6789-ABC0", "0"), ("O7QX-2345-6789-ABCD", "O"), ("k7qxi", "I"), ("1", "1")]
)
def test_what_could_mean_several_symbols_is_named_not_guessed(typed: str, symbol: str) -> None:
    with pytest.raises(CodeMistake) as caught:
        posted_code.read(typed)
    assert caught.value.symbol == symbol


@pytest.mark.parametrize("typed", ["", "   ", "K7QX", "K7QX-2345-6789-ABC", "K7QX-2345-6789-ABCDE"])
def test_a_wrong_length_is_said(typed: str) -> None:
    with pytest.raises(CodeMistake) as caught:
        posted_code.read(typed)
    assert caught.value.symbol is None


@given(codes, st.randoms())
def test_every_code_survives_sloppy_typing(code: PostedCode, random) -> None:
    sloppy = "".join(random.choice([s.lower(), s]) + random.choice(["", "", " ", "-", " – "]) for s in code.text)
    assert posted_code.read(sloppy) == code


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(typed: str) -> None:
    try:
        code = posted_code.read(typed)
    except CodeMistake:
        return
    assert set(code.lookup + code.secret) <= set(ALPHABET)


def test_new_codes_are_random_and_the_secret_stays_out_of_logs() -> None:
    made = {posted_code.new_code(posted_code.new_lookup()) for _ in range(200)}
    assert len({c.secret for c in made}) == 200
    assert all(c.secret not in repr(c) for c in made)


def test_every_symbol_is_drawn() -> None:
    drawn = posted_code.random_symbols(32 * 200)
    counts = [drawn.count(symbol) for symbol in ALPHABET]
    assert min(counts) > 120
    assert max(counts) < 280


def test_encoding_takes_the_first_bits() -> None:
    assert posted_code.encode(bytes(8), 12) == "2" * 12
    assert posted_code.encode(b"\xff" * 32, 12) == "Z" * 12
    assert posted_code.encode(bytes.fromhex("0008"), 3) == "226"
    assert posted_code.in_groups("ABCDEFGHJK") == "ABCD-EFGH-JK"
