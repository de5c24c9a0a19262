"""Combines the project's assets, checks, jobs, schedules and resource."""

import contextlib
import logging
from collections.abc import Callable

from dagster import Definitions, InitLoggerContext, JobDefinition, in_process_executor, logger

from orchestration.dbt.in_process import Dbt
from orchestration.defs.assets.audit import audit_asset
from orchestration.defs.assets.candidates import candidate_assets
from orchestration.defs.assets.emerging import emerging_asset
from orchestration.defs.assets.ingest import ingest_assets
from orchestration.defs.assets.publication import publication_assets
from orchestration.defs.assets.reader import reader_asset
from orchestration.defs.assets.score_checks import score_checks
from orchestration.defs.automation.arrivals import arrivals_sensor
from orchestration.defs.automation.exports import export_job, exports_sensor
from orchestration.defs.automation.failed_runs import failures_sensor
from orchestration.defs.automation.follow_ups import follow_ups_sensor
from orchestration.defs.automation.history import history_jobs, present_sensor
from orchestration.defs.jobs import Job, backfill_job, refresh_job
from orchestration.defs.resources import refresh_resource
from orchestration.defs.schedules import schedules
from orchestration.project.errors import RefusedError
from orchestration.rules.check import check_files
from orchestration.warehouse.role_making import hidden_groups


def assemble(dbt: Dbt, publish: Callable[[str], None]) -> Definitions:
    """Returns the definitions of the project as its files stand now. `publish` releases a past clock.

    Raises RefusedError with a sentence for each mistake that the files alone show.
    """
    manifest = dbt.manifest()
    mistakes = check_files(dbt.project, manifest)
    if mistakes:
        raise RefusedError(*mistakes)
    project = dbt.project
    past_jobs = history_jobs(project, publish)
    exports = export_job(project)
    jobs: list[Job | JobDefinition] = [refresh_job, backfill_job, *past_jobs, exports]
    emerging = [] if project.clusters is None else [emerging_asset()]
    # dbt's selection by path looks below the current folder, which may be another one of the project's.
    with contextlib.chdir(project.root):
        assets = [
            *ingest_assets(manifest, project),
            candidate_assets(manifest),
            audit_asset(),
            publication_assets(manifest, project),
            *emerging,
            reader_asset(manifest, [each.key for each in emerging]),
        ]
    keys = {key for asset in assets for key in asset.keys}
    return Definitions(
        assets=assets,
        asset_checks=score_checks(project),
        jobs=jobs,
        schedules=schedules(project),
        sensors=[
            arrivals_sensor(project),
            failures_sensor(project, jobs),
            present_sensor(),
            exports_sensor(project, exports),
            follow_ups_sensor(project),
        ],
        resources={"refresh": refresh_resource(dbt, keys, hidden_groups(manifest))},
        loggers={"console": silent},
        # A process per step would import everything again, and the steps share one lock.
        executor=in_process_executor,
    )


@logger
def silent(context: InitLoggerContext) -> logging.Logger:
    """Prints nothing: the page shows every event, and hundreds of lines would hide what a person needs."""
    quiet = logging.Logger("segments")
    quiet.addHandler(logging.NullHandler())
    return quiet
