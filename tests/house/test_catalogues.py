"""Does every text of the product exist in Czech and in Norwegian, and is every catalogue fresh?"""

from __future__ import annotations

import re
import sys

import pytest
from babel.messages.pofile import read_po

from tests.house.source import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import catalogues

TEMPLATE = catalogues.collected()
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")


@pytest.mark.parametrize("language", ["cs", "nb"])
def test_every_text_is_translated(language: str) -> None:
    assert catalogues.missing(catalogues.merged(language, TEMPLATE)) == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_catalogues_are_fresh(language: str) -> None:
    """`python tools/catalogues.py` writes them anew."""
    assert catalogues.path(language).read_bytes() == catalogues.written(catalogues.merged(language, TEMPLATE))


@pytest.mark.parametrize("language", ["cs", "nb"])
def test_every_word_of_the_parts_is_said_and_stands_once(language: str) -> None:
    """A second translation would win or lose by the name of its file, and nobody would know."""
    said = {_first(message.id) for message in TEMPLATE if message.id}
    found: dict[str, str] = {}
    wrong: list[str] = []
    for path in sorted((ROOT / "locale" / "parts").glob(f"*.{language}.po")):
        with path.open("rb") as file:
            words = [_first(message.id) for message in read_po(file, locale=language) if message.id]
        wrong += [f"{path.name}: nothing says {word!r}" for word in words if word not in said]
        wrong += [f"{path.name}: {word!r} stands in {found[word]} too" for word in words if word in found]
        found |= dict.fromkeys(words, path.name)
    assert wrong == []


def _first(key: object) -> str:
    return str(key[0] if isinstance(key, tuple | list) else key)


@pytest.mark.parametrize("language", ["cs", "nb"])
def test_translations_keep_the_places_of_their_values(language: str) -> None:
    wrong = []
    for message in catalogues.merged(language, TEMPLATE):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        allowed = {place for text in ids for place in PLACE.findall(text)}
        needed = set(PLACE.findall(ids[-1])) - {"%(num)s", "{n}"}
        for text in strings:
            found = set(PLACE.findall(text))
            if text and (found - allowed or needed - found):
                wrong.append((ids[0], text))
    assert not wrong
