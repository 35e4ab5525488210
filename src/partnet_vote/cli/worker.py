"""How does the worker start?"""

from __future__ import annotations

import argparse
import asyncio
import signal

from partnet_vote import settings, worker
from partnet_vote.cli import logs, planes
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel.keyring import Keyring

NAME = "worker"
HELP = "Run the worker: mail, sealing, sweeping, openings and closings. Several may run; one is enough."

CONNECTED_AS = "partnet-vote worker"
"""How the databases list the worker's connections: its sign of life, which the doctor looks for."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Only a single round."""
    parser.add_argument("--once", action="store_true", help="do what is due now and stop; 1 if any job failed")


def run(args: argparse.Namespace) -> int:
    """Work until told to stop; what has begun is finished."""
    chosen = settings.read()
    logs.configure(chosen.log_level)
    with planes.planes(chosen) as here:
        asyncio.run(planes.make_ready(chosen, here))
        return asyncio.run(_work(here, chosen, once=args.once))


async def _work(here: planes.Planes, chosen: settings.Settings, *, once: bool) -> int:
    database, box = Database(engine_for(here.identity_url, 4, CONNECTED_AS)), engine_for(here.box_url, 4, CONNECTED_AS)
    installation = worker.Installation(database, box, Keyring.open(chosen.secrets_dir), chosen)
    try:
        if once:
            return 0 if all([await worker.run_once(installation, job) for job in worker.JOBS]) else 1
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await worker.run(installation, stop)
        return 0
    finally:
        await database.dispose()
        await box.dispose()
