"""In which order do names stand in Czech and Norwegian, and how are they found without their accents?

The order follows the Unicode Collation Algorithm (UTS 10) with CLDR's tailorings, cut down to three alphabets: no ICU
is needed, and the database's own collation, which differs between servers, is never asked.
"""

from __future__ import annotations

import unicodedata

ALPHABETS = {
    "cs": "a b c č d e f g h ch i j k l m n o p q r ř s š t u v w x y z ž",
    "nb": "a b c d e f g h i j k l m n o p q r s t u v w x y z æ ø å",
    "en": "a b c d e f g h i j k l m n o p q r s t u v w x y z",
}
ALIASES = {"nb": {"ä": "æ", "ö": "ø", "ü": "y"}}
"""Letters of neighbours that stand where one's own stand."""
PLAIN = str.maketrans({"æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ß": "ss", "ð": "d", "þ": "th"})
"""Letters that Unicode does not take apart."""

Key = tuple[tuple[tuple[int, int], ...], str]


def folded(text: str) -> str:
    """The text for a search that ignores case and accents: “Dětské hřiště” gives “detske hriste”."""
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(PLAIN)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def sort_key(text: str, language: str) -> Key:
    """A key that puts names in the order of the language; accents count only where all else is equal."""
    alphabet, aliases = ALPHABETS.get(language, ALPHABETS["en"]), ALIASES.get(language, {})
    places = {letter: place for place, letter in enumerate(alphabet.split())}
    whole = unicodedata.normalize("NFC", text.casefold())
    weights: list[tuple[int, int]] = []
    at = 0
    while at < len(whole):
        letter = whole[at : at + 2] if whole[at : at + 2] in places else whole[at]
        at += len(letter)
        weights += _weights(aliases.get(letter, letter), places)
    return tuple(weights), whole


def _weights(letter: str, places: dict[str, int]) -> list[tuple[int, int]]:
    """Blanks and signs stand before digits, digits before letters, letters of other alphabets last."""
    if letter in places:
        return [(2, places[letter])]
    plain = folded(letter)
    if plain and plain != letter:
        return [weight for part in plain for weight in _weights(part, places)]
    if letter.isdigit():
        return [(1, unicodedata.digit(letter, 0))]
    return [(3, ord(letter))] if letter.isalpha() else [(0, ord(letter))]
