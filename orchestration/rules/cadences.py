"""How often a segment is due, and from which age on it is late."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from orchestration.rules.definitions import CADENCES, MISTAKES
from orchestration.rules.registry import read_segments
from orchestration.rules.said import said_by_macro

# Late enough that yesterday's events have arrived, early enough that campaigns of the day use its members.
DAY_BEGINS_AT = 5

# A refresh may wait for another and be tried again before its segments count as late.
LATE_AFTER = {
    "hourly": timedelta(hours=2),
    "daily": timedelta(days=1, hours=2),
    "weekly": timedelta(days=7, hours=2),
}

# Before that Dagster's page warns.
WARN_AFTER = {name: allowed - timedelta(minutes=30) for name, allowed in LATE_AFTER.items()}

# A release whose clock lies further back than this shows the past on purpose: its age says nothing.
LIVING = timedelta(days=7)


def cadence_of(tags: Iterable[str]) -> str:
    """The cadence among a segment's tags; daily without one."""
    return said_by_macro(MISTAKES, "_cadence", list(tags))


def segment_cadences(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Cadence by segment of a parsed project, campaigns aside."""
    return {name: cadence_of(segment.node["tags"]) for name, segment in read_segments(manifest).items()}


def most_demanding(cadences: Iterable[str]) -> str:
    """The shortest of some cadences; static where there is none."""
    return min(cadences, key=CADENCES.index, default="static")


def last_due(cadence: str, now: datetime) -> datetime | None:
    """When a refresh at this cadence was last due (UTC): the full hour, the day's 5:00, Monday's 5:00.

    `now` carries the zone whose calendar counts. None for static, which is never due by itself.
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
    """From when on (UTC, without zone) members of this clock, published then, count as late.

    None when they never do: a static segment, one that was never published, and a release of the past.
    """
    allowed = LATE_AFTER.get(cadence)
    if allowed is None or as_of is None or published_at is None or published_at - as_of > LIVING:
        return None
    return published_at + allowed
