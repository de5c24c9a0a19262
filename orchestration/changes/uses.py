"""Who depends on a segment besides other segments: destinations, campaigns, goals, exposures."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from orchestration.delivery.destinations import destination_files
from orchestration.delivery.mistakes import read
from orchestration.project.project import Project
from orchestration.rules.campaigns import COLUMNS, FILE
from orchestration.rules.goals import GOAL_COLUMNS, GOALS
from orchestration.rules.seed_files import read_rows


def uses(project: Project, manifest: Mapping[str, Any], segment: str) -> list[str]:
    """Returns phrases such as `destination crm`, in order. Files with mistakes of their own are left out."""
    return [*_destinations(project, segment), *_seeds(project, segment), *_exposures(manifest, segment)]


def _destinations(project: Project, segment: str) -> Iterator[str]:
    for name, file in destination_files(project).items():
        try:
            said = read(file)
        except (yaml.YAMLError, UnicodeDecodeError):
            continue
        if isinstance(said, Mapping) and segment in (said.get("segments") or []):
            yield f"destination {name}"


def _seeds(project: Project, segment: str) -> Iterator[str]:
    for file, columns, kind in ((FILE, COLUMNS, "campaign"), (GOALS, GOAL_COLUMNS, "goal")):
        for _, row in read_rows(project, file, columns):
            if isinstance(row, dict) and row["segment"] == segment:
                yield f"{kind} {row[kind]}"


def _exposures(manifest: Mapping[str, Any], segment: str) -> Iterator[str]:
    for exposure in manifest.get("exposures", {}).values():
        read = exposure.get("depends_on", {}).get("nodes", [])
        if any(node.rpartition(".")[2] == segment for node in read):
            yield f"exposure {exposure['name']}"
