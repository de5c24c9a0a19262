"""Inputs of any types, brought into core by the project's own SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import warehouses
from proof.harness import Project

ROOT = Path(__file__).parents[2]
RELATIONS = {"customers_relation": "own.customers", "events_relation": "own.events"}
NO_LISTS = "list_name varchar, customer_id varchar, added_at timestamp, added_by varchar"


class Intake:
    """A project over a customers and an events relation that each test fills."""

    def __init__(self, **variables: Any) -> None:
        self.project = Project(ROOT, RELATIONS | {"as_of": "2024-03-31", "time_zone": "UTC"} | variables)
        self.core = self.project.needed_by("events_set_aside") | {"customers", "events", "event_names"}
        self.lists = self.project.needed_by("input_watermark") | {"unmatched_list_entries"}

    @property
    def _execute(self) -> Any:
        return self.project.database.execute

    def begin(self, customers: str, events: str) -> None:
        """Starts with an empty warehouse and the rows of two queries as input."""
        self.project.warehouse.clear()
        self.project.forget_relations()
        self.project.open(self.project.warehouse)
        self._execute("create schema if not exists own")
        self._execute(f"create table own.customers as {customers}")
        self._execute(f"create table own.events as {events}")
        self._execute(f"create table raw.imported_list_rows ({NO_LISTS})")
        if not warehouses.IS_FILE:
            # A server's views are kept in tables that a run makes at its start.
            self.project.start()

    def take(self, *, full: bool = False, lists: bool = True) -> None:
        """Loads the current input. Without lists, nothing is recorded for the next time."""
        self.project.started_at = datetime(2024, 4, 1, tzinfo=UTC)
        with self.project.full(full):
            self.project.look()
            self.project.build(self.core | self.lists if lists else self.core)

    def run(self, statement: str) -> None:
        """Changes the input by a statement."""
        self._execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Returns the rows of a query."""
        return [tuple(row) for row in self._execute(query).fetchall()]

    def type_of(self, relation: str, column: str) -> str:
        """Returns a column's type, by DuckDB's name."""
        ((kind,),) = self.rows(f"select distinct cast(pg_typeof({column}) as varchar) from core.{relation}")
        return {"character varying": "varchar", "text": "varchar", "numeric": "decimal"}.get(kind, kind)


@contextmanager
def intake(**variables: Any) -> Iterator[Intake]:
    """Opens an intake, and closes it at the end."""
    opened = Intake(**variables)
    try:
        yield opened
    finally:
        opened.project.close()


def knows(opened: Intake, kind: str) -> bool:
    """Returns whether the engine has a type."""
    try:
        opened.run(f"select cast(null as {kind})")
    except Exception:
        return False
    return True


def event(**columns: str) -> str:
    """Returns a query of one event, with columns by name as SQL."""
    known = {
        "event_id": "'e1'",
        "customer_id": "1",
        "event_name": "'order'",
        "occurred_at": "timestamp '2024-03-10 12:00:00'",
        "loaded_at": "timestamp '2024-03-10 13:00:00'",
    }
    return "select " + ", ".join(f"{value} as {name}" for name, value in (known | columns).items() if value)


IS_FILE = warehouses.IS_FILE
