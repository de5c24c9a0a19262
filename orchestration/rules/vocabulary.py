"""The names that rules can use: the traits, events, event columns and lists that the warehouse has now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from orchestration.project.layers import CORE, PLAN
from orchestration.warehouse.connections import Warehouse

CUSTOMERS = f"{CORE}.customers"
EVENTS = f"{CORE}.events"
EVENT_NAMES = f"{CORE}.event_names"
LISTS = f"{CORE}.imported_lists"
REFRESH_PLAN = f"{PLAN}.refresh_plan"


@dataclass(frozen=True)
class Vocabulary:
    """Names, in the order in which people should see them."""

    traits: list[str]
    event_columns: list[str]
    events: list[str]
    lists: list[str]
    # The warehouse's names of their types, if they were read from one.
    trait_types: Mapping[str, str] = field(default_factory=dict)
    event_types: Mapping[str, str] = field(default_factory=dict)
    # Whether texts are sorted by character code. PostgreSQL databases with a language's collation don't.
    orders_texts: bool = True


def read_vocabulary(warehouse: Warehouse) -> Vocabulary | None:
    """Returns the names of the data in core, or None if no refresh has built core yet."""
    tables = {name: warehouse.columns(name) for name in (CUSTOMERS, EVENTS, EVENT_NAMES, LISTS)}
    if not all(tables.values()):
        return None
    return Vocabulary(
        traits=list(tables[CUSTOMERS]),
        event_columns=list(tables[EVENTS]),
        events=_names(warehouse, f"select event_name as name from {EVENT_NAMES} order by 1"),
        lists=_names(warehouse, f"select distinct list_name as name from {LISTS} order by 1"),
        trait_types=tables[CUSTOMERS],
        event_types=tables[EVENTS],
        orders_texts=warehouse.rows("select 'B' < 'a' as by_code")[0]["by_code"],
    )


def newest_day(warehouse: Warehouse) -> date | None:
    """Returns the day of `latest` as the last refresh found it, which ignores future events.

    Returns None before the first refresh, and without events.
    """
    if "newest_day" not in warehouse.columns(REFRESH_PLAN):
        return None
    newest: date | None = warehouse.rows(f"select newest_day from {REFRESH_PLAN}")[0]["newest_day"]
    return newest


def _names(warehouse: Warehouse, query: str) -> list[str]:
    return [row["name"] for row in warehouse.rows(query)]
