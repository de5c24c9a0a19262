"""How often a segment is due, and when it counts as late."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from orchestration.rules.definitions import CADENCES, MISTAKES
from orchestration.rules.registry import read_segments
from orchestration.rules.said import said_by_macro

# Late enough that yesterday's events have arrived, early enough for campaigns of the same day.
DAY_BEGINS_AT = 5

# The margin lets a refresh wait for another one and be retried before its segments count as late.
LATE_AFTER = {
    "hourly": timedelta(hours=2),
    "daily": timedelta(days=1, hours=2),
    "weekly": timedelta(days=7, hours=2),
}

# Dagster's page warns this much earlier.
WARN_AFTER = {name: allowed - timedelta(minutes=30) for name, allowed in LATE_AFTER.items()}

# A release with an older clock shows the past on purpose, so its age doesn't matter.
LIVING = timedelta(days=7)


def cadence_of(tags: Iterable[str]) -> str:
    """Returns the cadence among a segment's tags, or daily if there is none."""
    return said_by_macro(MISTAKES, "_cadence", list(tags))


def segment_cadences(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Returns the cadence of each segment of a parsed project, without campaigns."""
    return {name: cadence_of(segment.node["tags"]) for name, segment in read_segments(manifest).items()}


def most_demanding(cadences: Iterable[str]) -> str:
    """Returns the shortest of the cadences, or static if there is none."""
    return min(cadences, key=CADENCES.index, default="static")


def last_due(cadence: str, now: datetime) -> datetime | None:
    """Returns when a refresh at this cadence was last due (UTC): the full hour, 5:00, or Monday at 5:00.

    `now` has the zone whose calendar is used. Returns None for static, which is never due by itself.
    """
    if cadence == "static":
        return None
    due = now.replace(minute=0, second=0, microsecond=0)
    if cadence != "hourly":
        due = due.replace(hour=DAY_BEGINS_AT)
        if due > now:
            due -= timedelta(days=1)
    if cadence == "weekly":
        due -= timedelta(days=due.weekday())
    return due.astimezone(UTC)


def late_after(cadence: str, as_of: datetime | None, published_at: datetime | None) -> datetime | None:
    """Returns the time (UTC, without zone) from which members of this clock, published then, count as late.

    Returns None if they never do: for a static segment, one that was never published, and a release of the
    past.
    """
    allowed = LATE_AFTER.get(cadence)
    if allowed is None or as_of is None or published_at is None or published_at - as_of > LIVING:
        return None
    return published_at + allowed
