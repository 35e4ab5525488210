"""What does a running installation hold in its hands?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import Request
from litestar.connection import ASGIConnection

from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.text import speaking
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
    public_name: str = "PartNet Vote"

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
    filters: dict[str, Callable[..., str]] = {
        "money": lambda value, currency: _spoken().money(value, currency),
        "number": lambda value: _spoken().number(value),
        "percent": lambda value: _spoken().percent(value),
        "date": lambda value, zone="UTC": _spoken().date(value, zone),
        "datetime": lambda value, zone="UTC": _spoken().datetime(value, zone),
        "time": lambda value, zone="UTC": _spoken().time(value, zone),
        "weekday_date": lambda value, zone="UTC": _spoken().weekday_date(value, zone),
    }
    environment.filters.update(filters)
    return environment


def _spoken() -> Language:
    language = speaking.get()
    assert isinstance(language, Language), "no language was chosen for this page"
    return language
