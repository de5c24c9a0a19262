"""Proofs on PostgreSQL."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extras import execute_values

from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse as Connection
from orchestration.warehouse.postgres import ensure_server, name_server
from orchestration.warehouse.private_server import database_options

from .engines import Engine, Rows, Warehouse, typed


class PostgreSQLWarehouse(Warehouse):
    """A database, with a session for dbt and one beside it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.session, self._beside = name, _connect(name), _connect(name)
        self._beside.autocommit = True
        self.database = _Statements(self._beside)

    def connection(self) -> Connection:
        return Connection(self._beside, "%s", psycopg2.Error)

    def put(self, table: str, columns: Mapping[str, str], rows: Rows) -> None:
        given = [tuple(row[column] for column in columns) for row in rows]
        self.database.execute(f"drop table if exists {table}; create table {table} ({typed(columns)})")
        if given:
            with self._beside.cursor() as cursor:
                execute_values(cursor, f"insert into {table} values %s", given, page_size=1000)

    def take(self, table: str, condition: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
        types = (
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            f" where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped order by attnum"
        )
        columns = dict(self.database.execute(types).fetchall())
        found = self.database.execute(f"select * from {table} where {condition}").fetchall()
        return columns, [dict(zip(columns, row, strict=True)) for row in found]

    def give(self, table: str, rows: tuple[dict[str, str], list[dict[str, Any]]]) -> None:
        self.put(table, *rows)

    def clear(self) -> None:
        found = self.database.execute(
            "select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in"
            " ('public', 'information_schema')"
        ).fetchall()
        if found:
            names = ", ".join(f'"{schema}"' for (schema,) in found)
            self.database.execute(f"drop schema {names} cascade")
        self.cache.clear()

    def close(self) -> None:
        """Ends both sessions."""
        self.session.close()
        self._beside.close()


class PostgreSQL(Engine):
    """Databases of one server, which are reused once they are released, because making one takes long."""

    _numbers = count(1)

    def __init__(self, root: Path) -> None:
        if "PGHOST" not in os.environ:
            project = Project(root, "postgres")
            name_server(project)
            ensure_server(project)
        self._open: dict[str, PostgreSQLWarehouse] = {}
        self._free: list[PostgreSQLWarehouse] = []
        self._own: list[str] = []
        self._administrative = _connect("postgres")
        self._administrative.autocommit = True

    def environment(self, warehouse: str | None) -> dict[str, str]:
        name = warehouse or f"proof_{os.getpid()}_{next(self._numbers)}"
        options = database_options(self._administrative.server_version)
        with self._administrative.cursor() as cursor:
            if warehouse is None:
                self._own.append(name)
                # Left by a killed process with the same PID.
                cursor.execute(f'drop database if exists "{name}" with (force)')
            cursor.execute("select 1 from pg_database where datname = %s", [name])
            if not cursor.fetchone():
                cursor.execute(f'create database "{name}" {options}')
        self._open[name] = PostgreSQLWarehouse(name)
        return {"PGDATABASE": name}

    def opened(self) -> Warehouse:
        return next(reversed(self._open.values()))

    def empty(self) -> Warehouse:
        if self._free:
            return self._free.pop()
        self.environment(None)
        return self.opened()

    def turn_to(self, warehouse: PostgreSQLWarehouse, adapter: Any) -> None:
        def take_up(connection: Any) -> Any:
            connection.handle, connection.state = _Kept(warehouse.session), "open"
            return connection

        adapter.config.credentials.database = warehouse.name
        adapter.connections.open = take_up
        adapter.cache = warehouse.cache

    def look(self, adapter: Any, schemas: Iterable[str]) -> None:
        adapter._link_cached_database_relations(set(schemas))

    def made_as(self, kind: str, config: Any) -> str:
        return "unlogged table" if kind == "table" and config.get("unlogged") else kind

    def renamed_as(self, kind: str) -> str:
        return "table"

    def give_back(self, warehouse: PostgreSQLWarehouse) -> None:
        warehouse.clear()
        self._free.append(warehouse)

    def close(self) -> None:
        for warehouse in self._open.values():
            warehouse.close()
        with contextlib.closing(self._administrative), self._administrative.cursor() as cursor:
            for name in self._own:
                cursor.execute(f'drop database "{name}" with (force)')


class _Kept:
    """dbt's handle on a session. dbt closes it after each node, but the session stays: a new one is slow."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.cursor, self.rollback, self.commit = session.cursor, session.rollback, session.commit

    def close(self) -> None:
        """Ends everything that ends with a session."""
        self._session.rollback()
        with self._session.cursor() as cursor:
            cursor.execute("discard temp; commit")


class _Statements:
    """A psycopg2 session with DuckDB's interface: a question mark for a parameter."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Returns the cursor, with the result of the statement."""
        cursor = self._session.cursor()
        if parameters:
            cursor.execute(sql.replace("?", "%s"), list(parameters))
        else:
            cursor.execute(sql)
        return cursor


def _connect(database: str) -> Any:
    return psycopg2.connect(dbname=database, options="-c timezone=UTC")
