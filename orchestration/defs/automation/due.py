"""The schedule that refreshes when a segment is due, by its own cadence or by that of a running campaign."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dagster import (
    DagsterInstance,
    DefaultScheduleStatus,
    RunRequest,
    RunsFilter,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    SkipReason,
    schedule,
)

from orchestration.defs.jobs import refresh_job, run_config
from orchestration.project.figures import clock
from orchestration.project.project import Project
from orchestration.rules.cadences import last_due, most_demanding, segment_cadences
from orchestration.rules.campaigns import cadences_now

EVERY_HOUR = "0 * * * *"

# The number of runs to search for the last refresh of the present.
LOOK_BACK = 50


def due_schedule(project: Project) -> ScheduleDefinition:
    """Returns the schedule `refresh_when_due`, which checks every hour.

    One refresh publishes all segments, so a refresh is due as soon as the most frequent segment is.
    """
    zone = project.variables["time_zone"]

    @schedule(
        name="refresh_when_due",
        job=refresh_job,
        cron_schedule=EVERY_HOUR,
        execution_timezone=zone,
        default_status=DefaultScheduleStatus.RUNNING,
        description="Hourly, daily at 5:00 or Mondays, as the most demanding segment or campaign is.",
    )
    def refresh_when_due(context: ScheduleEvaluationContext) -> RunRequest | SkipReason:
        cadences = cadences_now(project, segment_cadences(_manifest(project)))
        cadence = most_demanding(cadences.values())
        asks = ", ".join(sorted(name for name, own in cadences.items() if own == cadence)[:5])
        due = last_due(cadence, context.scheduled_execution_time)
        if due is None:
            return SkipReason("All segments are static, so none is due.")
        last = last_refresh(context.instance)
        since = clock(due.replace(tzinfo=None), zone)
        if last and last >= due:
            return SkipReason(f"The refresh that was due at {since} ({cadence}: {asks}) has begun.")
        return RunRequest(
            run_key=due.isoformat(),
            run_config=run_config(),
            tags={"segments/because": f"{cadence} since {since}: {asks}"},
        )

    return refresh_when_due


def last_refresh(instance: DagsterInstance) -> datetime | None:
    """Returns when the last refresh of the present was requested (UTC), whatever its result, or None."""
    records = instance.get_run_records(RunsFilter(job_name=refresh_job.name), limit=LOOK_BACK)
    asked = (record.create_timestamp for record in records if not _has_a_clock(record.dagster_run.run_config))
    latest = next(asked, None)
    return latest and (latest if latest.tzinfo else latest.replace(tzinfo=UTC))


def _has_a_clock(config: Mapping[str, Any]) -> bool:
    return bool(config.get("resources", {}).get("refresh", {}).get("config", {}).get("as_of"))


def _manifest(project: Project) -> Mapping[str, Any]:
    # The manifest of the last refresh, so that a changed tag takes effect without a restart.
    return json.loads(project.manifest_file.read_text(encoding="utf-8"))
