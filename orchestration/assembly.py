"""Puts the project's assets, checks, jobs, schedules and resource together."""

import logging

from dagster import Definitions, InitLoggerContext, in_process_executor, logger

from orchestration.assets.audit import audit_asset
from orchestration.assets.candidates import candidate_assets
from orchestration.assets.ingest import ingest_assets
from orchestration.assets.publication import publication_assets
from orchestration.assets.reader import reader_asset
from orchestration.automation.arrivals import arrivals_sensor
from orchestration.automation.failed_runs import failures_sensor
from orchestration.automation.history import history_jobs, present_sensor
from orchestration.dbt import Dbt
from orchestration.errors import RefusedError
from orchestration.jobs import backfill_job, refresh_job
from orchestration.resources import refresh_resource
from orchestration.role_making import hidden_groups
from orchestration.rules.check import check_files
from orchestration.schedules import schedules


def assemble(dbt: Dbt) -> Definitions:
    """The definitions of the project as its files stand now.

    Raises RefusedError with the sentences of mistakes that the files show by themselves.
    """
    manifest = dbt.manifest()
    mistakes = check_files(dbt.project, manifest)
    if mistakes:
        raise RefusedError(*mistakes)
    project = dbt.project
    past_jobs = history_jobs(project)
    jobs = [refresh_job, backfill_job, *past_jobs]
    assets = [
        *ingest_assets(manifest),
        candidate_assets(manifest),
        audit_asset(),
        publication_assets(manifest, project),
        reader_asset(manifest),
    ]
    keys = {key for asset in assets for key in asset.keys}
    return Definitions(
        assets=assets,
        jobs=jobs,
        schedules=schedules(project),
        sensors=[arrivals_sensor(project), failures_sensor(project, jobs), present_sensor()],
        resources={"refresh": refresh_resource(dbt, keys, hidden_groups(manifest))},
        loggers={"console": silent},
        # A process a step would import everything anew, and the steps share one lock.
        executor=in_process_executor,
    )


@logger
def silent(context: InitLoggerContext) -> logging.Logger:
    """Prints nothing: the page shows every event, and hundreds of lines would bury what a person needs."""
    quiet = logging.Logger("segments")
    quiet.addHandler(logging.NullHandler())
    return quiet
