"""Runs whose process was killed: nobody told Dagster, so its pages would show them as going on for ever."""

import os
import socket

from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, RunsFilter

# Which process a run is in, as HOST:PID.
TAG = "segments/process"

GOING_ON = [DagsterRunStatus.NOT_STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.STARTED]

# How the report of such a run ends.
ENDED = "ended before this run did."


def this_process() -> dict[str, str]:
    """The tag of a run in this process."""
    return {TAG: f"{socket.gethostname()}:{os.getpid()}"}


def claim_run(instance: DagsterInstance, run: DagsterRun) -> None:
    """Note which process this run is in, and report those as failed whose process is gone."""
    instance.add_run_tags(run.run_id, this_process())
    report_dead_runs(instance, but=run.run_id)


def report_dead_runs(instance: DagsterInstance, but: str = "") -> None:
    """Report the runs, `but` aside, as failed whose process is gone: the queue would wait for them for ever.

    Only this host's: of another's processes nothing is known here.
    """
    for other in instance.get_runs(filters=RunsFilter(statuses=GOING_ON)):
        host, _, process = other.tags.get(TAG, "").rpartition(":")
        if other.run_id != but and host == socket.gethostname() and not _is_alive(int(process)):
            instance.report_run_failed(other, f"The process {process} {ENDED}")


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
