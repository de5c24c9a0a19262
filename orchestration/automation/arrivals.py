"""The sensor that refreshes when new events have arrived."""

import hashlib
from datetime import UTC, datetime, timedelta

from dagster import (
    DefaultSensorStatus,
    RunRequest,
    SensorDefinition,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    sensor,
)

from orchestration.automation.due import last_refresh
from orchestration.errors import RefusedError
from orchestration.ingest.complete_journey import source_files
from orchestration.jobs import refresh_job, run_config
from orchestration.lock import glance
from orchestration.project import Project
from orchestration.warehouse import Warehouse, is_file, open_warehouse

# Seconds between two looks at the input.
LOOK_EVERY = 60


def arrivals_sensor(project: Project) -> SensorDefinition:
    """The sensor `new_events`: one arrival starts one refresh, at most one in `arrivals_minutes`."""
    minutes = project.variables.get("arrivals_minutes")

    @sensor(
        name="new_events",
        job=refresh_job,
        minimum_interval_seconds=LOOK_EVERY,
        default_status=DefaultSensorStatus.STOPPED if minutes is None else DefaultSensorStatus.RUNNING,
        description="Starts a refresh when the input has events that the last refresh didn't see.",
    )
    def new_events(context: SensorEvaluationContext) -> SensorResult | SkipReason:
        try:
            arrived = newest_arrival(project)
        except RefusedError as error:
            return SkipReason(error.sentences[0])
        if arrived is None or arrived == context.cursor:
            return SkipReason("Nothing has arrived since the last refresh.")
        last = last_refresh(context.instance)
        earliest = last + timedelta(minutes=minutes or 0) if last else None
        if earliest and earliest > datetime.now(UTC):
            return SkipReason(f"New events have arrived; the next refresh may begin at {earliest:%H:%M} UTC.")
        run = RunRequest(
            run_key=arrived,
            run_config=run_config(),
            tags={"segments/because": f"new events: {arrived}"},
        )
        return SensorResult(run_requests=[run], cursor=arrived)

    return new_events


def newest_arrival(project: Project) -> str | None:
    """What tells this state of the input from the one that core has taken in; None where they are the same.

    Of events with loaded_at the newest one, of others their number, of the demonstration its files' hash.
    Raises PassingError while somebody writes to the warehouse, RefusedError before the first refresh.
    """
    if is_file(project) and not project.warehouse_file.is_file():
        raise RefusedError("There is no warehouse yet: run `segments refresh` first.")
    with glance(project.lock_file), open_warehouse(project, read_only=True) as warehouse:
        if not warehouse.columns("core.input_watermark"):
            raise RefusedError("Nothing has been refreshed yet: run `segments refresh` first.")
        if not project.reads_own_data:
            return _new_files(warehouse)
        return _new_events(warehouse, project.variables["events_relation"])


def _new_files(warehouse: Warehouse) -> str | None:
    files = {file.table: file.sha256 for file in source_files()}
    loaded = warehouse.rows("select table_name, fingerprint from raw.loads where schema_name = 'raw'")
    if files == {row["table_name"]: row["fingerprint"] for row in loaded}:
        return None
    return hashlib.md5("".join(files.values()).encode(), usedforsecurity=False).hexdigest()


def _new_events(warehouse: Warehouse, relation: str) -> str | None:
    (seen,) = warehouse.rows("select watermark from core.input_watermark")
    if "loaded_at" not in map(str.lower, warehouse.columns(relation)):
        (count,) = warehouse.rows(f"select count(*) as events from {relation}")
        return f"{count['events']} events"
    (newest,) = warehouse.rows(f"select max(cast(loaded_at as timestamp)) as loaded_at from {relation}")
    arrived = newest["loaded_at"]
    if arrived is None or (seen["watermark"] and arrived <= seen["watermark"]):
        return None
    return f"loaded at {arrived.isoformat()}"
