"""The project's own PostgreSQL server in the bench: how it is filled, and what it has cost so far."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from orchestration.ingest.copies import column_definitions, copy_rows, server_columns
from orchestration.project.project import Project
from orchestration.warehouse.postgres import ensure_server, name_server
from orchestration.warehouse.private_server import stop_server

from .data import opened

INPUT = ("received.customers", "received.events", "arriving.events", "arriving.at_once")
MEMBERS = "select segment, customer_id from ledger.current_members"


class Server:
    """The server of a copy of the project, started if it isn't running."""

    def __init__(self, root: Path) -> None:
        self._project = Project(root, "postgres")
        name_server(self._project)
        ensure_server(self._project)
        lines = (self._project.server_folder / "postmaster.pid").read_text().splitlines()
        self._postmaster = psutil.Process(int(lines[0]))
        self._place = {"host": lines[4], "port": lines[3], "user": "postgres", "dbname": "warehouse"}

    def cpu_seconds(self) -> float:
        """Returns the user and system time of the server since it started.

        It includes ended and open connections, and the vacuum processes.
        """
        own = self._postmaster.cpu_times()
        seconds = own.user + own.system + own.children_user + own.children_system
        for process in self._postmaster.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                seconds += times.user + times.system
        return seconds

    def fill(self, file: Path) -> None:
        """Copies generated customers and events to the server, with the index that a source should have."""
        with opened(file, read_only=True) as generated, self.connected() as cursor:
            for name in INPUT:
                columns = server_columns(generated, name)
                cursor.execute(f"create schema if not exists {name.partition('.')[0]}")
                cursor.execute(f"create table {name} ({column_definitions(columns)})")
                copy_rows(cursor, generated, name, columns)
            cursor.execute("create index on received.events (loaded_at)")
            for name in INPUT:
                cursor.execute(f"vacuum analyze {name}")

    def let_arrive(self, until: datetime) -> int:
        """Loads the events up to a clock that have not arrived yet. Returns their number."""
        with self.connected() as cursor:
            cursor.execute(
                "insert into received.events select * from arriving.events"
                " where occurred_at <= %s and event_id > (select max(event_id) from received.events)",
                [until],
            )
            return cursor.rowcount

    def let_arrive_at_once(self) -> int:
        """Loads the events that arrive all at once, without analyzing the table. Returns their number."""
        with self.connected() as cursor:
            cursor.execute("alter table received.events set (autovacuum_enabled = false)")
            cursor.execute("insert into received.events select * from arriving.at_once")
            return cursor.rowcount

    def write_members(self, file: Path) -> None:
        """Writes the published members of every segment to a CSV file."""
        with self.connected() as cursor, file.open("wb") as rows:
            cursor.copy_expert(f"copy ({MEMBERS}) to stdout (format csv, header true)", rows)

    def row(self, query: str) -> tuple[Any, ...]:
        """Returns the first row of a query."""
        with self.connected() as cursor:
            cursor.execute(query)
            return cursor.fetchone()

    @contextlib.contextmanager
    def connected(self) -> Iterator[Any]:
        """Opens a cursor in autocommit mode."""
        connection = psycopg2.connect(**self._place)
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            yield cursor

    @staticmethod
    def stop(root: Path) -> None:
        """Stops the server of a copy of the project, if it runs."""
        stop_server(Project(root, "postgres").server_folder)
