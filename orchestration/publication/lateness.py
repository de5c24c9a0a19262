"""Determines whether published segments are older than their cadence, or a running campaign's, allows."""

from datetime import datetime
from typing import Any

from orchestration.project.present import utc_now
from orchestration.project.project import Project
from orchestration.rules.cadences import late_after
from orchestration.rules.campaigns import cadences_now


def with_lateness(
    project: Project, segments: list[dict[str, Any]], now: datetime | None = None
) -> list[dict[str, Any]]:
    """The rows of published.segments, each with `late_after` (UTC, or None) and whether it is `late` now.

    `now` is a UTC time, the machine's without one.
    """
    now = now or utc_now()
    standing = [row for row in segments if row["status"] != "retired"]
    cadences = cadences_now(project, {row["segment"]: row["cadence"] for row in standing})
    times = {
        row["segment"]: late_after(cadences[row["segment"]], row["as_of"], row["published_at"])
        for row in standing
    }
    return [
        {**row, "late_after": (time := times.get(row["segment"])), "late": time is not None and time < now}
        for row in segments
    ]
