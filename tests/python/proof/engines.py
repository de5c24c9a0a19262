"""The engines that a proof runs on. What differs between them is in a module each."""

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
    """A warehouse, the relations that dbt knows it to have, and what is executed in it beside dbt."""

    # Its database, as relations name it.
    name: str
    # Has execute(), whose result has fetchall() and description.
    database: Any

    def __init__(self) -> None:
        self.cache = RelationsCache()

    @abstractmethod
    def connection(self) -> Connection:
        """The same as what the commands of the project work with."""

    @abstractmethod
    def put(self, table: str, columns: Mapping[str, str], rows: Rows) -> None:
        """Puts a table with these columns, of the types given, and rows in place of what is there."""

    @abstractmethod
    def take(self, table: str, condition: str) -> Any:
        """Rows of a table, for give()."""

    @abstractmethod
    def give(self, table: str, rows: Any) -> None:
        """Makes a table of rows that were taken from one like it."""

    @abstractmethod
    def clear(self) -> None:
        """Drops everything that is in it."""


class Engine(ABC):
    """Opens warehouses, and lets dbt work on one of them at a time."""

    @abstractmethod
    def environment(self, warehouse: str | None) -> dict[str, str]:
        """The variables that tell dbt which warehouse to open: without a name, one for the time being."""

    @abstractmethod
    def opened(self) -> Warehouse:
        """The warehouse of the last such environment."""

    @abstractmethod
    def empty(self) -> Warehouse:
        """Another one, with nothing in it."""

    @abstractmethod
    def give_back(self, warehouse: Any) -> None:
        """Lets a warehouse go that is needed no more."""

    @abstractmethod
    def turn_to(self, warehouse: Any, adapter: Any) -> None:
        """Makes dbt's next connections be to a warehouse."""

    @abstractmethod
    def look(self, adapter: Any, schemas: Iterable[str]) -> None:
        """What dbt looks at before it runs, beside the relations of each schema."""

    @abstractmethod
    def made_as(self, kind: str, config: Any) -> str:
        """What dbt calls a table or a view with this config when it makes one."""

    @abstractmethod
    def renamed_as(self, kind: str) -> str:
        """What dbt calls a table or a view when it renames one."""

    @abstractmethod
    def close(self) -> None:
        """Lets all warehouses go."""


def target() -> str:
    """The engine's name, and that of the target in profiles.yml: DBT_TARGET's."""
    name = os.environ.get("DBT_TARGET") or NAMES[0]
    if name not in NAMES:
        raise SystemExit(f"DBT_TARGET='{name}': the proof knows {' and '.join(NAMES)}.")
    return name


def chosen(root: Path) -> Engine:
    """The engine to prove on, for the project in a folder."""
    # Imported here: each engine needs its own driver.
    if target() == "postgres":
        from .on_postgresql import PostgreSQL

        return PostgreSQL(root)
    from .on_duckdb import DuckDB

    return DuckDB()


def typed(columns: Mapping[str, str]) -> str:
    """Columns as in `create table`."""
    return ", ".join(f"{column} {kind}" for column, kind in columns.items())
