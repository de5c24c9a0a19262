"""Short connections to the warehouse for work outside of dbt: audit facts, verdicts, the reader file."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from orchestration.project.errors import PassingError, RefusedError
from orchestration.project.project import Project, rendered_output
from orchestration.warehouse.identifiers import with_placeholders
from orchestration.warehouse.postgres import ensure_server
from orchestration.warehouse.redaction import values_left_out
from orchestration.warehouse.roles import refuse_readers, role_to_write_as
from orchestration.warehouse.sessions import begin_writing, dbt_sessions, settle

# The seconds to wait while another program has the file open. Most read something and close it.
PATIENCE = 2.0
POLL_SECONDS = 0.1
# Settings of every DuckDB connection that the project opens. Without a fixed zone, a timestamp's meaning
# would depend on the machine. By default, calling a function is enough to make DuckDB download and load code.
DUCKDB_SETTINGS = (
    "set TimeZone = 'UTC'",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
)


class Warehouse:
    """A connection to either engine with the same few methods. `?` marks a parameter."""

    def __init__(self, connection: Any, placeholder: str, errors: type[Exception]):
        self.cursor = connection.cursor()
        self._placeholder = placeholder
        self.errors = errors

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Runs one statement. Raises what `errors` names, without values, if the engine refuses it."""
        with values_left_out(self.errors, sql):
            if parameters:
                self.cursor.execute(with_placeholders(sql, self._placeholder), list(parameters))
            else:
                # Unchanged, because rules may contain characters that mark a parameter elsewhere.
                self.cursor.execute(sql)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Returns the rows of a query as dicts by column name."""
        self.execute(sql, parameters)
        with values_left_out(self.errors, sql):
            found = self.cursor.fetchall()
        names = [column[0] for column in self.cursor.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def interrupt(self) -> None:
        """Stops DuckDB's statement on which another thread waits. A server has its own limit."""
        self.cursor.interrupt()

    def insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Inserts rows into a table, with the values in the order of its columns."""
        if rows:
            values = ", ".join([self._placeholder] * len(rows[0]))
            with values_left_out(self.errors):
                self.cursor.executemany(f"insert into {table} values ({values})", [list(row) for row in rows])

    def columns(self, relation: str) -> dict[str, str]:
        """Returns the data type of each column of 'schema.name', or {} if the relation doesn't exist."""
        schema, _, name = relation.rpartition(".")
        found = self.rows(
            "select column_name, data_type from information_schema.columns"
            " where lower(table_schema) = lower(?) and lower(table_name) = lower(?)"
            " order by ordinal_position",
            [schema.rpartition(".")[2], name],
        )
        return {row["column_name"]: row["data_type"].lower() for row in found}

    def limit_waiting(self, most: str) -> None:
        """Limits how long the current transaction waits for a lock. A file has no such locks."""
        if self._placeholder == "%s":
            self.execute(f"set local lock_timeout = '{most}'")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Runs the block's statements in one transaction."""
        self.execute("begin")
        try:
            yield
        except BaseException:
            # A server that went away has rolled back itself, and what it said last must not be hidden.
            with contextlib.suppress(self.errors):
                self.execute("rollback")
            raise
        self.execute("commit")


@contextlib.contextmanager
def open_warehouse(project: Project, *, read_only: bool = False) -> Iterator[Warehouse]:
    """Opens the target's warehouse as the profile describes it, and closes it at the end of the block.

    On PostgreSQL, read-only connections have the user's own rights. Others work as segments_writer if
    possible.
    Raises PassingError if the warehouse can't be reached or another process writes to the DuckDB file, and
    RefusedError for a user who sees only what is published.
    """
    if is_file(project):
        with open_file(project.warehouse_file, read_only=read_only) as warehouse:
            yield warehouse
        return
    with connect(project, as_writer=not read_only) as connection:
        refuse_readers(connection)
        yield _warehouse(connection)


def _warehouse(connection: Any) -> Warehouse:
    # Imported here because only this engine needs it.
    import psycopg2

    return Warehouse(connection, "%s", psycopg2.Error)


