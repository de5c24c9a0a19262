"""Brings the demonstration input into the warehouse: the files as they are, and the synthetic overlay.

Knows: the files of the demonstration, and the overlay made up beside them.
May ask: `erasure`, `project`, `warehouse`.
Must never know: rules, dbt and releases.
"""

from orchestration.ingest.demonstration import load_demonstration
from orchestration.ingest.loads import LoadedTable
from orchestration.project.project import Project
from orchestration.warehouse.connections import is_file

__all__ = ["LoadedTable", "load_demonstration", "load_into"]


def load_into(project: Project) -> list[LoadedTable]:
    """Bring the demonstration input into the target's warehouse; raises what the two loaders raise."""
    if is_file(project):
        return load_demonstration(project.warehouse_file)
    # Imported here: only this engine needs it.
    from orchestration.ingest.copies import load_demonstration_copy

    return load_demonstration_copy(project)
