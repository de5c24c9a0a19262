"""The schedules by which Dagster's daemon refreshes."""

from dagster import DefaultScheduleStatus, ScheduleDefinition

from orchestration.defs.automation.due import due_schedule
from orchestration.defs.jobs import refresh_job, run_config
from orchestration.project.project import Project

# A full refresh that recomputes everybody. It limits errors of incremental refreshes to a week.
WEEKLY_AT = "0 3 * * 0"
WEEKLY = {"full": True, "checked_percent": 100.0}


def schedules(project: Project) -> list[ScheduleDefinition]:
    """Returns the schedule of due refreshes, and a weekly full one that checks everybody.

    Both use the calendar of the variable time_zone.
    """
    weekly_check = ScheduleDefinition(
        name="weekly_check",
        job=refresh_job,
        cron_schedule=WEEKLY_AT,
        execution_timezone=project.variables["time_zone"],
        default_status=DefaultScheduleStatus.RUNNING,
        description="A full refresh that computes every customer a second time, and compares.",
        run_config=run_config(**WEEKLY),
    )
    return [due_schedule(project), weekly_check]
