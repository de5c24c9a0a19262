"""How the daemon learns that a run's process is gone (named in .dagster/dagster.yaml).

Dagster's own launcher can't tell, and the queue would wait for such a run for ever.
"""

from dagster import DagsterRun, DefaultRunLauncher
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus

from orchestration.defs.dead_runs import ended_process, ending


class RunLauncher(DefaultRunLauncher):
    """Dagster's launcher, which also says whether a run's process is alive."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """So that the daemon asks, for each run that goes on."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Failed once the process is gone that the run has claimed to be in, on this host."""
        process = ended_process(run)
        if process is None:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "its process is gone")

    def get_run_worker_debug_info(
        self, run: DagsterRun, include_container_logs: bool | None = True
    ) -> str | None:
        """The sentence that the report of a dead run ends with."""
        process = ended_process(run)
        return None if process is None else ending(process)
