"""Shell completion beyond commands and options."""

from orchestration.project.errors import RefusedError
from orchestration.warehouse.find import find_project


def segment_names(incomplete: str) -> list[str]:
    """Returns the segments whose names start with the text, or none outside a project."""
    from orchestration.rules.registry import segment_files

    try:
        return [name for name in segment_files(find_project()) if name.startswith(incomplete)]
    except RefusedError:
        return []
