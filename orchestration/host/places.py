"""Where the project of segments stands in a dbt project of the user's own."""

from pathlib import Path

from orchestration.project.errors import RefusedError
from orchestration.project.project import PACKAGE, PROJECT_FILE

# The folder of segments in the user's project.
FOLDER = "segments"
# What dbt calls the project of segments, its profile and its package.
NAME = "warehouse_segments"


def root_from(start: Path) -> Path:
    """Returns the root of the project of segments for a folder: its own, the one around it, or the one in it.

    Raises RefusedError if no folder above has a dbt_project.yml.
    """
    found = next((folder for folder in [start, *start.parents] if (folder / PROJECT_FILE).is_file()), None)
    if found is None:
        raise RefusedError(
            f"No {PROJECT_FILE} in {start} or any folder above it: run this inside the project's folder."
        )
    if found.name == PACKAGE and (found.parent / PROJECT_FILE).is_file():
        return found.parent
    inside = found / FOLDER
    return inside if (inside / PACKAGE / PROJECT_FILE).is_file() else found


def refuse_without_segments(root: Path) -> None:
    """Raises RefusedError for a dbt project of the user's own that has no segments yet."""
    if not any((root / folder).is_dir() for folder in ("macros/predicates", f"{PACKAGE}/macros")):
        raise RefusedError(f"The dbt project in {root} has no segments yet: run `segments init` there.")
