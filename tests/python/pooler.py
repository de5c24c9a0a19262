"""A PgBouncer in front of a server, if the machine has one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import lacking

PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


@contextmanager
def pooled(folder: Path, host: str, port: str, user: str, mode: str) -> Iterator[dict[str, str]]:
    """PgBouncer with a pool mode; gives the variables that name it."""
    if PROGRAM is None:
        lacking("there is no pgbouncer on this machine")
    folder.mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        pooler_port = str(free.getsockname()[1])
    # PgBouncer refuses to run as root, and the server's socket is accessible to the server's own user.
    owner = Path(host).owner()
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n* = host={host} port={port} user={user}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {pooler_port}\nunix_socket_dir =\nauth_type = any\npool_mode = {mode}\n"
        + (f"user = {owner}\n" if os.getuid() == 0 else ""),
        encoding="utf-8",
    )
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([PROGRAM, str(settings)], stdout=log, stderr=log)
    try:
        _wait_for(int(pooler_port), folder / "log")
        yield {"PGHOST": "127.0.0.1", "PGPORT": pooler_port}
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, log: Path) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"pgbouncer doesn't answer: {log.read_text()}")
