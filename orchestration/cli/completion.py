"""What a shell completes beside commands and options."""

from orchestration.project.errors import RefusedError
from orchestration.warehouse.find import find_project


def segment_names(incomplete: str) -> list[str]:
    """The segments whose names begin so; none outside of a project."""
    from orchestration.rules.registry import segment_files

    try:
        return [name for name in segment_files(find_project()) if name.startswith(incomplete)]
    except RefusedError:
        return []
