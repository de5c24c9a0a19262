"""Loads each table once: the warehouse records what each table was made from, and skips unchanged ones."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb

from orchestration.erasure.tombstones import KEY, TOMBSTONES, leaves_out
from orchestration.project.layers import RAW
from orchestration.warehouse.connections import DUCKDB_SETTINGS

CREATE_LOADS = f"""
create schema if not exists {RAW};
create table if not exists {RAW}.loads (
    schema_name varchar,
    table_name varchar,
    origin varchar,
    version varchar,
    bytes bigint,
    fingerprint varchar,
    row_count bigint,
    loaded_at timestamp,
    primary key (schema_name, table_name)
);
"""

# Selects the row count of an existing table that was made from this fingerprint.
UNCHANGED = f"""
select loads.row_count
from {RAW}.loads
inner join information_schema.tables
    on loads.schema_name = tables.table_schema and loads.table_name = tables.table_name
where loads.schema_name = ? and loads.table_name = ? and loads.fingerprint = ?
"""

# Records what a table was made from, and replaces the previous record.
NOTE = f"""
insert into {RAW}.loads values (?, ?, ?, ?, ?, ?, ?, now() at time zone 'UTC')
on conflict (schema_name, table_name) do update set
    origin = excluded.origin,
    version = excluded.version,
    bytes = excluded.bytes,
    fingerprint = excluded.fingerprint,
    row_count = excluded.row_count,
    loaded_at = excluded.loaded_at
"""


@dataclass(frozen=True)
class Load:
    """A table to load. `query` returns its rows. `fingerprint` changes whenever the rows would.

    `customer_column` is the file's name for a customer's ID, if it has one.
    """

    schema: str
    table: str
    query: str
    origin: str
    version: str
    bytes: int | None
    fingerprint: str
    customer_column: str = "customer_id"


@dataclass(frozen=True)
class LoadedTable:
    """The result for one table."""

    schema: str
    table: str
    status: Literal["loaded", "unchanged"]
    rows: int
    seconds: float


def load_into_file(warehouse: Path, loads: Sequence[Load]) -> list[LoadedTable]:
    """Loads the tables into a DuckDB warehouse, each only once.

    A table made from the same file, or by the same query from the same files, is left alone. Each table is
    replaced whole or not at all.
    Raises duckdb.IOException while another process writes to the warehouse.
    """
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        for setting in DUCKDB_SETTINGS:
            connection.execute(setting)
        return [load_once(connection, load) for load in loads]


def load_once(connection: duckdb.DuckDBPyConnection, load: Load) -> LoadedTable:
    """Makes the table in one transaction, unless it exists with the same fingerprint."""
    started = time.monotonic()
    connection.execute(CREATE_LOADS)
    rows = _rows_when_unchanged(connection, load)
    if rows is not None:
        return LoadedTable(load.schema, load.table, "unchanged", rows, time.monotonic() - started)
    connection.execute("begin transaction")
    try:
        connection.execute(f'create schema if not exists "{load.schema}"')
        query = without_erased(connection, load)
        connection.execute(f'create or replace table "{load.schema}"."{load.table}" as {query}')
        rows = _count(connection, load)
        connection.execute(NOTE, noted(load, rows))
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return LoadedTable(load.schema, load.table, "loaded", rows, time.monotonic() - started)


def noted(load: Load, rows: int) -> list[Any]:
    """Returns the values of NOTE for a table with this many rows."""
    return [load.schema, load.table, load.origin, load.version, load.bytes, load.fingerprint, rows]


def without_erased(connection: duckdb.DuckDBPyConnection, load: Load) -> str:
    """Returns the load's query without the rows of customers that `segments erase` removed."""
    tables = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
    ).fetchall()
    columns = {name for name, *_ in connection.execute(f"describe {load.query}").fetchall()}
    if (TOMBSTONES,) not in tables or load.customer_column not in columns:
        return load.query
    standing = leaves_out(load.customer_column, is_keyed=(KEY,) in tables)
    return f"select * from ({load.query}) as loaded where {standing}"


def _rows_when_unchanged(connection: duckdb.DuckDBPyConnection, load: Load) -> int | None:
    found = connection.execute(UNCHANGED, [load.schema, load.table, load.fingerprint]).fetchone()
    return None if found is None else found[0]


def _count(connection: duckdb.DuckDBPyConnection, load: Load) -> int:
    ((rows,),) = connection.execute(f'select count(*) from "{load.schema}"."{load.table}"').fetchall()
    return rows
