"""A PostgreSQL server for as long as the process that starts this: `python -m tests.python.proof.server`.

It prints where it is, waits until its standard input ends, however that comes about, and leaves nothing
behind.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from orchestration import postgres
from orchestration.project import Project

ROOT = Path(__file__).parents[3]
# Nothing here has to outlive a crash. Dropping a table looks through all shared memory, so there is little.
SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
shared_buffers = 32MB
"""


def place(root: Path) -> dict[str, str]:
    """libpq's variables of the server to work with: the one that the environment names, or one of our own."""
    if any(os.environ.get(variable) for variable in (postgres.URL, *postgres.NAMING)):
        postgres.name_server(Project(root, "postgres"))
        return {variable: os.environ[variable] for variable in postgres.NAMING if os.environ.get(variable)}
    return dict(_own())


@cache
def _own() -> dict[str, str]:
    """Starts one; once in a process."""
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.python.proof.server"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert server.stdout
    told = server.stdout.readline()
    if not told:
        raise RuntimeError(f"PostgreSQL doesn't start: {server.args} ended with {server.wait()}")
    atexit.register(server.communicate)
    return json.loads(told)


def main() -> None:
    """Serves until nobody listens any more."""
    # The terminal's Ctrl-C is for those who asked for the server; it ends after them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with tempfile.TemporaryDirectory(prefix="segments-proof-") as folder:
        project = Project(Path(folder), "postgres")
        postgres.name_server(project)
        postgres.SETTINGS += SETTINGS
        try:
            postgres.ensure_server(project)
            print(json.dumps({name: os.environ[name] for name in ("PGHOST", "PGPORT", "PGUSER")}), flush=True)
            sys.stdin.read()
        finally:
            postgres.stop_server(project.server_folder)


if __name__ == "__main__":
    main()
