"""Figures and times as people read them. A dash stands for a missing value."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

NONE = "\N{EN DASH}"


def number(value: float | None) -> str:
    """Returns a figure with separated thousands and no decimals."""
    return NONE if value is None else f"{value:,.0f}"


def percent(value: float | None) -> str:
    """Returns a share as a percentage."""
    return NONE if value is None else f"{value:.1%}"


def moment(value: datetime | None) -> str:
    """Returns a UTC timestamp to the minute."""
    return NONE if value is None else f"{value:%Y-%m-%d %H:%M} UTC"


def clock(value: datetime | None, time_zone: str) -> str:
    """Returns a clock (UTC) as people set it: only the day if it is the end of that day in the time zone."""
    if value is None:
        return NONE
    local = value.replace(tzinfo=UTC).astimezone(ZoneInfo(time_zone))
    return f"{local:%Y-%m-%d}" if local.time() == time.max else f"{local:%Y-%m-%d %H:%M %Z}"
