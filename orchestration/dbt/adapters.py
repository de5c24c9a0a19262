"""Connections that dbt's adapters keep open in this process."""

from typing import Any


def let_go_of_files() -> None:
    """Closes DuckDB's file, so that other code in this process, and other processes, can open it."""
    # Imported here because dbt takes seconds to import.
    from dbt.adapters.factory import FACTORY

    adapters: list[Any] = list(FACTORY.adapters.values())
    for adapter in adapters:
        adapter.cleanup_connections()
        # The environment closes the file once nothing refers to it any more.
        getattr(adapter.connections, "close_all_connections", bool)()
