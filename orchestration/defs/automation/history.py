"""Fills history from Dagster's page: jobs with a partition per day or month, and the refresh after them."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from dagster import (
    DagsterRunStatus,
    DailyPartitionsDefinition,
    DefaultSensorStatus,
    JobDefinition,
    MonthlyPartitionsDefinition,
    OpDefinition,
    OpExecutionContext,
    PartitionedConfig,
    RunRequest,
    RunsFilter,
    SensorDefinition,
    SensorEvaluationContext,
    SkipReason,
    in_process_executor,
    job,
    op,
    sensor,
)

from orchestration.defs.dead_runs import this_process
from orchestration.defs.jobs import WRITER, refresh_job, run_config
from orchestration.project.project import Project

PARTITIONS = {"days": DailyPartitionsDefinition, "months": MonthlyPartitionsDefinition}

# Marks a run that left a past clock where readers expect the present.
PAST = {"segments/clock": "past"}
UNDER_WAY = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


def history_jobs(project: Project, publish: Callable[[str], None]) -> list[JobDefinition]:
    """Returns the jobs `backfill_days` and `backfill_months`. A partition is the end of its day or month.

    The partitions reach from the variable backfill_from to backfill_until, or to the last complete period if
    that isn't set. `publish` makes the release of a clock.
    """
    release = _release(publish)
    return [_job(project, unit, release) for unit in PARTITIONS]


def present_sensor() -> SensorDefinition:
    """Returns the sensor `after_backfill`, which refreshes the present after the last run of these jobs."""

    @sensor(
        name="after_backfill",
        job=refresh_job,
        minimum_interval_seconds=30,
        default_status=DefaultSensorStatus.RUNNING,
        description="Publishes the present again after a backfill that was launched from the page.",
    )
    def after_backfill(context: SensorEvaluationContext) -> RunRequest | SkipReason:
        newest = context.instance.get_runs(RunsFilter(tags=PAST), limit=1)
        if not newest or newest[0].run_id == context.cursor:
            return SkipReason("No backfill has run since the last refresh.")
        if context.instance.get_runs(RunsFilter(tags=PAST, statuses=UNDER_WAY), limit=1):
            return SkipReason("A backfill is under way.")
        context.update_cursor(newest[0].run_id)
        return RunRequest(
            run_key=newest[0].run_id,
            run_config=run_config(),
            tags={"segments/because": "a backfill has ended"},
        )

    return after_backfill


def _release(publish: Callable[[str], None]) -> OpDefinition:
    # The page offers partitions only for jobs made of ops. For a job made of assets, it offers those of its
    # assets.
    @op(config_schema={"as_of": str}, description="One release, by a run of the job backfill.")
    def release(context: OpExecutionContext) -> None:
        context.instance.add_run_tags(context.run_id, this_process())
        publish(context.op_config["as_of"])

    return release


def _job(project: Project, unit: str, release: OpDefinition) -> JobDefinition:
    first, last = (project.variables.get(f"backfill_{name}") for name in ("from", "until"))
    # Partitions exclude the day that their definition gives as the end.
    end = str(date.fromisoformat(last) + timedelta(days=1)) if last else None
    partitions = PARTITIONS[unit](start_date=first, end_date=end, timezone=project.variables["time_zone"])

    def config(day: str) -> Mapping[str, Any]:
        asked = {"ops": {"release": {"config": {"as_of": _last_day(day, unit)}}}}
        return asked | {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

    @job(
        name=f"backfill_{unit}",
        config=PartitionedConfig(partitions_def=partitions, run_config_for_partition_key_fn=config),
        tags=WRITER | PAST,
        executor_def=in_process_executor,
        description=f"A release for the end of each of the {unit} chosen, oldest first; then the present.",
    )
    def backfill() -> None:
        release()

    return backfill


def _last_day(first: str, unit: str) -> str:
    day = date.fromisoformat(first)
    if unit == "months":
        # Day 32 of a month always falls into the next month.
        return str((day + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    return first
