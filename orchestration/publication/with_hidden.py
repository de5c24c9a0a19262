"""Reads a published relation with the rows of hidden segments beside it, for whoever may read them."""

from typing import Any

from orchestration.project.errors import RefusedError
from orchestration.project.layers import HIDDEN, PUBLISHED
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, is_file, open_published, open_warehouse
from orchestration.warehouse.lock import glance

Row = dict[str, Any]


def read_with_hidden(project: Project, relation: str) -> list[Row]:
    """All rows of a relation that stands in both schemas; none before the first release that has it."""
    with open_published(project) as published:
        rows = _of(published, f"{PUBLISHED}.{relation}")
        if not is_file(project):
            # On a server hidden segments' rows stand beside the published ones.
            return rows + _of(published, f"{HIDDEN}.{relation}")
    try:
        with glance(project.lock_file), open_warehouse(project, read_only=True) as warehouse:
            return rows + _of(warehouse, f"{HIDDEN}.{relation}")
    except (RefusedError, OSError):
        # In the hands of a refresh, or of another user.
        return rows


def _of(warehouse: Warehouse, relation: str) -> list[Row]:
    return warehouse.rows(f"select * from {relation}") if warehouse.columns(relation) else []
