"""How does the next page say what was just done? A signed cookie, read once."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie

from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.csrf import Csrf

NOTICE_COOKIE = "partnet-notice"


def write_notice(csrf: Csrf, notice: Text) -> Cookie:
    """The cookie that carries a notice to the next page of this browser."""
    values = {name: value if type(value) is int else str(value) for name, value in notice.values.items()}
    content: dict[str, object] = {"m": notice.msgid, "v": values}
    if isinstance(notice, TextN):
        content |= {"p": notice.plural, "n": notice.n}
    body = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
    return csrf.cookie(NOTICE_COOKIE, f"{body}.{_seal(csrf, body)}", max_age=60)


def read_notice(csrf: Csrf, request: Request[Any, Any, Any]) -> Text | None:
    """The notice in this request, if we wrote it."""
    body, _, seal = request.cookies.get(NOTICE_COOKIE, "").partition(".")
    if not body or not hmac.compare_digest(seal.encode(), _seal(csrf, body).encode()):
        return None
    content = json.loads(base64.urlsafe_b64decode(body))
    values = {name: value for name, value in content["v"].items() if name != "n"}
    msgid, plural = content["m"], content.get("p")
    if plural is not None:
        return TextN(msgid, plural, content["n"], **values)
    return Text(msgid, **content["v"])


def _seal(csrf: Csrf, body: str) -> str:
    return csrf.sign(f"notice:{body}")
