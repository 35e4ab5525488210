"""In which language does a page speak, and how are dates and money written in it?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from gettext import c2py
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.kernel.text import speaking

LANGUAGES = {"cs": "Čeština", "nb": "Norsk", "en": "English"}
LOCALES = {"en": "en_GB"}
"""Whose dates and numbers a language writes, where it is not its own country's alone."""
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Words:
    """A catalogue: messages that are translated, and those that depend on a number, with the rule for it."""

    single: Mapping[str, str]
    plural: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int]


@dataclass(frozen=True)
class Language:
    """A language: its catalogue, and its ways with numbers and dates."""

    code: str
    locale: Locale
    catalogue: Path

    @cached_property
    def words(self) -> Words:
        """What the catalogue says, read once by the process."""
        return _words(self.code, self.catalogue)

    def gettext(self, message: str) -> str:
        """The message in this language (the msgid itself in English)."""
        return self.words.single.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The plural form for n; what is not translated answers by the rule of English."""
        forms = self.words.plural.get(msgid1)
        return forms[self.words.form(n)] if forms else msgid1 if n == 1 else msgid2

    def money(self, hundredths: int, currency: str) -> str:
        """An amount without decimals where it has none: 420 000 Kč."""
        pattern = self.locale.currency_formats["standard"].pattern
        if hundredths % 100 == 0:
            pattern = pattern.replace("0.00", "0")
        if get_currency_symbol(currency, self.locale).isalpha():
            pattern = pattern.replace("¤#", f"¤{NBSP}#")
        amount = Decimal(hundredths) / 100
        text = format_currency(amount, currency, format=pattern, locale=self.locale, currency_digits=False)
        return text.replace(" ", NBSP)

    def number(self, value: int | Decimal | float) -> str:
        """A number with the language's separators."""
        return format_decimal(value, locale=self.locale).replace(" ", NBSP)

    def percent(self, share: Decimal | float) -> str:
        """A share of one as a percentage with one decimal."""
        return format_percent(share, format="#,##0.0 %", locale=self.locale).replace(" ", NBSP)

    def date(self, value: date | datetime, zone: str = "UTC") -> str:
        """A long date: 23. listopadu 2026."""
        if isinstance(value, datetime):
            value = value.astimezone(ZoneInfo(zone)).date()
        return self._unbroken(format_date(value, "long", locale=self.locale))

    def datetime(self, value: datetime, zone: str = "UTC") -> str:
        """A date and time in the city's zone, to the minute."""
        local = value.astimezone(ZoneInfo(zone))
        return f"{self.date(local.date())}{' kl.' + NBSP if self.code == 'nb' else ', '}{self.time(value, zone)}"

    def time(self, value: datetime, zone: str = "UTC") -> str:
        """The time of day in the city's zone."""
        pattern = "HH.mm" if self.code == "nb" else "short"  # Språkrådet: 20.14
        return format_time(value.astimezone(ZoneInfo(zone)), pattern, locale=self.locale)

    def weekday_date(self, value: datetime, zone: str = "UTC") -> str:
        """A full date with its weekday."""
        pattern = "EEEE d MMMM y" if self.code == "en" else "EEEE d. MMMM y"
        return self._unbroken(format_datetime(value.astimezone(ZoneInfo(zone)), pattern, locale=self.locale))

    @staticmethod
    def _unbroken(date: str) -> str:
        """The day stays with its month when a line ends: 23. listopadu."""
        return re.sub(r"^(\D*\d+\.?) ", rf"\1{NBSP}", date)


def load(folder: Path) -> dict[str, Language]:
    """Every language; its words are read when somebody first speaks it."""
    paths = {code: folder / code / "LC_MESSAGES" / "partnet_vote.po" for code in LANGUAGES}
    return {code: Language(code, Locale.parse(LOCALES.get(code, code)), path) for code, path in paths.items()}


@contextmanager
def spoken(code: str) -> Iterator[Language]:
    """Say everything in this language for the length of the block, whoever reads the page: for papers and letters."""
    language = _ours()[code]
    before = speaking.set(language)
    try:
        yield language
    finally:
        speaking.reset(before)


@cache
def _ours() -> dict[str, Language]:
    return load(data("locale"))


@cache
def _words(code: str, path: Path) -> Words:
    if not path.exists():
        return Words({}, {}, lambda n: int(n != 1))
    with path.open("rb") as source:
        catalogue = read_po(source, locale=code)
    single: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if not message.id or not forms or not all(forms):
            continue
        if isinstance(message.id, str):
            single[message.id] = forms[0]
        else:
            plural[message.id[0]] = forms
    return Words(single, plural, c2py(catalogue.plural_expr))


def negotiate(accepted: str, offered: tuple[str, ...], chosen: str | None) -> str:
    """The reader's choice, else the first accepted language offered, else the city's own (RFC 9110)."""
    if chosen in offered:
        return chosen
    wanted: list[tuple[float, str]] = []
    for part in accepted.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((float(quality or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    same = {"no": "nb", "nn": "nb", "sk": "cs"}
    for _, tag in sorted(wanted, key=lambda item: -item[0]):
        code = same.get(tag, tag)
        if code in offered:
            return code
    return offered[0]
