"""What a changing world sends to a warehouse, and the variables that describe it to the project."""

from __future__ import annotations

from typing import Any

from .changing_worlds import ChangingWorld
from .engines import Warehouse
from .worlds import EVENT_COLUMNS

INPUTS = {"customers_relation": "received.customers", "events_relation": "received.events"}
LIST_COLUMNS = {
    "list_name": "varchar",
    "customer_id": "varchar",
    "added_at": "timestamp",
    "added_by": "varchar",
}


def variables(world: ChangingWorld) -> dict[str, Any]:
    """Returns dbt's variables: the inputs' names, the clock and the experiments."""
    given = world.world().experiments
    experiments = {name: {arm: float(share) for arm, share in arms.items()} for name, arms in given.items()}
    return {**INPUTS, "as_of": world.as_of, "time_zone": world.time_zone, "experiments": experiments}


def send(world: ChangingWorld, warehouse: Warehouse, lists: str) -> None:
    """Replaces what was sent before by the world's current customers and events."""
    warehouse.database.execute("create schema if not exists received")
    columns = {name: kind for name, kind in EVENT_COLUMNS.items() if name not in world.absent_columns}
    key = {"customer_id": world.columns["customer_id"]}
    warehouse.put(INPUTS["customers_relation"], world.columns, world.customers.values())
    warehouse.put(INPUTS["events_relation"], key | columns, world.events)
    warehouse.put(lists, LIST_COLUMNS, world.lists)
