"""What does HEAD answer? Everything that GET would, but for the body."""

from __future__ import annotations

from litestar.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """ASGI middleware: every page that may be got may also be asked about (RFC 9110, 9.3.2).

    Handlers see a GET. Litestar would have each of them say both methods, and describe each page twice at /schema.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the page, and send only what stands above its body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [(name, _allowed(name, value)) for name, value in message["headers"]]
                if is_head:
                    scope["method"] = "HEAD"  # the server counts the body's bytes, and must know that none come
                    await send(message)
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
                    return
            elif is_head and message["type"] == "http.response.body":
                return
            await send(message)

        if is_head:
            scope["method"] = "GET"
        try:
            await self.app(scope, receive, send_head)
        finally:
            if is_head:
                scope["method"] = "HEAD"


def _allowed(name: bytes, value: bytes) -> bytes:
    """The methods an Allow header names: with GET, HEAD too."""
    methods = [method.strip() for method in value.split(b",")] if name.lower() == b"allow" else []
    return b", ".join(sorted({*methods, b"HEAD"})) if b"GET" in methods else value
