"""Which pages does the evidence pack hold, and how are they written without a server behind them?"""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment

from partnet_vote.accountability.rules.outputs import Record
from partnet_vote.accountability.screens.outputs import PACK_FILES, PACK_PAGES, PackIndexScreen, PackScreen
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.screens import Chrome, render

FOLDERS = {
    "photos/": Text("A photo"),
    "resolutions/": Text("A resolution as it was signed"),
    "survey/": Text("The result of the verification survey"),
    "attendance.csv": Text("Who came. Personal data: for the city’s own file only, not to be passed on."),
}


def pack_pages(
    environment: Environment, chrome: Chrome, record: Record, zone: str, names: Sequence[str]
) -> dict[str, str]:
    """The pages in the language being spoken, the index first; `names` are the pack's other files."""
    pages = [page for page in PACK_PAGES if _is_there(page[0], record)]
    listed = [*((name, label) for name, _, label in pages), *((name, _label(name)) for name in sorted(names))]
    city = chrome.city.name if chrome.city else ""

    def written(kind: type[PackScreen]) -> str:
        screen = kind(record.forum, record, city, zone, tuple(listed))
        return render(environment, screen, chrome, fragment=False)

    return {"index.html": written(PackIndexScreen), **{name: written(kind) for name, kind, _ in pages}}


def _is_there(name: str, record: Record) -> bool:
    has_papers = bool(record.minutes.published or record.resolutions or record.photos)
    return {"report.html": record.report is not None, "papers.html": has_papers}.get(name, True)


def _label(name: str) -> Text:
    found = PACK_FILES.get(name)
    return found or next((label for start, label in FOLDERS.items() if name.startswith(start)), Text("A file"))
