"""The engines that a proof runs on. Each has a module with what differs."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dbt.adapters.cache import RelationsCache

from orchestration.warehouse.connections import Warehouse as Connection

Rows = Iterable[Mapping[str, Any]]
NAMES = ("duckdb", "postgres")


class Warehouse(ABC):
    """A warehouse, the relations that dbt believes to exist, and what is executed in it outside of dbt."""

    # Its database, as relations name it.
    name: str
    # Has execute(), whose result has fetchall() and description.
    database: Any

    def __init__(self) -> None:
        self.cache = RelationsCache()

    @abstractmethod
    def connection(self) -> Connection:
        """Returns a connection like those that the project's commands use."""

    @abstractmethod
    def put(self, table: str, columns: Mapping[str, str], rows: Rows) -> None:
        """Replaces a table by one with these typed columns and rows."""

    @abstractmethod
    def take(self, table: str, condition: str) -> Any:
        """Returns rows of a table, for give()."""

    @abstractmethod
    def give(self, table: str, rows: Any) -> None:
        """Makes a table from rows that were taken from one like it."""

    @abstractmethod
    def clear(self) -> None:
        """Drops everything in it."""


class Engine(ABC):
    """Opens warehouses, and makes dbt work on one of them at a time."""

    @abstractmethod
    def environment(self, warehouse: str | None) -> dict[str, str]:
        """Returns the variables that tell dbt which warehouse to open. Without a name, it is temporary."""

    @abstractmethod
    def opened(self) -> Warehouse:
        """Returns the warehouse of the last such environment."""

    @abstractmethod
    def empty(self) -> Warehouse:
        """Returns another, empty one."""

    @abstractmethod
    def give_back(self, warehouse: Any) -> None:
        """Releases a warehouse that is no longer needed."""

    @abstractmethod
    def turn_to(self, warehouse: Any, adapter: Any) -> None:
        """Directs dbt's next connections to a warehouse."""

    @abstractmethod
    def look(self, adapter: Any, schemas: Iterable[str]) -> None:
        """Runs dbt's queries before a run, apart from those for the relations of each schema."""

    @abstractmethod
    def made_as(self, kind: str, config: Any) -> str:
        """Returns dbt's name for the statement that makes a table or a view with this config."""

    @abstractmethod
    def renamed_as(self, kind: str) -> str:
        """Returns dbt's name for the statement that renames a table or a view."""

    @abstractmethod
    def close(self) -> None:
        """Closes all warehouses."""


def target() -> str:
    """Returns the name of the engine, and of the target in profiles.yml: the value of DBT_TARGET."""
    name = os.environ.get("DBT_TARGET") or NAMES[0]
    if name not in NAMES:
        raise SystemExit(f"DBT_TARGET='{name}': the proof knows {' and '.join(NAMES)}.")
    return name


def chosen(root: Path) -> Engine:
    """Returns the engine to prove on, for the project in a folder."""
    # Imported here because each engine needs its own driver.
    if target() == "postgres":
        from .on_postgresql import PostgreSQL

        return PostgreSQL(root)
    from .on_duckdb import DuckDB

    return DuckDB()


def typed(columns: Mapping[str, str]) -> str:
    """Returns the columns in the syntax of `create table`."""
    return ", ".join(f"{column} {kind}" for column, kind in columns.items())
