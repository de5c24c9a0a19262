"""`segments serve`: Dagster's page and the daemon that keeps the schedule."""

import signal
import socket
import subprocess
import sys

from orchestration import console
from orchestration.dbt import Dbt
from orchestration.errors import RefusedError
from orchestration.progress import step
from orchestration.project import Project


def serve(project: Project, host: str, port: int) -> None:
    """Serve until stopped. Raises RefusedError when the port is taken or Dagster ends by itself."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise RefusedError(
                f"{host}:{port} can't be listened on ({error.strerror}): take another --port."
            ) from error
    with console.shown_progress(), step("prepare"):
        # Parsed before the server starts: its page must not open on an error of a segment's file.
        Dbt(project).parse()
    console.err.print(f"Dagster is at http://{host}:{port} (Ctrl-C stops it)", highlight=False)
    options = f"-m orchestration.definitions -h {host} -p {port} --log-level warning".split()
    # Dagster's development server warns that it has a successor, which expects another layout of projects.
    command = [sys.executable, "-W", "ignore", "-m", "dagster", "dev", *options]
    # What a script starts with `&` ignores Ctrl-C's signal, and Dagster then ignores the other one too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, cwd=project.root) as dagster:
        # A service manager stops the command alone: Dagster's processes must not stay behind.
        signal.signal(signal.SIGTERM, lambda *_: dagster.terminate())
        code = dagster.wait()
    if code:
        raise RefusedError(f"Dagster ended with code {code}.")
