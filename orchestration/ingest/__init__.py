"""Loads the input that comes with the project into the warehouse, each table again only if its file changed.

Knows: how a table is loaded, and which module of the project lists the tables.
May ask: `erasure`, `project`, `warehouse`.
Must never know: which input that is, rules, dbt and releases.
"""

import importlib
from collections.abc import Sequence
from dataclasses import replace

from orchestration.ingest.loads import Load, LoadedTable, load_into_file
from orchestration.project.project import Project
from orchestration.warehouse.connections import is_file

__all__ = ["Load", "LoadedTable", "brought_tables", "load_into"]


def brought_tables(project: Project) -> Sequence[Load]:
    """Returns the tables of the input that comes with the project, each after those that its query reads.

    They come from `tables()` of the declared module, so that the module can be removed without a trace.
    Raises RefusedError if its files are not installed.
    """
    declared = project.default_input
    tables: list[Load] = importlib.import_module(declared["loader"]).tables()
    return [replace(load, customer_column=declared["customer_column"]) for load in tables]


def load_into(project: Project) -> list[LoadedTable]:
    """Loads that input into the target's warehouse. Raises what `brought_tables` and the loaders raise."""
    loads = brought_tables(project)
    if is_file(project):
        return load_into_file(project.warehouse_file, loads)
    # Imported here because only this engine needs it.
    from orchestration.ingest.copies import load_into_server

    return load_into_server(project, loads)
