"""Dagster's page behind the guard: `python -m orchestration.serving.web HOST PORT WORKSPACE NAME ...`.

`dagster-webserver` has no way to add a guard, and must not be used without one.
"""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn
from dagster import DagsterInstance, __version__
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster._utils.interrupts import setup_interrupt_handlers
from dagster._utils.log import configure_loggers
from dagster_webserver.app import create_app_from_workspace_process_context

from orchestration.serving.guard import Guard

# How often an open page polls, in milliseconds, as with `dagster dev`.
POLL_RATE = 2000
# `dagster-webserver` uses these values for an instance that stores its runs on a server: in milliseconds,
# seconds and connections.
STATEMENT_TIMEOUT, POOL_RECYCLE, MAX_OVERFLOW = 15000, 3600, 20


@asynccontextmanager
async def _until_stopped(_: Any) -> AsyncIterator[None]:
    # When stopped, the server cancels what it is waiting for.
    from asyncio import CancelledError

    with suppress(CancelledError):
        yield


def main() -> None:
    """Serves until stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--read-only", action="store_true")
    arguments = parser.parse_args()
    configure_loggers(log_level="WARNING")
    setup_interrupt_handlers()
    target = WorkspaceFileTarget(paths=[str(arguments.workspace)])
    with (
        DagsterInstance.get() as instance,
        WorkspaceProcessContext(
            instance, target, version=__version__, read_only=arguments.read_only
        ) as context,
    ):
        instance.optimize_for_webserver(STATEMENT_TIMEOUT, POOL_RECYCLE, MAX_OVERFLOW)
        page = create_app_from_workspace_process_context(
            context, live_data_poll_rate=POLL_RATE, lifespan=_until_stopped
        )
        guarded = Guard(page, arguments.names)
        # The client's address comes from the connection, because a header could be forged.
        uvicorn.run(
            guarded, host=arguments.host, port=arguments.port, log_level="warning", proxy_headers=False
        )


if __name__ == "__main__":
    main()
