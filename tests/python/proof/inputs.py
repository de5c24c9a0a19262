"""What a changing world sends to a warehouse, and what the project is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from .changing_worlds import ChangingWorld
from .worlds import EVENT_COLUMNS

INPUTS = {"customers_relation": "received.customers", "events_relation": "received.events"}
LIST_COLUMNS = {
    "list_name": "varchar",
    "customer_id": "varchar",
    "added_at": "timestamp",
    "added_by": "varchar",
}


def variables(world: ChangingWorld) -> dict[str, Any]:
    """dbt's variables: the inputs' names, the clock and the experiments."""
    given = world.world().experiments
    experiments = {name: {arm: float(share) for arm, share in arms.items()} for name, arms in given.items()}
    return {**INPUTS, "as_of": world.as_of, "time_zone": world.time_zone, "experiments": experiments}


def send(world: ChangingWorld, database: duckdb.DuckDBPyConnection, lists: str) -> None:
    """Puts the world's customers and events as they stand in place of what was sent before."""
    database.execute("create schema if not exists received")
    columns = {name: kind for name, kind in EVENT_COLUMNS.items() if name not in world.absent_columns}
    key = {"customer_id": world.columns["customer_id"]}
    _put(database, INPUTS["customers_relation"], world.columns, world.customers.values())
    _put(database, INPUTS["events_relation"], key | columns, world.events)
    _put(database, lists, LIST_COLUMNS, world.lists)


def _put(
    database: duckdb.DuckDBPyConnection,
    name: str,
    columns: Mapping[str, str],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    types = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    given = list(rows)
    database.execute(f"create or replace table {name} ({types})")
    if given:
        database.register("batch", pa.table({column: [row[column] for row in given] for column in columns}))
        database.execute(f"insert into {name} select * from batch")
        database.unregister("batch")
