"""Loads tables into PostgreSQL. DuckDB, in memory, reads the files and runs the queries."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from orchestration.erasure.tombstones import KEY, TOMBSTONES
from orchestration.ingest.loads import (
    CREATE_LOADS,
    NOTE,
    UNCHANGED,
    Load,
    LoadedTable,
    noted,
    without_erased,
)
from orchestration.project.layers import LEDGER
from orchestration.project.project import Project
from orchestration.warehouse.connections import DUCKDB_SETTINGS, connect

if TYPE_CHECKING:
    from psycopg2 import extensions

# DuckDB's types that have another name in PostgreSQL.
TYPES = {"VARCHAR": "text", "DOUBLE": "double precision", "TIMESTAMP": "timestamp without time zone"}


def load_into_server(project: Project, loads: Sequence[Load]) -> list[LoadedTable]:
    """Loads the tables into the server, each only once.

    A table made from the same file, or by the same query from the same files, is left alone. Each table is
    replaced whole or not at all.
    Raises PassingError if the server can't be reached.
    """
    with connect(project) as connection, connection.cursor() as server, duckdb.connect() as memory:
        server.execute(CREATE_LOADS)
        standing = {(load.schema, load.table): _rows_when_unchanged(server, load) for load in loads}
        for setting in DUCKDB_SETTINGS:
            memory.execute(setting)
        if None in standing.values():
            _know_erased(server, memory)
        tables = []
        for load in loads:
            started, rows = time.monotonic(), standing[load.schema, load.table]
            if None in standing.values():
                # A query may read the tables before it, whether they are copied now or exist already.
                kind = "view" if load.bytes else "table"
                memory.execute(f"create schema if not exists {load.schema}")
                memory.execute(f"create {kind} {load.schema}.{load.table} as {without_erased(memory, load)}")
            if rows is None:
                rows = _copied(server, memory, load)
            is_new = standing[load.schema, load.table] is None
            seconds = time.monotonic() - started
            tables.append(
                LoadedTable(load.schema, load.table, "loaded" if is_new else "unchanged", rows, seconds)
            )
    return tables


def _rows_when_unchanged(server: extensions.cursor, load: Load) -> int | None:
    server.execute(UNCHANGED.replace("?", "%s"), [load.schema, load.table, load.fingerprint])
    found = server.fetchone()
    return None if found is None else found[0]


def _know_erased(server: extensions.cursor, memory: duckdb.DuckDBPyConnection) -> None:
    """Gives DuckDB the list of customers that `segments erase` removed from the server."""
    memory.execute(f"create schema {LEDGER}")
    for table, column in ((TOMBSTONES, "customer_hash"), (KEY, "secret")):
        server.execute("select to_regclass(%s)", [table])
        if server.fetchone() == (None,):
            continue
        server.execute(f"select {column} from {table}")
        memory.execute(f"create table {table} ({column} varchar)")
        rows = server.fetchall()
        if rows:
            memory.executemany(f"insert into {table} values (?)", rows)


def _copied(server: extensions.cursor, memory: duckdb.DuckDBPyConnection, load: Load) -> int:
    """Replaces the server's table by DuckDB's in one transaction. Returns the number of rows."""
    name = f"{load.schema}.{load.table}"
    columns = server_columns(memory, name)
    server.execute("begin")
    try:
        _make_table(server, load, columns)
        count = copy_rows(server, memory, name, columns)
        server.execute(NOTE.replace("?", "%s"), noted(load, count))
        server.execute("commit")
    except BaseException:
        server.execute("rollback")
        raise
    server.execute(f"analyze {name}")
    return count


def server_columns(memory: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str, str]]:
    """Returns the columns of DuckDB's table, each with the name of its type in PostgreSQL."""
    described = memory.execute(f"describe {name}").fetchall()
    return [(column, TYPES.get(kind, kind.lower())) for column, kind, *_ in described]


def column_definitions(columns: list[tuple[str, str]]) -> str:
    """Returns the columns in the syntax of `create table`."""
    return ", ".join(f'"{column}" {kind}' for column, kind in columns)


def copy_rows(
    server: extensions.cursor, memory: duckdb.DuckDBPyConnection, name: str, columns: list[tuple[str, str]]
) -> int:
    """Copies the rows of DuckDB's table into the server's table of the same columns. Returns their number."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.csv"
        # Both sides agree that a quoted value is a text, and that an unquoted empty one is null.
        texts = ", ".join(f'"{column}"' for column, kind in columns if kind == "text")
        quoted = f", force_quote ({texts})" if texts else ""
        memory.execute(f"copy {name} to '{file}' (format csv, header false{quoted})")
        with file.open("rb") as rows:
            server.copy_expert(f"copy {name} from stdin (format csv)", rows)
    return server.rowcount


def _make_table(server: extensions.cursor, load: Load, columns: list[tuple[str, str]]) -> None:
    """Makes an empty table with these columns. Views of staging over it stay if the columns are unchanged."""
    server.execute(f"create schema if not exists {load.schema}")
    server.execute(
        "select column_name, data_type from information_schema.columns"
        " where table_schema = %s and table_name = %s order by ordinal_position",
        [load.schema, load.table],
    )
    name = f"{load.schema}.{load.table}"
    if server.fetchall() == columns:
        server.execute(f"truncate {name}")
        return
    server.execute(f"drop table if exists {name} cascade")
    server.execute(f"create table {name} ({column_definitions(columns)})")
