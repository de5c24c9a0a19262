"""Detects runs whose process was killed. Dagster isn't told, and would show them as running forever."""

import os
import socket
import subprocess
from pathlib import Path

from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, RunsFilter

# The process of a run, as HOST:PID:START. After a restart, another process may have the same PID.
TAG = "segments/process"

GOING_ON = [DagsterRunStatus.NOT_STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.STARTED]

# The end of the report about such a run.
ENDED = "ended before this run did."


def this_process() -> dict[str, str]:
    """Returns the tag of a run in this process."""
    return {TAG: f"{socket.gethostname()}:{os.getpid()}:{_start(os.getpid())}"}


def claim_run(instance: DagsterInstance, run: DagsterRun) -> None:
    """Records that this process executes the run, and reports runs whose process is gone as failed."""
    instance.add_run_tags(run.run_id, this_process())
    for other in instance.get_runs(filters=RunsFilter(statuses=GOING_ON)):
        process = ended_process(other)
        if other.run_id != run.run_id and process is not None:
            instance.report_run_failed(other, ending(process))


def ended_process(run: DagsterRun) -> int | None:
    """Returns the PID of the run's process if it is gone. Processes of other hosts can't be checked."""
    host, process, start = (*run.tags.get(TAG, "").split(":"), "", "", "")[:3]
    if host != socket.gethostname() or start == _start(int(process)):
        return None
    return int(process)


def ending(process: int) -> str:
    """Returns the report about a run whose process is gone."""
    return f"The process {process} {ENDED}"


def _start(process: int) -> str:
    """Returns the start time of the process as the operating system gives it, or '' if it is gone."""
    file = Path(f"/proc/{process}/stat")
    if not Path("/proc/self/stat").exists():
        asked = ["ps", "-o", "lstart=", "-p", str(process)]
        return subprocess.run(asked, capture_output=True, text=True).stdout.strip().replace(":", ".")
    try:
        # The name, in parentheses, may contain spaces. The state follows, and the start 19 fields after it.
        state, *fields = file.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    # A zombie has ended, although its parent hasn't collected it yet.
    return "" if state == "Z" else fields[18]
