"""When a refresh runs by itself, while Dagster's daemon does."""

from dagster import DefaultScheduleStatus, ScheduleDefinition

from orchestration.jobs import refresh_job, run_config

# Late enough that yesterday's events have arrived, early enough that campaigns of the day use its members.
DAILY_AT = "0 5 * * *"

# Everything anew, and everybody worked out a second time: what incremental refreshes could hide for a week.
WEEKLY_AT = "0 3 * * 0"
WEEKLY = {"full": True, "checked_percent": 100.0}

# A refresh by hand may still be running: the day's own refresh must not be lost to it.
WAIT_SECONDS = 3600.0


def schedules(time_zone: str) -> list[ScheduleDefinition]:
    """The daily refresh, and the weekly full one that compares every customer with the standalone queries.

    Both keep the calendar of the variable time_zone.
    """
    times = {"daily_refresh": (DAILY_AT, {}), "weekly_check": (WEEKLY_AT, WEEKLY)}
    return [
        ScheduleDefinition(
            name=name,
            job=refresh_job,
            cron_schedule=cron,
            execution_timezone=time_zone,
            default_status=DefaultScheduleStatus.RUNNING,
            run_config=run_config(wait_seconds=WAIT_SECONDS, **config),
        )
        for name, (cron, config) in times.items()
    ]
