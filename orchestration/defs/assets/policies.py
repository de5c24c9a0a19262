"""The freshness policies that color Dagster's page: how fresh each segment's relation must be."""

from collections.abc import Mapping
from typing import Any

from dagster import FreshnessPolicy

from orchestration.project.project import Project
from orchestration.rules.cadences import LATE_AFTER, WARN_AFTER, segment_cadences
from orchestration.rules.campaigns import cadences_now


def freshness_policies(project: Project, manifest: Mapping[str, Any]) -> dict[str, FreshnessPolicy]:
    """Returns a policy per segment by its current cadence.

    Static segments have none, and no segment has one if the project's clock is fixed.
    """
    if project.variables["as_of"] not in ("latest", "now"):
        return {}
    return {
        name: FreshnessPolicy.time_window(fail_window=LATE_AFTER[cadence], warn_window=WARN_AFTER[cadence])
        for name, cadence in cadences_now(project, segment_cadences(manifest)).items()
        if cadence in LATE_AFTER
    }