@contextlib.contextmanager
def connect(project: Project, *, as_writer: bool = True) -> Iterator[Any]:
    """Opens a psycopg2 connection to the target's PostgreSQL, in autocommit mode until a transaction begins.

    With `as_writer`, it works as segments_writer if the user may and all existing relations belong to that
    role. It also holds the warehouse while this process is the one that writes.
    Raises PassingError if the server can't be reached or another process writes, and RefusedError for what
    the user may not do.
    """
    import psycopg2

    ensure_server(project)
    settings = rendered_output(project.profile["outputs"][project.target])
    try:
        connection = psycopg2.connect(
            **{key: settings[key] for key in ("host", "port", "user", "password", "dbname")}
        )
    except psycopg2.OperationalError as error:
        raise PassingError(f"{address(project)} can't be reached: {' '.join(str(error).split())}") from error
    connection.autocommit = True
    with contextlib.closing(connection):
        if as_writer:
            begin_writing(connection, role_to_write_as(connection, project), address(project))
        else:
            settle(connection)
        try:
            yield connection
        except psycopg2.errors.InsufficientPrivilege as error:
            said = str(error).splitlines()[0]
            raise RefusedError(
                f"User {settings['user']} may not do that: {said}; docs/operations.md says which role may."
            ) from error


def dbt_as_writer(project: Project) -> contextlib.AbstractContextManager[None]:
    """Makes dbt's connections to PostgreSQL work as the role that writes, and hold the warehouse."""
    if is_file(project):
        return contextlib.nullcontext()
    with connect(project, as_writer=False) as connection:
        role = role_to_write_as(connection, project)
    return dbt_sessions(role, address(project))


def address(project: Project) -> str:
    """Returns the target's PostgreSQL server as a URL without a password."""
    settings = rendered_output(project.profile["outputs"][project.target])
    host, port, user, database = (settings[key] for key in ("host", "port", "user", "dbname"))
    if host.startswith("/"):
        return f"postgresql://{user}@/{database}?host={host}&port={port}"
    return f"postgresql://{user}@{host}:{port}/{database}"


@contextlib.contextmanager
def open_published(project: Project) -> Iterator[Warehouse]:
    """Opens what readers see: the reader file of a DuckDB warehouse, or the database itself on a server."""
    if is_file(project):
        with open_file(project.reader_file, read_only=True) as reader:
            yield reader
    else:
        with connect(project, as_writer=False) as connection:
            yield _warehouse(connection)


def is_file(project: Project) -> bool:
    """Returns whether the target's warehouse is a DuckDB file, which one process at a time can write."""
    return project.profile["outputs"][project.target]["type"] == "duckdb"


@contextlib.contextmanager
def open_file(path: Path, *, read_only: bool) -> Iterator[Warehouse]:
    """Opens a DuckDB file, and closes it at the end of the block.

    Raises RefusedError if a file to read doesn't exist, PassingError if another process keeps it open.
    """
    # Imported here because `segments --help` needs no database.
    import duckdb

    if read_only and not path.is_file():
        raise RefusedError(f"{path.parent.name}/{path.name} isn't there yet: run `segments refresh` first.")
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection = duckdb.connect(str(path), read_only=read_only)
            break
        except duckdb.IOException as error:
            if "lock" not in str(error):
                raise
            if time.monotonic() >= deadline:
                name = f"{path.parent.name}/{path.name}"
                raise PassingError(
                    f"Another process has {name} open for writing: let the refresh finish, or close that"
                    " program."
                ) from error
            time.sleep(POLL_SECONDS)
    with connection:
        for setting in DUCKDB_SETTINGS:
            connection.execute(setting)
        yield Warehouse(connection, "?", duckdb.Error)


@contextlib.contextmanager
def open_memory() -> Iterator[Warehouse]:
    """Opens an in-memory DuckDB, to which files can be attached."""
    import duckdb

    with duckdb.connect() as connection:
        for setting in DUCKDB_SETTINGS:
            connection.execute(setting)
        yield Warehouse(connection, "?", duckdb.Error)
