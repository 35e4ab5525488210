"""How does a screen become HTML: the whole page, or the part that htmx asked for?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, ClassVar
from urllib.parse import quote

from jinja2 import Environment
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.response import Redirect
from markupsafe import Markup

from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.assets import Assets
from partnet_vote.platform.web.csrf import FIELD, Csrf
from partnet_vote.platform.web.etags import has_already
from partnet_vote.platform.web.languages import LANGUAGES
from partnet_vote.platform.web.notices import NOTICE_COOKIE, read_notice, write_notice

TEXT_SIZES = ("md", "lg", "xl")
TEXT_COOKIE = "partnet-text"
LANGUAGE_COOKIE = "partnet-language"
DEFAULT_ACCENT = "#1e5b7b"
OWN_PAGE = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path on this host: browsers read // and /\\ as another host, and drop tabs and line breaks."""


class Screen:
    """What a template may see: a frozen dataclass naming its `template`."""

    template: ClassVar[str]


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation."""

    label: Text
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class StaffLink:
    """One entry of the staff's home page, for whoever has the right."""

    label: Text
    note: Text
    path: str
    permission: Permission


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One language the reader may switch to."""

    code: str
    name: str
    href: str
    current: bool


NavBuilder = Callable[[Tenant | None, Actor | None, frozenset[str]], tuple[tuple[Text, str], ...]]


@dataclass
class Chrome:
    """Everything around the page's own content: city, language, navigation, actor, CSRF."""

    request: Request[Any, Any, Any]
    assets: Assets
    csrf: Csrf
    lang: str
    city: Tenant | None
    actor: Actor | None
    nav_items: tuple[tuple[Text, str], ...]
    cookies: list[Cookie] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The address of this page, city included."""
        return own_address(self.request)

    @property
    def theme_href(self) -> str:
        """The stylesheet with the city's colours."""
        return self.assets.theme_url(self.city.accent if self.city else DEFAULT_ACCENT)

    def static(self, path: str) -> str:
        """The immutable address of a static file."""
        return self.assets.url(path)

    def url(self, path: str) -> str:
        """An address inside the city, with or without its slug as the host decides."""
        return city_url(self.request, self.city, path)

    @property
    def nav(self) -> tuple[NavItem, ...]:
        """The navigation, with the current entry marked."""
        here = self.path
        return tuple(
            NavItem(label, self.url(path), here == self.url(path) or here.startswith(self.url(path) + "/"))
            for label, path in self.nav_items
        )

    @property
    def languages(self) -> tuple[LanguageLink, ...]:
        """The languages offered here."""
        codes = self.city.languages if self.city else tuple(LANGUAGES)
        return tuple(
            LanguageLink(code, LANGUAGES[code], self._display(f"lang={code}"), code == self.lang) for code in codes
        )

    @property
    def text_size(self) -> str:
        """md, lg or xl."""
        size = getattr(self.request.state, "text_size", None) or self.request.cookies.get(TEXT_COOKIE, "md")
        return size if size in TEXT_SIZES else "md"

    @property
    def text_size_href(self) -> str:
        """The address that takes the next larger text, then back to normal."""
        return self._display(f"text={self.next_text_size}")

    @property
    def next_text_size(self) -> str:
        """The size after this one; after the largest, the normal one."""
        return TEXT_SIZES[(TEXT_SIZES.index(self.text_size) + 1) % len(TEXT_SIZES)]

    @property
    def sign_out_href(self) -> str:
        """Where a staff member signs out (a POST)."""
        return self.url("/staff/session/end")

    @property
    def help_phone(self) -> str:
        """Whom to call."""
        return self.city.contact_phone if self.city else ""

    @cached_property
    def notice(self) -> Text | None:
        """What the last deed achieved, shown once."""
        notice = read_notice(self.csrf, self.request)
        if notice is not None:
            self.cookies.append(Cookie(key=NOTICE_COOKIE, value="", max_age=0, path="/"))
        return notice

    @cached_property
    def csrf_token(self) -> str:
        """The token for htmx headers; a guest cookie is set with the answer if needed."""
        token, cookie = self.csrf.token_for(self.request)
        if cookie:
            self.cookies.append(cookie)
        return token

    def csrf_field(self) -> Markup:
        """The hidden field every POST form carries."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, self.csrf_token)

    @property
    def is_for_everybody(self) -> bool:
        """Whether the page as it was written says nothing of this browser: no cookie, no token, no name."""
        return not self.cookies and self.actor is None and "csrf_token" not in self.__dict__

    def _display(self, choice: str) -> str:
        query = self.request.scope.get("query_string", b"").decode("latin-1")
        back = self.path + (f"?{query}" if query and self.request.method == "GET" else "")
        return self.url("/display") + f"?{choice}&back={quote(back, safe='')}"


def city_url(request: Request[Any, Any, Any], tenant: Tenant | None, path: str) -> str:
    """The address of a path inside the city: under its slug, or at the root of its own host."""
    if tenant is None or request.scope.get("city_host"):
        return path
    return f"/{tenant.slug}{path}" if path != "/" else f"/{tenant.slug}"


def absolute_url(request: Request[Any, Any, Any], path: str) -> str:
    """The whole address of a path inside the city, for letters; never from the Host header, which strangers choose."""
    settings, tenant = request.app.state.settings, request.state.identity.tenant
    return f"{settings.base_url if tenant is None else city_address(settings.base_url, settings.https, tenant)}{path}"


def city_address(base_url: str, https: bool, tenant: Tenant) -> str:
    """The beginning of every whole address inside a city, also where no request is being answered."""
    if tenant.host:
        return f"{'https' if https else 'http'}://{tenant.host}"
    return f"{base_url}/{tenant.slug}"


def own_address(request: Request[Any, Any, Any]) -> str:
    """The path as the reader's browser knows it: on a city's own host without the slug."""
    path = request.scope["path"]
    if request.scope.get("city_host"):
        return path.removeprefix(f"/{request.path_params.get('city_slug', '')}") or "/"
    return path


def render(environment: Environment, screen: Screen, chrome: Chrome, fragment: bool) -> str:
    """The template's HTML, or only its content block."""
    names = {"page": screen, "chrome": chrome}
    template = environment.get_template(screen.template)
    if not fragment:
        return template.render(names)
    context = template.new_context(names)
    # up to the layout's first line: a block alone would not know the macros that the template imports above it
    next(template.root_render_func(context), None)
    return environment.concat(context.blocks["content"][0](context))


