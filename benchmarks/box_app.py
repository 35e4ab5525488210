"""The ballot box alone over HTTP, as on an origin of its own: no cookies, no sessions, no pages.

The vote of this product goes through the booth's pages; this is the part that its speed hangs on.
"""

from __future__ import annotations

import argparse
import base64
import multiprocessing
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import msgspec
import uvicorn
from litestar import Litestar, asgi
from litestar.types import Receive, Scope, Send

from partnet_vote.ballotbox.rules import Cast
from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.cli import undisturbed
from partnet_vote.platform.db.session import engine_for
from partnet_vote.platform.kernel.errors import DeedError


class Sent(msgspec.Struct):
    """The body of a cast."""

    election: UUID
    message: str
    token_signature: str
    seq: int
    ballot: str
    signature: str
    key: str


RECEIVED = msgspec.json.Decoder(Sent)


@asgi("/ballots", copy_scope=False)
async def cast_ballot(scope: Scope, receive: Receive, send: Send) -> None:
    """Into the box, and the receipt after the commit."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message["body"]  # type: ignore[typeddict-item]
        more = message["more_body"]  # type: ignore[typeddict-item]
    try:
        receipt = await scope["litestar_app"].state.box.cast(_cast(body))
        status, answer = 201, {"receipt": receipt.code}
    except (DeedError, ValueError) as error:
        status, answer = 409, {"refused": str(error)}
    content = msgspec.json.encode(answer)
    length = str(len(content)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", length)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": False})


def _cast(body: bytes) -> Cast:
    sent = RECEIVED.decode(body)
    decode = base64.b64decode
    token_signature, signature = decode(sent.token_signature), decode(sent.signature)
    return Cast(
        sent.election, decode(sent.message), token_signature, sent.seq, sent.ballot, signature, decode(sent.key)
    )


def build(url: str, *, is_batched: bool) -> Litestar:
    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        engine = engine_for(url)
        app.state.box = BallotBox(engine, is_batched=is_batched)
        yield
        await app.state.box.stop()
        await engine.dispose()

    return Litestar([cast_ballot], lifespan=[lifespan], openapi_config=None)


def serve(url: str, port: int, is_batched: bool) -> None:
    """One process of the program, on a port of its own."""
    with undisturbed():
        app = build(url, is_batched=is_batched)
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
