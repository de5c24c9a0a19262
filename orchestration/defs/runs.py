"""Runs the jobs in this process: parses dbt and makes Dagster's definitions once for all releases."""

import threading
from typing import TYPE_CHECKING, Any

from orchestration.project.errors import BlockedError, RefusedError, sentences_of
from orchestration.project.layers import AUDIT, MEMBERSHIP
from orchestration.project.present import utc_now
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.publication.catalogue import last_started, read_releases
from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.lock import WAIT_SECONDS

if TYPE_CHECKING:
    from orchestration.defs.survey import Survey


class Runs:
    """Makes one release after another of the project as its files were when this was created."""

    def __init__(self, project: Project):
        """Parses the project. Raises RefusedError with a sentence for each mistake in its files."""
        self.project = project
        with step("prepare") as say:
            say("loading dbt and Dagster")
            # Imported here so that an earlier refusal doesn't wait for the imports.
            from orchestration.dbt.in_process import Dbt
            from orchestration.defs.assembly import assemble

            self._dbt = Dbt(project)
            say("reading the project's files")
            self._dbt.parse()
            self._definitions = assemble(self._dbt, self.backfill)
            say("")
        # The audit's library takes seconds to import, so it is imported while the warehouse works.
        threading.Thread(target=__import__, args=["great_expectations"], daemon=True).start()

    def survey(self, wait: float = 0) -> "Survey":
        """Takes in the input, and returns the clocks that a history can have: see `defs.survey`."""
        from orchestration.defs.survey import survey

        return survey(self._dbt, wait)

    def run(
        self,
        job: str,
        *,
        as_of: str | None = None,
        full: bool = False,
        wait: float = 0,
        takes_input: bool = True,
    ) -> dict[str, Any]:
        """Makes one release by the job `refresh` or `backfill`, and waits up to `wait` seconds for the lock.

        Without `takes_input`, it doesn't look for what has arrived: for a further clock of the same input.
        Returns its row. Raises RefusedError if nothing could be published, BlockedError if that is because of
        the data as of this clock. The last release then remains.
        """
        from dagster import DagsterInstance

        from orchestration.defs.dead_runs import this_process
        from orchestration.defs.jobs import run_config

        config = run_config(as_of=as_of, full=full, wait_seconds=wait, takes_input=takes_input)
        with DagsterInstance.get() as instance:
            began = utc_now()
            try:
                outcome = self._definitions.resolve_job_def(job).execute_in_process(
                    instance=instance, run_config=config, tags=this_process()
                )
            except Exception as error:
                if sentences_of(error) is None:
                    self._refuse_when_blocked(error)
                raise
            skipped = [str(event.step_key) for event in outcome.all_events if event.is_step_skipped]
            if skipped or last_started(self.project) < began:
                what = (
                    f"these steps were skipped: {', '.join(skipped)}"
                    if skipped
                    else "there is no new release"
                )
                raise RefusedError(f"The refresh isn't whole: {what}. The last whole release stands.")
        with open_warehouse(self.project, read_only=True) as warehouse:
            return read_releases(warehouse, limit=1, hidden=True)[0]

    def backfill(self, as_of: str) -> None:
        """Makes the release of a past clock, after any other writer has ended."""
        from orchestration.defs.jobs import backfill_job

        self.run(backfill_job.name, as_of=as_of, wait=WAIT_SECONDS)

    def _refuse_when_blocked(self, error: Exception) -> None:
        from dagster._core.errors import DagsterAssetCheckFailedError

        if not isinstance(error, DagsterAssetCheckFailedError):
            return
        with open_warehouse(self.project, read_only=True) as warehouse:
            failed = warehouse.rows(
                f"select check_name, expected, observed from {AUDIT}.verdicts where segment is null"
                " and severity = 'block' and not passed"
                f" and release_id = (select release_id from {MEMBERSHIP}.refresh_plan) order by check_name"
            )
        findings = [
            f"{row['check_name']}: expected {row['expected']}, observed {row['observed']}" for row in failed
        ]
        raise BlockedError(*(f"Nothing was published: {finding}." for finding in findings)) from error
