"""Runs whose process was killed: nobody told Dagster, so its pages would show them as going on for ever."""

import os
import socket
import subprocess
from pathlib import Path

from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, RunsFilter

# Which process a run is in, as HOST:PID:START. After a restart another process may have the same number.
TAG = "segments/process"

GOING_ON = [DagsterRunStatus.NOT_STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.STARTED]

# How the report of such a run ends.
ENDED = "ended before this run did."


def this_process() -> dict[str, str]:
    """The tag of a run in this process."""
    return {TAG: f"{socket.gethostname()}:{os.getpid()}:{_start(os.getpid())}"}


def claim_run(instance: DagsterInstance, run: DagsterRun) -> None:
    """Note which process this run is in, and report those as failed whose process is gone."""
    instance.add_run_tags(run.run_id, this_process())
    for other in instance.get_runs(filters=RunsFilter(statuses=GOING_ON)):
        process = ended_process(other)
        if other.run_id != run.run_id and process is not None:
            instance.report_run_failed(other, ending(process))


def ended_process(run: DagsterRun) -> int | None:
    """The number of the run's process if that is gone; of another host's processes nothing is known here."""
    host, process, start = (*run.tags.get(TAG, "").split(":"), "", "", "")[:3]
    if host != socket.gethostname() or start == _start(int(process)):
        return None
    return int(process)


def ending(process: int) -> str:
    """What is said of a run whose process is gone."""
    return f"The process {process} {ENDED}"


def _start(process: int) -> str:
    """When the process began, in the operating system's own words; empty when it is gone."""
    file = Path(f"/proc/{process}/stat")
    if not Path("/proc/self/stat").exists():
        asked = ["ps", "-o", "lstart=", "-p", str(process)]
        return subprocess.run(asked, capture_output=True, text=True).stdout.strip().replace(":", ".")
    try:
        # The name, in brackets, may hold spaces; the state follows, and the start 19 fields after it.
        state, *fields = file.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    # A zombie is gone, though its parent hasn't looked yet.
    return "" if state == "Z" else fields[18]