def show(
    request: Request[Any, Any, Any],
    screen: Screen,
    status: int = 200,
    *,
    public_for: int = 0,
    headers: dict[str, str] | None = None,
) -> Response[str]:
    """Answer with the screen; `public_for` seconds let a proxy keep a page that names nobody."""
    chrome = request.app.state.house.chrome(request)
    fragment = request.headers.get("hx-request") == "true" and "hx-boosted" not in request.headers
    html = render(request.app.state.house.environment, screen, chrome, fragment)
    answer = {"vary": "HX-Request, Cookie, Accept-Language", **(headers or {})}
    public = public_for and status == 200 and chrome.is_for_everybody
    if public:
        etag = f'W/"{sha256(html.encode()).hexdigest()[:24]}"'
        answer |= {"cache-control": f"public, max-age={public_for}", "etag": etag}
        if has_already(request, etag):
            return Response("", status_code=304, headers=answer)
    else:
        answer["cache-control"] = "no-store"
    response = Response(html, status_code=status, media_type="text/html", headers=answer)
    for cookie in chrome.cookies:
        response.set_cookie(cookie)
    return response


def see_other(request: Request[Any, Any, Any], path: str, notice: Text | None = None) -> Redirect:
    """After a deed: go and see (303), inside the city; the notice is shown there once."""
    tenant = request.state.identity.tenant
    response = Redirect(city_url(request, tenant, path), status_code=303)
    if notice is not None:
        response.set_cookie(write_notice(request.app.state.house.csrf, notice))
    return response


def go(request: Request[Any, Any, Any], wanted: str, otherwise: str) -> Redirect:
    """Go (303) where the person wanted to, if that is a page of ours, else to a path of the city."""
    is_ours = OWN_PAGE.fullmatch(wanted) is not None
    return Redirect(wanted, status_code=303) if is_ours else see_other(request, otherwise)
