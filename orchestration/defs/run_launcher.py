"""Tells the daemon when a run's process is gone (named in .dagster/dagster.yaml).

Dagster's own launcher can't tell, so the queue would wait for such a run forever.
"""

from dagster import DagsterRun, DefaultRunLauncher
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus

from orchestration.defs.dead_runs import ended_process, ending


class RunLauncher(DefaultRunLauncher):
    """Dagster's launcher, which also reports whether a run's process is alive."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Returns True, so that the daemon checks every running run."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Returns a failure if the process that claimed the run is gone from this host."""
        process = ended_process(run)
        if process is None:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "its process is gone")

    def get_run_worker_debug_info(
        self, run: DagsterRun, include_container_logs: bool | None = True
    ) -> str | None:
        """Returns the last sentence of the report about a dead run."""
        process = ended_process(run)
        return None if process is None else ending(process)
