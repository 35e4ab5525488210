"""What do the macros look like? Demo pages of every pattern, served under the product's own security policy.

PYTHONPATH=src python -m tests.design.gallery shots      # screenshots of every page into shots/
PYTHONPATH=src python -m tests.design.gallery            # serve them on http://127.0.0.1:8099
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

from babel import Locale
from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup

from partnet_vote.platform.kernel.colour import theme_css
from partnet_vote.platform.kernel.text import speaking
from partnet_vote.platform.web.headers import policy
from partnet_vote.platform.web.house import environment_for
from partnet_vote.platform.web.languages import Language, Words
from tests.design import screens, words

ROOT = Path(__file__).resolve().parents[2]
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}


class Spoken(Language):
    """A language whose words stand in a plain dictionary."""

    @property
    def words(self) -> Words:  # type: ignore[override]
        return Words(words.BY_LANGUAGE[self.code], {}, lambda n: int(n != 1))


SPOKEN = {code: Spoken(code, Locale.parse(code), Path()) for code in words.BY_LANGUAGE}
CITIES = {
    "lipovec": {"name": "Lipovec rozhoduje", "crest": "leaf", "accent": "#8a1538", "lang": "cs"},
    "nordvik": {"name": "Nordvik kommune", "crest": "mountain", "accent": "#0b5c6b", "lang": "nb"},
}
LOST = "Tato stránka tu není, nebo už není."
# page: city, subtitle, navigation (the first is current), screen
PAGES = {
    "knapsack": ("lipovec", "Participativní rozpočet 2026", (), screens.knapsack),
    "over": ("lipovec", "Participativní rozpočet 2026", (), lambda: screens.knapsack(over=True)),
    "review": ("lipovec", "Participativní rozpočet 2026", (), screens.review),
    "receipt": ("lipovec", "Participativní rozpočet 2026", (), screens.review),
    "points": ("nordvik", "Innbyggerbudsjettet 2026", (), screens.points),
    "plus_minus": ("lipovec", "Participativní rozpočet 2026", (), screens.knapsack),
    "dots": ("lipovec", "10 problémů", (), screens.knapsack),
    "results": ("nordvik", "Innbyggerbudsjettet 2026", ("Resultat", "Slik virker det", "Prosjekter", "Fremdrift"),
                screens.results),
    "council": ("nordvik", "Til kommunestyret", ("Til behandling", "Alle prosesser", "Protokoller"), screens.results),
    "moderation": ("lipovec", "Správa návrhů", ("Ke kontrole (14)", "Schválené (86)", "Vrácené (5)", "Záznam kroků"),
                   screens.form),
    "form": ("lipovec", "Návrhy", ("Návrhy", "Mapa", "Hlasování", "Výsledky"), screens.form),
    "wrong": ("lipovec", "Návrhy", ("Návrhy", "Mapa", "Hlasování", "Výsledky"), lambda: screens.form(wrong=True)),
    "kinds": ("lipovec", "Všechny vzory", ("Návrhy", "Mapa", "Hlasování", "Výsledky"), screens.knapsack),
    "board": ("lipovec", "10 problémů", (), screens.board),
    "error": ("lipovec", "Participativní rozpočet 2026", ("Návrhy", "Mapa"),
              lambda: SimpleNamespace(status=404, text=LOST, lead=LOST, above=None, is_gone=False)),
}  # fmt: skip
STAFF = {"council": "Kari Lunde", "moderation": "Moderátorka"}
TEMPLATES = {"over": "knapsack.html", "wrong": "form.html", "error": "errors/error.html"}


@cache
def environment() -> Environment:
    """The product's environment, with the gallery's pages beside the product's templates."""
    found = environment_for(ROOT / "templates")
    found.loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), FileSystemLoader(ROOT / "tests/design/pages")])
    return found


def chrome(name: str, city: str, subtitle: str, nav: tuple[str, ...], size: str) -> SimpleNamespace:
    """A stand-in that keeps the contract of platform.web.screens.Chrome."""
    look = CITIES[city]
    others = {"cs": "Čeština", "nb": "Norsk", "en": "English"}
    return SimpleNamespace(
        lang=look["lang"],
        languages=tuple(
            SimpleNamespace(code=code, name=text, href=f"/display?lang={code}", current=code == look["lang"])
            for code, text in others.items()
            if code in (look["lang"], "en")
        ),
        city=SimpleNamespace(slug=city, subtitle=subtitle, contact_email="obec@example.org", contact_phone="", **look),
        theme_href=f"/theme/{city}.css",
        static=lambda path: f"/static/0/{path}",
        url=lambda path: f"/{city}{path}",
        nav=tuple(SimpleNamespace(label=label, href=f"#{i}", current=i == 0) for i, label in enumerate(nav)),
        actor=SimpleNamespace(name=STAFF[name]) if name in STAFF else None,
        sign_out_href=f"/{city}/staff/session/end",
        text_size=size,
        text_size_href="/display?text=lg",
        csrf_field=lambda: Markup('<input type="hidden" name="csrf_token" value="0">'),
        path=f"/{city}",
        notice=None,
        help_phone="+420 555 010 010",
    )


def render(name: str, size: str = "md") -> str:
    """One page of the gallery as HTML."""
    city, subtitle, nav, screen = PAGES[name]
    speaking.set(SPOKEN[str(CITIES[city]["lang"])])
    template = environment().get_template(TEMPLATES.get(name, f"{name}.html"))
    return template.render(page=screen(), chrome=chrome(name, city, subtitle, nav, size))


class Handler(BaseHTTPRequestHandler):
    """Pages at /name, static files, and the two cities' themes; packed and kept alive like the product's front."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        body, kind = self._answer(url.path, parse_qs(url.query).get("size", ["md"])[0])
        self.send_response(200 if body else 404)
        if "woff" not in kind:
            kind = f"{kind}; charset=utf-8"
            body = gzip.compress(body, 6)
            self.send_header("content-encoding", "gzip")
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-security-policy", policy())
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, path: str, size: str) -> tuple[bytes, str]:
        if path.startswith("/static/0/"):
            file = ROOT / "static" / path.removeprefix("/static/0/")
            return (file.read_bytes() if file.is_file() else b""), TYPES.get(file.suffix[1:], "text/plain")
        if path.startswith("/theme/"):
            return theme_css(CITIES[path[7:-4]]["accent"]).encode(), "text/css"
        name = path.strip("/")
        return (render(name, size).encode() if name in PAGES else b""), "text/html"

    def log_message(self, *args: object) -> None:
        """Nothing to log."""


@contextmanager
def served(port: int = 0) -> Iterator[str]:
    """The gallery's address while it is being served."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def shoot(folder: Path, names: list[str]) -> None:
    """Screenshots of the named pages (or all): phone and desktop, light and dark."""
    from tests.design.browser import browser

    folder.mkdir(exist_ok=True)
    with served() as address, browser() as chromium:
        for width, scheme in ((390, "light"), (1280, "light"), (390, "dark"), (1280, "dark")):
            context = chromium.new_context(
                viewport={"width": width, "height": 844 if width == 390 else 966},
                color_scheme=scheme,
                device_scale_factor=1.5,
            )
            page = context.new_page()
            for name in names or PAGES:
                page.goto(f"{address}/{name}")
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
            context.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        shoot(Path(sys.argv[1]), sys.argv[2:])
    else:
        with served(8099) as where:
            sys.stdout.write(where + "\n")
            input()
