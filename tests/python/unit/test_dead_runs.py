"""A run is dead if its process, on this host, is gone or is another one by now."""

import os
import socket
import subprocess
import sys
from subprocess import PIPE

from dagster import DagsterRun
from dagster._core.launcher import WorkerStatus

from orchestration.defs.dead_runs import TAG, ended_process, this_process
from orchestration.defs.run_launcher import RunLauncher

HOST = socket.gethostname()

# Prints its tag, and waits to be killed.
CLAIM = """
from orchestration.defs.dead_runs import TAG, this_process
print(this_process()[TAG], flush=True)
input()
"""


def _run(**tags: str) -> DagsterRun:
    return DagsterRun(job_name="refresh", tags=tags)


def test_a_run_in_a_living_process_goes_on():
    run = _run(**this_process())
    assert ended_process(run) is None
    assert RunLauncher().check_run_worker_health(run).status == WorkerStatus.RUNNING


def test_a_run_whose_process_was_killed_is_dead_before_its_parent_has_looked():
    child = subprocess.Popen([sys.executable, "-c", CLAIM], stdin=PIPE, stdout=PIPE, text=True)
    run = _run(**{TAG: child.stdout.readline().strip()})
    assert ended_process(run) is None
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert ended_process(run) == child.pid
    child.communicate()
    assert RunLauncher().check_run_worker_health(run).status == WorkerStatus.FAILED
    assert RunLauncher().get_run_worker_debug_info(run).endswith(f"{child.pid} ended before this run did.")


def test_a_process_that_has_the_number_by_now_is_another_one():
    assert ended_process(_run(**{TAG: f"{HOST}:{os.getpid()}:1"})) == os.getpid()


def test_of_other_hosts_and_of_runs_that_have_not_begun_nothing_is_known():
    assert ended_process(_run(**{TAG: f"elsewhere:{os.getpid()}:1"})) is None
    assert ended_process(_run()) is None
