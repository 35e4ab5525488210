"""The ballot box alone over HTTP, as on an origin of its own: no cookies, no sessions, no pages, one address.

The vote of this product goes through the booth's pages; this is the part that its speed hangs on. One address needs no
router, so it is a plain ASGI application; JSON, base64 and UUIDs are read straight into a Cast.
"""

from __future__ import annotations

import argparse
import multiprocessing
import signal
from typing import Any

import msgspec
import uvicorn

from partnet_vote.ballotbox.rules import Cast
from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.cli import undisturbed
from partnet_vote.platform.db.session import engine_for
from partnet_vote.platform.kernel.errors import DeedError

RECEIVED = msgspec.json.Decoder(Cast)
"""The body of a cast: the fields of Cast by their names, bytes in base64."""


class BoxApp:
    """`POST /ballots` is answered with a receipt after the commit, or with why not."""

    def __init__(self, url: str, *, is_batched: bool) -> None:
        self.url, self.is_batched = url, is_batched

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One connection's next request, or the server's own begin and end."""
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        elif (scope["method"], scope["path"]) == ("POST", "/ballots"):
            await answer(send, *await self.cast(await body_of(receive)))
        else:
            await answer(send, 404, {"refused": "There is only POST /ballots here."})

    async def live(self, receive: Any, send: Any) -> None:
        """From the server's start to its end."""
        await receive()
        engine = engine_for(self.url)
        self.box = BallotBox(engine, is_batched=self.is_batched)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.box.stop()
        await engine.dispose()
        await send({"type": "lifespan.shutdown.complete"})

    async def cast(self, body: bytes) -> tuple[int, dict[str, str]]:
        """Into the box: status and answer."""
        try:
            receipt = await self.box.cast(RECEIVED.decode(body))
        except (DeedError, ValueError) as error:
            return 409, {"refused": str(error)}
        return 201, {"receipt": receipt.code}


async def body_of(receive: Any) -> bytes:
    """The whole body of a request."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message["body"]
        more = message["more_body"]
    return body


async def answer(send: Any, status: int, told: dict[str, str]) -> None:
    """A whole answer in JSON."""
    content = msgspec.json.encode(told)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(content))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": False})


def serve(url: str, port: int, is_batched: bool) -> None:
    """One process of the program, on a port of its own."""
    with undisturbed():
        app = BoxApp(url, is_batched=is_batched)
    uvicorn.run(
        app, port=port, loop="uvloop", http="httptools", log_level="warning", access_log=False, proxy_headers=False
    )


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("url")
    words.add_argument("ports", type=int, nargs="+", help="one process each")
    words.add_argument("--single", action="store_true")
    given = words.parse_args()
    spawned = multiprocessing.get_context("spawn")
    processes = [spawned.Process(target=serve, args=(given.url, port, not given.single)) for port in given.ports]
    for process in processes:
        process.start()
    signal.signal(signal.SIGTERM, lambda *_: [process.terminate() for process in processes])
    for process in processes:
        process.join()


if __name__ == "__main__":
    main()
