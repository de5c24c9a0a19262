"""`segments serve`: Dagster's page and the daemon that keeps the schedule."""

import contextlib
import ipaddress
import re
import signal
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path

from orchestration.dbt.in_process import Dbt
from orchestration.project.errors import RefusedError
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.serving.processes import Processes
from orchestration.serving.watch import Files, marked, tell_of_end
from orchestration.terminal import console

HERE = ("localhost", "127.0.0.1", "[::1]")

NAME = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9._-]+", re.IGNORECASE)


def serve(project: Project, host: str, port: int, allowed: Sequence[str], *, read_only: bool) -> None:
    """Serves until stopped. With `read_only`, it serves only the page, which can't launch or change anything.

    `allowed` are further host names for the page. Raises RefusedError for an invalid name, for listening on
    all addresses without a name, if the port is taken, or if Dagster ends by itself.
    """
    names = _names(host, allowed)
    _probe(host, port)
    with console.shown_progress(), step("prepare"):
        # Parsed before the server starts, so that the page doesn't open with an error in a segment's file.
        Dbt(project).parse()
    console.err.print(f"Dagster is at http://{_shown(host)}:{port} (Ctrl-C stops it)", highlight=False)
    if not _is_here(host):
        may = "sees hidden segments" if read_only else "sees hidden segments and can publish"
        warning = f"Anyone who can open it {may}: put a login in front (docs/security.md)."
        console.err.print(warning, style="yellow", highlight=False)
    # A process that a script starts with `&` ignores Ctrl-C's signal, and Dagster then ignores the other one
    # too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt), tempfile.TemporaryDirectory(prefix="segments-") as folder:
        keeping = contextlib.nullcontext() if read_only else marked(project)
        with keeping, Processes(project, Path(folder)) as dagster:
            # A service manager stops only the command. Don't leave Dagster's processes running.
            signal.signal(signal.SIGTERM, lambda *_: dagster.stop())
            dagster.serve_definitions()
            dagster.serve_page(host, port, names, read_only=read_only)
            if not read_only:
                dagster.keep_schedule()
            ended = dagster.wait(Files(project).look)
        raise RefusedError(f"Dagster ended: {ended}." if read_only else tell_of_end(project, ended))


def _names(host: str, allowed: Sequence[str]) -> list[str]:
    for name in allowed:
        if not NAME.fullmatch(name):
            raise RefusedError(
                f"--allow-host: '{name}' is not a name of a host; give it alone, as in segments.example.com."
            )
    # Listening on all addresses doesn't reveal the names under which this host is known.
    is_everywhere = host in ("", "0.0.0.0", "::")
    if is_everywhere and not allowed:
        raise RefusedError(
            f"--host '{host}' listens on every address of this machine: set the host names or addresses"
            " of the page with --allow-host."
        )
    return [*HERE, *([] if is_everywhere else [_shown(host)]), *allowed]


def _probe(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise RefusedError(
                f"{host}:{port} can't be listened on ({error.strerror}): take another --port."
            ) from error


def _shown(host: str) -> str:
    """Returns the host as URLs write it, with IPv6 addresses in brackets."""
    return f"[{host}]" if ":" in host else host


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
