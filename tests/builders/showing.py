"""Which pages show all that there is to see, and what can be read from a page without a browser?

A browser takes a second to judge a page. Of pages that hold the same elements, at the same places, with the same
classes and attributes, in headings that follow one another alike, it need see only one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SAID = ("aria-label", "title", "placeholder", "alt")
UNSAID = ("script", "style")


@dataclass(frozen=True)
class Seen:
    """A page as its markup says it."""

    who: str
    path: str
    kinds: frozenset[str]
    """Each element with its classes and attributes and all elements around it; each heading after another."""
    texts: frozenset[str]
    faults: tuple[str, ...]


def seen(who: str, path: str, html: str) -> Seen:
    """What there is to see on a page."""
    reader = _Reader()
    reader.feed(html)
    faults = [f"two elements named {name}" for name in sorted(reader.doubled)]
    faults += [] if "h1" in reader.in_main else ["no heading"]
    texts = frozenset(text for each in reader.texts if (text := " ".join(each.split())))
    return Seen(who, path, frozenset(reader.kinds), texts, tuple(faults))


def cover(pages: Iterable[Seen]) -> list[Seen]:
    """The fewest of these pages (nearly) that together show every kind of element that any of them shows."""
    waiting = sorted(pages, key=lambda page: (-len(page.kinds), -sum(map(len, page.texts)), page.path))
    left = set[str]().union(*(page.kinds for page in waiting))
    chosen: list[Seen] = []
    while left:
        best = max(waiting, key=lambda page: len(left & page.kinds))
        chosen.append(best)
        left -= best.kinds
    return chosen


@dataclass
class _Reader(HTMLParser):
    """Walks the elements of a page."""

    around: list[tuple[str, str]] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    in_main: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    heading: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.kinds.add(kind := f"{self.around[-1][1] if self.around else ''}>{_sign(tag, given)}")
        if tag in HEADINGS:
            self.kinds.add(f"{self.heading} before {tag}")
            self.heading = tag
        if any(name == "main" for name, _ in self.around):
            self.in_main.add(tag)
        if name := given.get("id"):
            (self.doubled if name in self.names else self.names).add(name)
        self.texts += [text for each in SAID if (text := given.get(each))]
        if tag not in VOID:
            self.around.append((tag, kind))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.around.pop()

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self.around):
            while self.around.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not any(name in UNSAID or "translate=no" in kind.rpartition(">")[2] for name, kind in self.around):
            self.texts.append(data)


def _sign(tag: str, given: dict[str, str | None]) -> str:
    """An element by all that may decide how it looks and what it is; texts and addresses apart."""
    told = [f"{name}={given[name]}" for name in ("type", "role", "translate", "lang") if name in given]
    classes = ".".join(sorted((given.get("class") or "").split()))
    return f"{tag}.{classes}[{','.join(sorted({*given} - {'class'}))}|{','.join(told)}]"
