"""Does every text of the product exist in Czech and in Norwegian, and is every catalogue fresh?"""

from __future__ import annotations

import re
import sys

import pytest

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
