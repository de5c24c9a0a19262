"""The clocks of a history: the last days of the days, weeks or months between two dates or before one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.project.errors import RefusedError
from orchestration.project.nearest import hint

# By unit: whether it ends with a day, given the next day. Weeks end on Sundays, as in ISO 8601.
ENDS: dict[str, Callable[[date], bool]] = {
    "day": lambda following: True,
    "week": lambda following: following.weekday() == 0,
    "month": lambda following: following.day == 1,
}


def ends_of_periods(first: str, last: str, unit: str, zone: ZoneInfo) -> list[date]:
    """Returns the last day of every `unit` that ends between two days (ISO dates in `zone`, both included).

    Raises RefusedError, with one sentence, for an invalid date or unit, for dates in the wrong order, for
    days that aren't over, and if no such unit ends between the dates.
    """
    if unit not in ENDS:
        raise RefusedError(f"--every '{unit}' is not a period{hint(unit, ENDS)}.")
    start, end = _day("--from", first), _day("--to", last)
    if start > end:
        raise RefusedError(f"--from {start} is after --to {end}: give the earlier day first.")
    if end >= datetime.now(zone).date():
        raise RefusedError(f"--to {end} isn't over yet: a backfill is for days that are, in {zone.key}.")
    clocks = ends_between(start, end, unit)
    if not clocks:
        raise RefusedError(
            f"No {unit} ends between {start} and {end}: widen the dates or take a shorter --every."
        )
    return clocks


def ends_between(start: date, end: date, unit: str) -> list[date]:
    """Returns the last day of every `unit` (a key of ENDS) between two days, both included, oldest first."""
    days = (start + timedelta(days=number) for number in range((end - start).days + 1))
    return [day for day in days if ENDS[unit](day + timedelta(days=1))]


def month_ends_before(day: date, count: int) -> list[date]:
    """Returns the last days of the `count` months that ended before a day, oldest first."""
    found: list[date] = []
    for _ in range(count):
        day = day.replace(day=1) - timedelta(days=1)
        found.insert(0, day)
    return found


def _day(option: str, text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"{option} '{text}' is not a date; write it like 2017-06-30.") from None
