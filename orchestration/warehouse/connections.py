"""Short connections to the warehouse for what isn't a dbt model: audit facts, verdicts, the reader file."""

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment

from orchestration.project.errors import PassingError, RefusedError
from orchestration.project.project import Project
from orchestration.warehouse.postgres import ensure_server
from orchestration.warehouse.redaction import values_left_out
from orchestration.warehouse.roles import refuse_readers, role_to_write_as
from orchestration.warehouse.sessions import begin_writing, dbt_sessions, settle

# Seconds for which another program's open file is waited for: most look something up and are gone.
PATIENCE = 2.0
POLL_SECONDS = 0.1
# Of every DuckDB that the project opens. Without a fixed zone the machine's own decides what a timestamp
# means; by DuckDB's default a function's name is enough for it to fetch and load code from the network.
DUCKDB_SETTINGS = (
    "set TimeZone = 'UTC'",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
)


class Warehouse:
    """A connection of either engine with the same few calls; `?` marks a parameter."""

    def __init__(self, connection: Any, placeholder: str, errors: type[Exception]):
        self._cursor = connection.cursor()
        self._placeholder = placeholder
        self.errors = errors

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run one statement; raises what `errors` names, without values, when the engine refuses it."""
        with values_left_out(self.errors, sql):
            if parameters:
                self._cursor.execute(sql.replace("?", self._placeholder), list(parameters))
            else:
                # As it stands: rules may hold marks that mean a parameter elsewhere.
                self._cursor.execute(sql)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query, each by column name."""
        self.execute(sql, parameters)
        with values_left_out(self.errors, sql):
            found = self._cursor.fetchall()
        names = [column[0] for column in self._cursor.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def interrupt(self) -> None:
        """Stop DuckDB's statement that another thread waits for; a server has a limit of its own."""
        self._cursor.interrupt()

    def insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows to a table, the values in the order of its columns."""
        if rows:
            values = ", ".join([self._placeholder] * len(rows[0]))
            with values_left_out(self.errors):
                self._cursor.executemany(
                    f"insert into {table} values ({values})", [list(row) for row in rows]
                )

    def columns(self, relation: str) -> dict[str, str]:
        """Data type by column of 'schema.name'; empty when there is no such relation."""
        schema, _, name = relation.rpartition(".")
        found = self.rows(
            "select column_name, data_type from information_schema.columns"
            " where lower(table_schema) = lower(?) and lower(table_name) = lower(?)"
            " order by ordinal_position",
            [schema.rpartition(".")[2], name],
        )
        return {row["column_name"]: row["data_type"].lower() for row in found}

    def limit_waiting(self, most: str) -> None:
        """Have the transaction under way fail sooner than wait longer for a lock; a file has none."""
        if self._placeholder == "%s":
            self.execute(f"set local lock_timeout = '{most}'")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block's statements, or none."""
        self.execute("begin")
        try:
            yield
        except BaseException:
            self.execute("rollback")
            raise
        self.execute("commit")


@contextlib.contextmanager
def open_warehouse(project: Project, *, read_only: bool = False) -> Iterator[Warehouse]:
    """The target's warehouse as the profile describes it, closed at the end of the block.

    On PostgreSQL, who only reads has the user's own rights; who writes is segments_writer where possible.
    Raises PassingError when it can't be reached, or another process writes to the DuckDB file, RefusedError
    for a user who sees only what is published.
    """
    if is_file(project):
        with open_file(project.warehouse_file, read_only=read_only) as warehouse:
            yield warehouse
        return
    with connect(project, as_writer=not read_only) as connection:
        refuse_readers(connection)
        yield _warehouse(connection)


def _warehouse(connection: Any) -> Warehouse:
    # Imported here: only this engine needs it.
    import psycopg2

    return Warehouse(connection, "%s", psycopg2.Error)


@contextlib.contextmanager
def connect(project: Project, *, as_writer: bool = True) -> Iterator[Any]:
    """A connection of psycopg2 to the target's PostgreSQL, each statement a transaction unless one is begun.

    With `as_writer` it works as segments_writer, where its user may and all that stands is that role's, and
    holds the warehouse while this process is the one that writes.
    Raises PassingError when the server can't be reached or another writes, RefusedError for what the user may
    not do.
    """
    import psycopg2

    ensure_server(project)
    settings = _rendered(project.profile["outputs"][project.target])
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
    """Have dbt's connections to PostgreSQL work as the role that writes, and hold the warehouse."""
    if is_file(project):
        return contextlib.nullcontext()
    with connect(project, as_writer=False) as connection:
        role = role_to_write_as(connection, project)
    return dbt_sessions(role, address(project))


def address(project: Project) -> str:
    """Where the target's PostgreSQL is, as a URL without a password."""
    settings = _rendered(project.profile["outputs"][project.target])
    host, port, user, database = (settings[key] for key in ("host", "port", "user", "dbname"))
    if host.startswith("/"):
        return f"postgresql://{user}@/{database}?host={host}&port={port}"
    return f"postgresql://{user}@{host}:{port}/{database}"


@contextlib.contextmanager
def open_published(project: Project) -> Iterator[Warehouse]:
    """Where readers look: the reader file beside a DuckDB warehouse, the database itself on a server."""
    if is_file(project):
        with open_file(project.reader_file, read_only=True) as reader:
            yield reader
    else:
        with connect(project, as_writer=False) as connection:
            yield _warehouse(connection)


def is_file(project: Project) -> bool:
    """Whether the target's warehouse is a DuckDB file, which one process at a time can write."""
    return project.profile["outputs"][project.target]["type"] == "duckdb"


@contextlib.contextmanager
def open_file(path: Path, *, read_only: bool) -> Iterator[Warehouse]:
    """A DuckDB file, closed at the end of the block.

    Raises RefusedError when a file to read isn't there, PassingError when another process goes on holding it.
    """
    # Imported here: `segments --help` needs no database.
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
    """A DuckDB without a file, to which files are attached."""
    import duckdb

    with duckdb.connect() as connection:
        for setting in DUCKDB_SETTINGS:
            connection.execute(setting)
        yield Warehouse(connection, "?", duckdb.Error)


def _rendered(output: dict[str, Any]) -> dict[str, Any]:
    environment = Environment()
    environment.globals["env_var"] = lambda name, default="": os.environ.get(name, default)
    return {
        key: environment.from_string(value).render() if isinstance(value, str) else value
        for key, value in output.items()
    }
