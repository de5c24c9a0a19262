"""When a refresh runs by itself, while Dagster's daemon does."""

from dagster import DefaultScheduleStatus, ScheduleDefinition

from orchestration.defs.automation.due import due_schedule
from orchestration.defs.jobs import refresh_job, run_config
from orchestration.project.project import Project

# Everything anew, and everybody worked out a second time: what incremental refreshes could hide for a week.
WEEKLY_AT = "0 3 * * 0"
WEEKLY = {"full": True, "checked_percent": 100.0}


def schedules(project: Project) -> list[ScheduleDefinition]:
    """The refresh when it is due, and the weekly full one that compares everybody with plain queries.

    Both keep the calendar of the variable time_zone.
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
