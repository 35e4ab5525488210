"""What does a running installation hold in its hands?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from litestar import Request
from litestar.connection import ASGIConnection
from markupsafe import Markup, escape

from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.text import Text, TextN, speaking
from partnet_vote.platform.web.access import Identify, Identity
from partnet_vote.platform.web.assets import Assets
from partnet_vote.platform.web.csrf import Csrf
from partnet_vote.platform.web.languages import LANGUAGES, Language, negotiate
from partnet_vote.platform.web.screens import LANGUAGE_COOKIE, Chrome, NavBuilder


@dataclass
class House:
    """The parts the platform needs at every request."""

    database: Database
    assets: Assets
    csrf: Csrf
    languages: dict[str, Language]
    environment: Environment
    nav: NavBuilder
    look_up: Identify

    async def identify(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Identity:
        """Who asks and of which city; also sets the language everything is said in."""
        async with self.database.transaction() as db:
            identity = await self.look_up(db, connection)  # type: ignore[arg-type]
        offered = identity.tenant.languages if identity.tenant else tuple(LANGUAGES)
        chosen = connection.cookies.get(LANGUAGE_COOKIE)
        code = negotiate(connection.headers.get("accept-language", ""), offered, chosen)
        connection.state.language = code
        speaking.set(self.languages[code])
        return identity

    def chrome(self, request: Request[Any, Any, Any]) -> Chrome:
        """What surrounds this request's page."""
        identity: Identity = request.state.identity
        code = getattr(request.state, "language", None) or "en"
        speaking.set(self.languages[code])
        return Chrome(
            request=request,
            assets=self.assets,
            csrf=self.csrf,
            lang=code,
            city=identity.tenant,
            actor=identity.actor,
            nav_items=self.nav(identity.tenant, identity.actor, identity.offers),
        )


def environment_for(templates: Path) -> Environment:
    """The Jinja environment: strict, escaped, and speaking the reader's language."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: _spoken().gettext(message),
        lambda one, many, n: _spoken().ngettext(one, many, n),
        newstyle=True,
    )
    environment.globals["ngettext"] = _with_written_number(environment.globals["ngettext"])
    filters: dict[str, Callable[..., str]] = {
        "money": lambda value, currency: _spoken().money(value, currency),
        "number": lambda value: _spoken().number(value),
        "percent": lambda value: _spoken().percent(value),
        "date": lambda value, zone="UTC": _spoken().date(value, zone),
        "datetime": lambda value, zone="UTC": _spoken().datetime(value, zone),
        "time": lambda value, zone="UTC": _spoken().time(value, zone),
        "weekday_date": lambda value, zone="UTC": _spoken().weekday_date(value, zone),
        "with_bold_amounts": _with_bold_amounts,
    }
    environment.filters.update(filters)
    return environment


def _with_written_number(ngettext: Callable[..., str]) -> Callable[..., str]:
    """Counted messages with their %(num)s as the language writes numbers: 6 400."""

    @pass_context
    def counted(context: Context, one: str, many: str, n: int, /, **values: object) -> str:
        return ngettext(context, one, many, n, **({"num": _spoken().number(n)} | values))

    return counted


def _with_bold_amounts(text: Text) -> Markup:
    """The text with its sums of money in bold; whatever else was put into it stays plain and escaped."""
    values = {
        name: Markup('<b class="pv-num">{}</b>').format(value) if hasattr(value, "hundredths") else escape(value)
        for name, value in text.values.items()
    }
    if isinstance(text, TextN):
        values.pop("n")
        return Markup(TextN(text.msgid, text.plural, text.n, **values))  # noqa: S704 – the message is ours
    return Markup(Text(text.msgid, **values))  # noqa: S704


def _spoken() -> Language:
    language = speaking.get()
    assert isinstance(language, Language), "no language was chosen for this page"
    return language
