"""Is the server about to stop? An answer that never ends by itself must ask."""

from __future__ import annotations

import signal


def is_leaving() -> bool:
    """Whether uvicorn was told to stop: it waits for every open answer before it tells the application.

    Its handler of SIGTERM is a method of the server, which knows; under another server nobody is asked to leave.
    """
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return bool(getattr(server, "should_exit", False))
