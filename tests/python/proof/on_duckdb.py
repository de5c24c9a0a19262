"""Proofs on DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from orchestration.warehouse.connections import Warehouse as Connection

from .engines import Engine, Rows, Warehouse, typed


class DuckDBWarehouse(Warehouse):
    """A DuckDB instance."""

    def __init__(self, instance: duckdb.DuckDBPyConnection) -> None:
        super().__init__()
        self.instance, self.database = instance, instance.cursor()
        ((self.name,),) = self.database.execute("select current_database()").fetchall()

    def connection(self) -> Connection:
        return Connection(self.database, "?", duckdb.Error)

    def put(self, table: str, columns: Mapping[str, str], rows: Rows) -> None:
        self.database.execute(f"create or replace table {table} ({typed(columns)})")
        given = list(rows)
        if given:
            batch = pa.table({column: [row[column] for row in given] for column in columns})
            self.database.register("batch", batch)
            self.database.execute(f"insert into {table} select * from batch")
            self.database.unregister("batch")

    def take(self, table: str, condition: str) -> pa.Table:
        return self.database.sql(f"select * from {table} where {condition}").to_arrow_table()

    def give(self, table: str, rows: pa.Table) -> None:
        self.database.register("batch", rows)
        self.database.execute(f"create table {table} as select * from batch")
        self.database.unregister("batch")

    def clear(self) -> None:
        for (schema,) in self.database.execute(
            "select schema_name from information_schema.schemata"
            " where catalog_name = current_database() and schema_name <> 'main'"
        ).fetchall():
            self.database.execute(f"drop schema {schema} cascade")
        self.cache.clear()

    def close(self) -> None:
        """Closes the instance."""
        self.database.close()
        self.instance.close()


class DuckDB(Engine):
    """Warehouses in memory, or in files."""

    def __init__(self) -> None:
        self._open: list[DuckDBWarehouse] = []

    def environment(self, warehouse: str | None) -> dict[str, str]:
        return {"SEGMENTS_WAREHOUSE": warehouse or ":memory:"}

    def opened(self) -> Warehouse:
        instance = DuckDBConnectionManager.env().conn
        instance.execute("set threads = 1")
        return self._opened(instance)

    def empty(self) -> Warehouse:
        return self._opened(duckdb.connect(":memory:", config={"threads": 1}))

    def _opened(self, instance: duckdb.DuckDBPyConnection) -> Warehouse:
        self._open.append(DuckDBWarehouse(instance))
        return self._open[-1]

    def turn_to(self, warehouse: DuckDBWarehouse, adapter: Any) -> None:
        DuckDBConnectionManager.env().conn = warehouse.instance
        adapter.cache = warehouse.cache

    def look(self, adapter: Any, schemas: Iterable[str]) -> None:
        """Does nothing."""

    def made_as(self, kind: str, config: Any) -> str:
        return kind

    def renamed_as(self, kind: str) -> str:
        return kind

    def give_back(self, warehouse: DuckDBWarehouse) -> None:
        self._open.remove(warehouse)
        warehouse.close()

    def close(self) -> None:
        for warehouse in self._open:
            warehouse.close()
        DuckDBConnectionManager.close_all_connections()
