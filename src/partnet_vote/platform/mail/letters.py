"""What does a letter say? Its template's first line is the subject, the rest after a blank line the text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.kernel.text import speaking


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it has a recipient."""

    subject: str
    text: str


def compose(template: str, **values: object) -> Letter:
    """The letter of `templates/mail/<template>.txt` in the language that is spoken now."""
    subject, _, text = _environment().get_template(f"{template}.txt").render(values).partition("\n")
    return Letter(" ".join(subject.split()), text.strip() + "\n")


@cache
def _environment() -> Environment:
    """Plain text: nothing is escaped."""
    environment = Environment(  # noqa: S701 - letters are text/plain
        loader=FileSystemLoader(data("templates") / "mail"),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: catalogue.gettext(message) if (catalogue := speaking.get()) else message,
        lambda one, many, n: (
            catalogue.ngettext(one, many, n) if (catalogue := speaking.get()) else _plain(one, many, n)
        ),
        newstyle=True,
    )
    return environment


def _plain(one: str, many: str, n: int) -> str:
    return one if n == 1 else many
