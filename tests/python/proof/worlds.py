"""A small world: customers, events as they were received, lists, history and a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]

CUSTOMER_COLUMNS = {
    "country": "varchar",
    "city": "varchar",
    "channel": "varchar",
    "points": "bigint",
    "points__country": "bigint",
    "balance": "decimal(18, 4)",
    "amount": "decimal(18, 4)",
    "is_consented": "boolean",
    "signed_up_on": "date",
    "last_call_at": "timestamp",
}
EVENT_COLUMNS = {
    "event_id": "varchar",
    "event_name": "varchar",
    "occurred_at": "timestamp",
    "loaded_at": "timestamp",
    "amount": "decimal(18, 4)",
    "quantity": "decimal(18, 4)",
    "b__amount": "decimal(18, 4)",
    "is_deleted": "boolean",
    "channel": "varchar",
    "note": "varchar",
    "score": "bigint",
    "is_gift": "boolean",
    "due_on": "date",
}
OPTIONAL_EVENT_COLUMNS = ("loaded_at", "amount", "quantity", "is_deleted")


@dataclass(frozen=True)
class Stay:
    """A row of the history. `released` and `superseded` are numbers of releases."""

    segment: str
    customer_id: int | str
    entered_at: datetime
    exited_at: datetime | None
    recorded_release: int
    superseded_release: int | None


@dataclass(frozen=True)
class World:
    as_of: str  # as in dbt_project.yml
    now: datetime  # UTC
    time_zone: str
    customers: tuple[Row, ...]
    events: tuple[Row, ...]
    key_type: str = "bigint"  # of customer_id
    absent_columns: frozenset[str] = frozenset()
    lists: tuple[Row, ...] = ()
    experiments: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    releases: int | None = None
    stays: tuple[Stay, ...] = ()
