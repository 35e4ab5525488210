"""Does this unsafe request come from a form that we gave to this very browser?"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie

from partnet_vote.platform.kernel.errors import Denied
from partnet_vote.platform.kernel.text import Text

FIELD = "csrf_token"
HEADER = "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Csrf:
    """Tokens are HMACs of the browser's session (or guest) cookie: nothing to toss, nothing to store."""

    def __init__(self, key: bytes, https: bool) -> None:
        self._key = key
        self.https = https
        self.session_cookie = "__Host-partnet" if https else "partnet"
        self.guest_cookie = "__Host-partnet-guest" if https else "partnet-guest"

    def token_for(self, request: Request[Any, Any, Any]) -> tuple[str, Cookie | None]:
        """The token for this browser, and the guest cookie to set if it has none yet."""
        bound = getattr(request.state, "new_session", None) or self._bound_to(request)
        if bound:
            return self._token(bound), None
        guest = secrets.token_urlsafe(32)
        return self._token(guest), self.cookie(self.guest_cookie, guest)

    async def check(self, request: Request[Any, Any, Any]) -> None:
        """Denied unless the method is safe, or origin and token are ours."""
        if request.method in SAFE:
            return
        if not self._same_origin(request):
            raise Denied(Text("This form was sent from another site."))
        sent = request.headers.get(HEADER) or (await request.form()).get(FIELD) or ""
        bound = self._bound_to(request)
        if not bound or not hmac.compare_digest(str(sent).encode(), self._token(bound).encode()):
            raise Denied(Text("This form has expired. Please go back, reload the page and send it again."))

    def bind(self, request: Request[Any, Any, Any], session: str) -> None:
        """Forms of this very answer belong to the session that begins with it, not to the one that asked."""
        request.state.new_session = session

    def cookie(self, name: str, value: str, max_age: int | None = None) -> Cookie:
        """A cookie with every protection this connection allows."""
        return Cookie(
            key=name, value=value, max_age=max_age, path="/", httponly=True, secure=self.https, samesite="lax"
        )

    def _bound_to(self, request: Request[Any, Any, Any]) -> str:
        return request.cookies.get(self.session_cookie) or request.cookies.get(self.guest_cookie) or ""

    def sign(self, content: str) -> str:
        """A keyed hash that only this installation can make."""
        return hmac.new(self._key, content.encode(), sha256).hexdigest()

    def _token(self, bound: str) -> str:
        return self.sign(f"csrf:{bound}")

    @staticmethod
    def _same_origin(request: Request[Any, Any, Any]) -> bool:
        """Fetch metadata where the browser sends it, else Origin; RFC 6454, W3C Fetch Metadata."""
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = request.headers.get("origin")
        if origin is None:
            return True  # old browsers send neither on same-origin posts; the token still decides
        return urlsplit(origin).netloc == request.headers.get("host")
