"""How does somebody try the product with one command?"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from socket import socket

import uvicorn
from sqlalchemy.ext.asyncio import AsyncEngine

from partnet_vote import settings, worker
from partnet_vote.app import create_app
from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.booth.service import Planes
from partnet_vote.cli import BEGAN, CommandError, logs, planes, undisturbed
from partnet_vote.cli.demonstration.told import Told
from partnet_vote.cli.serve import demand_free, options, within
from partnet_vote.credentials.service import Signer
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel.keyring import Keyring

NAME = "demo"
HELP = (
    "Start an installation to try: an embedded database, two fictional towns, votes open and published. "
    "Its data lie in .partnet/demo (or the folder PARTNET_DATA_DIR names); delete that to begin anew."
)

TOLD = "told.json"
"""What the terminal was told after loading; its presence says that loading was finished."""
EVERYTHING = "codes-and-sign-ins.txt"
"""For people: what the terminal says, for every town and with every code."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and what to load."""
    parser.add_argument("--port", type=within(1, 65535), default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--fresh", action="store_true", help="delete the demo's data first and begin anew")
    parser.add_argument("--load-only", action="store_true", help="load the data and stop")
    parser.add_argument(
        "--election", type=Path, metavar="FILE.pb", help="load this real election instead of the towns' votes"
    )


def run(args: argparse.Namespace) -> int:
    """Load on the first start, serve on every one; Ctrl-C stops all that was started."""
    given = settings.read()
    if not given.embedded:
        raise CommandError("the demo brings its own database; unset PARTNET_DATABASE_URL and PARTNET_BALLOTBOX_URL")
    if not args.load_only:
        demand_free("127.0.0.1", args.port)
    folder = given.data_dir / ("demo" if args.election is None else f"demo-{args.election.stem}")
    kept = folder / TOLD
    if args.fresh or not kept.exists():  # a load that was broken off is begun anew
        shutil.rmtree(folder, ignore_errors=True)
    chosen = replace(
        given,
        data_dir=folder,
        secrets_dir=folder / "secrets",
        base_url=f"http://127.0.0.1:{args.port}",
        https=False,
    )
    logs.configure("warning")
    with planes.planes(chosen) as here:
        asyncio.run(planes.migrate(here))
        keyring = Keyring.open(chosen.secrets_dir)
        told = Told.read(kept) or asyncio.run(_load(here, keyring, args.election, kept))
        if not args.load_only:
            told.write_all(folder / EVERYTHING, chosen.base_url)
            asyncio.run(_serve(here, chosen, keyring, args.port, lambda: _greet(told, chosen)))
    return 0


async def _load(here: planes.Planes, keyring: Keyring, election: Path | None, kept: Path) -> Told:
    """Fill the empty databases, with a progress bar."""
    from partnet_vote.cli.demonstration.loading import Loader
    from partnet_vote.cli.demonstration.real_election import replay
    from partnet_vote.cli.demonstration.story import tell

    both, engine = _open(here, keyring)
    try:
        loader = Loader(both, keyring, _bar)
        told = await (tell(loader) if election is None else replay(loader, election))
    finally:
        await both.box.stop()
        await both.database.dispose()
        await engine.dispose()
    told.keep(kept)
    return told


class _Greeting(uvicorn.Server):
    """Says that all is ready once the port is open, and not before: whoever clicks at once must not find it closed."""

    def __init__(self, config: uvicorn.Config, greet: Callable[[], None]) -> None:
        super().__init__(config)
        self._greet = greet

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen, then greet."""
        await super().startup(sockets)
        if self.started:
            self._greet()


async def _serve(
    here: planes.Planes, chosen: settings.Settings, keyring: Keyring, port: int, greet: Callable[[], None]
) -> None:
    """The web server and the worker in one process."""
    with undisturbed():
        app = create_app(chosen, identity_url=here.identity_url, box_url=here.box_url, keyring=keyring)
    house = worker.Installation(app.state.house.database, app.state.box_engine, keyring, chosen)
    server = _Greeting(uvicorn.Config(app, host="127.0.0.1", port=port, **options(chosen)), greet)
    async with worker.beside(house):
        await server.serve()


def _open(here: planes.Planes, keyring: Keyring) -> tuple[Planes, AsyncEngine]:
    engine = engine_for(here.box_url, 8)
    return Planes(Database(engine_for(here.identity_url, 24)), BallotBox(engine), Signer(keyring)), engine


def _greet(told: Told, chosen: settings.Settings) -> None:
    """Three lines: the address, a resident's code, the staff's sign-in."""
    lines = told.greeting(chosen.base_url, time.monotonic() - BEGAN, chosen.data_dir / EVERYTHING)
    print("\n".join(lines), flush=True)


def _bar(what: str, done: int, whole: int) -> None:
    """One line that is kept fresh on a terminal; elsewhere a line at the end of each step."""
    live = sys.stderr.isatty()
    if not live and done < whole:
        return
    filled = 24 * done // max(whole, 1)
    line = f"{'█' * filled}{'░' * (24 - filled)} {done:>6} / {whole}  {what}"
    print(f"\r\x1b[K{line}" if live else line, end="\n" if done >= whole else "", file=sys.stderr, flush=True)
