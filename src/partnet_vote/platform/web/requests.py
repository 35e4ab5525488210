"""How is a form read so that nobody can stop the server with it, and nothing of it stays behind?

Litestar's own readers keep the last 1,024 forms and cookie headers in caches, codes beside ballots and passwords among
them, and take minutes over a megabyte of one repeated field. Ours keep nothing, and refuse more fields than any page
of ours has.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar._parsers import parse_cookie_string
from litestar.datastructures import FormMultiDict
from litestar.enums import RequestEncodingType
from litestar.exceptions import HTTPException
from litestar.types import Empty

MOST_FIELDS = 3000
"""Fields of one form: a ballot with hundreds of options has fewer."""


class HouseRequest(Request[Any, Any, Any]):
    """A request whose form and cookies are read for it alone."""

    async def form(self) -> FormMultiDict:
        """The form that was sent, each value under its name; 413 for more than MOST_FIELDS."""
        if self._form is Empty and self.content_type[0] == RequestEncodingType.URL_ENCODED:
            self._form = FormMultiDict(fields_of(await self.body()))
        return await super().form()

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that were sent."""
        if self._cookies is Empty:
            self._cookies = parse_cookie_string.__wrapped__(self.headers.get("cookie", ""))
        return self._cookies


def fields_of(body: bytes) -> list[tuple[str, str]]:
    """The fields of an urlencoded form (WHATWG URL, 5.1) in the order they were sent, empty ones too."""
    try:
        return parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(status_code=413) from None
