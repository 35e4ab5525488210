"""How does the web server start?"""

from __future__ import annotations

import argparse
import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from litestar import Litestar

from partnet_vote import settings
from partnet_vote.app import create_app
from partnet_vote.cli import CommandError, logs, planes, undisturbed
from partnet_vote.platform.kernel.keyring import Keyring

NAME = "serve"
HELP = "Run the web server. Stop it with Ctrl-C or SIGTERM: requests that have begun are finished first."

FACTORY = "partnet_vote.cli.serve:application"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen and with how many processes."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=within(1, 65535), default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--workers", type=within(1, 64), default=1, help="processes; one per core beside a database elsewhere"
    )


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    chosen = settings.read()
    demand_free(args.host, args.port)
    with planes.planes(chosen) as here:
        asyncio.run(planes.make_ready(chosen, here))
        Keyring.open(chosen.secrets_dir)
        print(f"PartNet Vote listens on http://{args.host}:{args.port}", flush=True)
        uvicorn.run(FACTORY, factory=True, host=args.host, port=args.port, workers=args.workers, **options(chosen))
    return 0


def within(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers from the least to the most, for arguments."""

    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"write a whole number from {least} to {most}")
        return int(text)

    return number


def demand_free(host: str, port: int) -> None:
    """Refuse an address that nobody can listen on, before anything is started for it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise CommandError(f"another program listens on port {port}; choose another with --port") from None
        raise CommandError(f"cannot listen on {host}, port {port} ({problem}); mend --host or --port") from None


def application() -> Litestar:
    """The application of one server process, over the databases of the settings."""
    chosen = settings.read()
    logs.configure(chosen.log_level)
    # an embedded server was started by `run` and is only joined
    with planes.planes(chosen) as here, undisturbed():
        return create_app(
            chosen,
            identity_url=here.identity_url,
            box_url=here.box_url,
            keyring=Keyring.open(chosen.secrets_dir),
        )


def options(chosen: settings.Settings) -> dict[str, Any]:
    """What uvicorn is told; no access log: it would pair addresses with ballots, minute by minute."""
    return {
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": bool(chosen.trusted_proxies),
        "forwarded_allow_ips": ",".join(str(network) for network in chosen.trusted_proxies),
        "timeout_keep_alive": 15,
        "timeout_graceful_shutdown": 20,
    }
