"""Does a letter speak the reader's language, with its subject in the first line?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.kernel.text import Text, speaking
from partnet_vote.platform.mail import letters
from partnet_vote.platform.web.languages import LANGUAGES, load

VALUES = {
    "invitation": {
        "city": "Lipovec",
        "inviter": "Jana <b>",
        "roles": [Text("Clerk")],
        "link": "https://x.example/a?b&c",
    },
    "password_reset": {"city": "Lipovec", "link": "https://x.example/a?b&c"},
    **{
        f"forum_{name}": {
            "forum": "Deset problémů",
            "city": "Lipovec",
            "when": "čtvrtek 12. března 2099, 17.00–20.00",
            "where": "Sokolovna",
            "table": "2. Zdraví",
            "page": "https://x.example/a?b&c",
            "forum_page": "https://x.example/a?b&c",
            "calendar": "https://x.example/a?b&c",
            "code": "7K4M-Q2XR",
            "contact": "+420 555 010 010",
            "reason": "Sál je zatopený.",
            "old_when": "středa 11. března 2099, 17.00",
            "old_where": "Radnice",
        }
        for name in (
            "cancelled",
            "known",
            "moved",
            "moved_up",
            "own_table",
            "place",
            "reminder",
            "table",
            "waiting",
            "withdrawn",
        )
    },
}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    token = speaking.set(load(data("locale"))[request.param])
    yield request.param
    speaking.reset(token)


@pytest.mark.parametrize("name", VALUES)
def test_every_letter_reads_in_every_language(name: str, language: str) -> None:
    letter = letters.compose(name, **VALUES[name])
    assert letter.subject
    assert "\n" not in letter.subject
    assert "https://x.example/a?b&c" in letter.text
    assert "%(" not in letter.text
    assert "  " not in letter.text.replace("\n", "|")


def test_every_template_is_tested() -> None:
    assert {path.stem for path in (data("templates") / "mail").glob("[!_]*.txt")} == set(VALUES)


def test_an_invitation_by_the_installation_names_nobody() -> None:
    letter = letters.compose("invitation", **VALUES["invitation"] | {"inviter": ""})
    assert "you are invited" in letter.text
