"""What Dagster's page colours: how fresh the relation of each segment must be."""

from collections.abc import Mapping
from typing import Any

from dagster import FreshnessPolicy

from orchestration.project.project import Project
from orchestration.rules.cadences import LATE_AFTER, WARN_AFTER, segment_cadences
from orchestration.rules.campaigns import cadences_now


def freshness_policies(project: Project, manifest: Mapping[str, Any]) -> dict[str, FreshnessPolicy]:
    """By segment, by its cadence now; none for static ones, and none where the clock stands still."""
    if project.variables["as_of"] not in ("latest", "now"):
        return {}
    return {
        name: FreshnessPolicy.time_window(fail_window=LATE_AFTER[cadence], warn_window=WARN_AFTER[cadence])
        for name, cadence in cadences_now(project, segment_cadences(manifest)).items()
        if cadence in LATE_AFTER
    }
