"""One refresh at a time. A dead one blocks nobody."""

import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

from orchestration.project.errors import PassingError, RefusedError
from orchestration.project.progress import listen
from orchestration.warehouse.lock import GLANCE_SECONDS, glance, writer_lock

HOLD = """
import sys, time
from pathlib import Path
from orchestration.warehouse.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "warehouse" / "refresh.lock"


def _holder(path, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLD, path, str(seconds)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    return holder


def test_a_second_refresh_is_told_who_holds_the_lock(path):
    holder = _holder(path, 30)
    try:
        with pytest.raises(RefusedError, match=f"process {holder.pid}, since 20"), writer_lock(path):
            pass
    finally:
        holder.kill()
        holder.wait()


def test_a_second_refresh_waits_as_long_as_it_was_told_to(path):
    holder = _holder(path, 1)
    with writer_lock(path, wait_seconds=20):
        assert holder.wait() == 0


def test_whoever_waits_is_told_at_once_for_whom(path):
    """A refresh waited for an hour without a message."""
    holder, told = _holder(path, 3), []
    with listen(told.append), writer_lock(path, wait_seconds=20):
        assert holder.wait() == 0
    assert [step.state for step in told] == ["waiting"]
    assert re.match(
        rf"another refresh is running \(process {holder.pid}, since 20.*; for 20 s", told[0].detail
    )


def test_waiting_has_an_end(path):
    holder = _holder(path, 30)
    started = time.monotonic()
    with pytest.raises(RefusedError, match=r"after waiting 0\.5 s"), writer_lock(path, wait_seconds=0.5):
        pass
    assert 0.5 <= time.monotonic() - started < 5
    holder.kill()
    holder.wait()


def test_the_lock_of_a_killed_refresh_is_free_at_once(path):
    holder = _holder(path, 30)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with writer_lock(path):
        pass


def test_a_glance_keeps_out_of_a_writers_way_and_a_writer_waits_for_it_without_being_told(path):
    with writer_lock(path), pytest.raises(PassingError, match=f"process {os.getpid()}"), glance(path):
        pass
    glancing = glance(path)
    glancing.__enter__()
    threading.Timer(GLANCE_SECONDS / 2, glancing.__exit__, [None, None, None]).start()
    with writer_lock(path):
        pass
