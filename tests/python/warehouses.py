"""The warehouse of a project under test: its DuckDB file, or a database of one PostgreSQL server.

DBT_TARGET selects which. The server is the one that DATABASE_URL or libpq's variables name, whose user may
create databases, or else a private one for the duration of the tests.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from orchestration.project.project import Project
from orchestration.warehouse.postgres import PRIVATE, ensure_server, is_private, name_server
from orchestration.warehouse.private_server import database_options, stop_server

TARGET = os.environ.get("DBT_TARGET") or "duckdb"
IS_FILE = TARGET == "duckdb"

# The test server loses data on a power failure, which no test covers.
CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 200")


# The engines' names for a text type.
TEXT = "varchar" if IS_FILE else "text"


class Cursor:
    """A connection to PostgreSQL with DuckDB's interface: `execute` returns an object with the rows.

    It emulates `order by all` at the end of a query.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[Any] | None = None) -> Any:
        """Executes a statement, with `?` for values."""
        cursor = self._connection.cursor()
        unordered = statement.strip().removesuffix("order by all")
        if unordered:
            cursor.execute(unordered if values is None else unordered.replace("?", "%s"), values)
        return cursor if unordered == statement.strip() else Ordered(cursor)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


class Ordered:
    """The rows of a query in a stable order."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Returns all rows."""
        return sorted(self._cursor.fetchall(), key=repr)


def alone() -> Any:
    """Opens a connection to an engine without any project's data."""
    if IS_FILE:
        return duckdb.connect(":memory:")
    return Cursor(_connect("postgres"))


@contextmanager
def connected(root: Path, *, read_only: bool = True) -> Iterator[Any]:
    """Opens a connection to the warehouse of the project at `root`."""
    if IS_FILE:
        with duckdb.connect(str(root / "warehouse" / "warehouse.duckdb"), read_only=read_only) as connection:
            yield connection
        return
    with closing(_connect(_database(root))) as connection:
        yield Cursor(connection)


@contextmanager
def reading(root: Path) -> Iterator[Any]:
    """Opens a connection to what readers see: the file for them, or the server."""
    if IS_FILE:
        with duckdb.connect(str(root / "published" / "segments.duckdb"), read_only=True) as connection:
            yield connection
        return
    with connected(root) as connection:
        yield connection


def seen(root: Path) -> Any:
    """Returns a value that changes whenever anything that readers see changes."""
    if IS_FILE:
        return (root / "published" / "segments.duckdb").read_bytes()
    with connected(root) as connection:
        return [
            connection.execute(f"select * from published.{name} order by all").fetchall() for name in SEEN
        ]


SEEN = ("segments", "segment_members", "segment_history", "segment_releases", "segment_audits")


def environment(root: Path | None) -> dict[str, str]:
    """Returns the variables by which a command finds the target and the project's warehouse at `root`."""
    if IS_FILE:
        return {}
    return {"DBT_TARGET": TARGET} | ({"PGDATABASE": _database(root)} if root else {})


def make(root: Path) -> None:
    """Makes the warehouse of a new project."""
    if not IS_FILE:
        with closing(_connect("postgres")) as connection:
            options = database_options(connection.server_version)
        _administer(f"create database {_database(root)} {options}")


def copy(root: Path, to: Path) -> None:
    """Gives the copy of a project at `to` a copy of its warehouse. A file was copied with its folder."""
    if not IS_FILE:
        _administer(f"create database {_database(to)} template {_database(root)}")


def renew(root: Path, to: Path) -> None:
    """Replaces a project's warehouse by a copy of another's."""
    if not IS_FILE:
        drop(to)
        return copy(root, to)
    (to / "warehouse" / "warehouse.duckdb.wal").unlink(missing_ok=True)
    shutil.copy(root / "warehouse" / "warehouse.duckdb", to / "warehouse" / "warehouse.duckdb")


def drop(root: Path) -> None:
    """Forgets the warehouse of a project that is no longer needed."""
    if not IS_FILE:
        _administer(f"drop database if exists {_database(root)} with (force)")


@contextmanager
def server() -> Iterator[None]:
    """Runs PostgreSQL, if it is the target, for the block and the processes started in it."""
    if IS_FILE:
        yield
        return
    folder = Path(tempfile.mkdtemp(prefix="segments-tests-"))
    project = Project(folder, TARGET)
    try:
        name_server(project)
        os.environ.pop("DATABASE_URL", None)
        ensure_server(project)
        if is_private(project):
            with closing(_connect("postgres")) as connection, connection.cursor() as cursor:
                for setting in CARELESS:
                    cursor.execute(f"alter system set {setting}")
            stop_server(project.server_folder)
            ensure_server(project)
            # From here on it is named: whatever loads this or another project in this process uses it.
            del os.environ[PRIVATE]
        yield
    finally:
        stop_server(project.server_folder)
        shutil.rmtree(folder, ignore_errors=True)


def _database(root: Path) -> str:
    return "test_" + hashlib.md5(str(root.resolve()).encode()).hexdigest()[:16]


def _administer(statement: str) -> None:
    with closing(_connect("postgres")) as connection, connection.cursor() as cursor:
        cursor.execute(statement)


def _connect(database: str) -> Any:
    import psycopg2

    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    return connection
