"""Which texts does the product say, and which of them still lack a Czech or Norwegian word?

PYTHONPATH=src python tools/catalogues.py          # collect, merge, write locale/<lang>/LC_MESSAGES/partnet_vote.po
PYTHONPATH=src python tools/catalogues.py --missing cs
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.web.house import environment_for

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("cs", "nb", "en")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "Text": None,
    "TextN": (1, 2),
    "NotAdmitted": None,
    "Reason": None,
    "counted": (1, 2),
    "demand": (2,),
}


def collected() -> Catalog:
    """Every message of the code and the templates."""
    catalogue = Catalog(project="PartNet Vote", charset="utf-8", fuzzy=False)
    source = extract_from_dir(
        ROOT / "src" / "partnet_vote", [("**.py", "python")], keywords=KEYWORDS, directory_filter=lambda _: True
    )
    for _file, _line, message, _comments, context in source:
        catalogue.add(message, context=context)
    environment = environment_for(data("templates"))
    for template in sorted(data("templates").rglob("*.[ht][tx][mt]*")):
        for _line, function, message in environment.extract_translations(template.read_text("utf-8")):  # type: ignore[attr-defined]
            if isinstance(message, tuple):
                message = message[:2] if function == "ngettext" else message[0]
            if message and all(message):
                catalogue.add(message)
    return catalogue


def path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "partnet_vote.po"


def merged(language: str, template: Catalog) -> Catalog:
    """The template with the words known so far."""
    known = {}  # not a Catalog, which keeps the first word it was given
    sources = [path(language), *sorted((ROOT / "locale" / "parts").glob(f"*.{language}.po"))]
    for source in sources:
        if source.exists():
            with source.open("rb") as file:
                for message in read_po(file, locale=language):
                    if message.id and _said(message):
                        known[_key(message.id)] = message
    result = Catalog(locale=language, project="PartNet Vote", charset="utf-8", fuzzy=False)
    for message in template:
        if not message.id:
            continue
        word = known.get(_key(message.id))
        string = word.string if word is not None and _fits(message.id, word.string, result.num_plurals) else None
        result.add(message.id, string=string or (("",) * result.num_plurals if message.pluralizable else ""))
    return result


def missing(catalogue: Catalog) -> list[str]:
    """Messages without a translation."""
    return [str(message.id) for message in catalogue if message.id and not _said(message)]


def written(catalogue: Catalog) -> bytes:
    """The file's bytes, sorted and without dates, so that equal content is equal bytes."""
    buffer = BytesIO()
    write_po(buffer, catalogue, sort_output=True, omit_header=True, no_location=True, width=0)
    return HEADER.format(plurals=catalogue.plural_forms, language=catalogue.locale).encode() + buffer.getvalue()


HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: {plurals}\\n"\n\n'
)


def _key(message_id: object) -> object:
    """Singular and plural together, as it can be looked up."""
    return tuple(message_id) if isinstance(message_id, list) else message_id


def _said(message: object) -> bool:
    string = message.string  # type: ignore[attr-defined]
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _fits(message_id: object, string: object, plurals: int) -> bool:
    if isinstance(message_id, tuple | list):
        return isinstance(string, tuple | list) and len(string) == plurals
    return isinstance(string, str)


def main() -> int:
    template = collected()
    if "--missing" in sys.argv:
        print("\n".join(missing(merged(sys.argv[-1], template))))
        return 0
    for language in LANGUAGES:
        catalogue = merged(language, template)
        path(language).parent.mkdir(parents=True, exist_ok=True)
        path(language).write_bytes(written(catalogue))
        if language != "en":
            print(f"{language}: {len(catalogue)} texts, {len(missing(catalogue))} without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
