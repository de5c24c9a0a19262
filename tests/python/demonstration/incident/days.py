"""Six days of the demonstration's shop, on three of which something breaks on the way to the warehouse.

Apart from the faults, what arrives is real: the events of each day come from a refreshed project. They appear
under the name `shop` in a copy with a warehouse of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from small_shop import point_at

BEFORE = "2017-12-26"

PREPARE = f"""
create schema shop;
create table shop.customers as from demonstration.core.customers;
create table shop.history as from demonstration.core.events where event_id is not null;
create table shop.events as
    select *, false as is_deleted from shop.history where occurred_on <= date '{BEFORE}';
"""

# A day's events arrive at its end, whatever else the statement says about them.
ARRIVE = """
insert into shop.events by name
select * replace (timestamp '{day} 00:00:00' + interval 1 day + interval 5 hour as loaded_at {replaced})
from (select *, false as is_deleted from shop.history)
where occurred_on = date '{day}' and {condition}
"""


def furnish(root: Path) -> None:
    """Makes a copy of the project read that shop, with the demonstration's lists."""
    point_at(root, "shop.customers", "shop.events")
    seeds = root / "seeds"
    shutil.copy(seeds / "demonstration" / "demonstration_list_rows.csv", seeds / "imported_list_rows.csv")


@dataclass(frozen=True)
class Day:
    """One delivery: the clock after it, what happened, and the statements that cause it."""

    day: str
    told: str
    statements: tuple[str, ...]


def arrive(day: str, condition: str = "true", replaced: str = "", loaded_on: str | None = None) -> str:
    """Returns the statement that brings a day's events: those of a condition, with columns replaced."""
    arrived = ARRIVE.format(day=day, condition=condition, replaced=f", {replaced}" if replaced else "")
    return arrived.replace(f"timestamp '{day}", f"timestamp '{loaded_on or day}")


HALF = "hash(event_id) % 2 = 0"
OTHER_HALF = "hash(event_id) % 2 = 1"
AGAIN = "event_id || ' again' as event_id"

DAYS = (
    Day("2017-12-27", "Half of the day's events are missing.", (arrive("2017-12-27", HALF),)),
    Day(
        "2017-12-28",
        "The other half arrives a day late, and the day's own events arrive whole.",
        (arrive("2017-12-27", OTHER_HALF, loaded_on="2017-12-28"), arrive("2017-12-28")),
    ),
    Day(
        "2017-12-29",
        "Each event arrives twice, the second time under a new id.",
        (arrive("2017-12-29"), arrive("2017-12-29", replaced=AGAIN)),
    ),
    Day(
        "2017-12-30",
        "The doubles are withdrawn; the day's own events arrive twice too, but under their own ids.",
        (
            arrive("2017-12-29", replaced=f"{AGAIN}, true as is_deleted", loaded_on="2017-12-30"),
            arrive("2017-12-30"),
            arrive("2017-12-30"),
        ),
    ),
    Day(
        "2017-12-31",
        "The events are in order, but every customer's home_store is null.",
        (
            arrive("2017-12-31"),
            "create table shop.good_customers as from shop.customers",
            "update shop.customers set home_store = null",
        ),
    ),
    Day(
        "2017-12-31",
        "An hour later the stores are back.",
        ("drop table shop.customers", "alter table shop.good_customers rename to customers"),
    ),
)


def prepare(warehouse: Path, demonstration: Path) -> None:
    """Fills the shop's tables up to the day before, from a refreshed demonstration's warehouse."""
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"attach '{demonstration}' as demonstration (read_only)")
        connection.execute(PREPARE)
        connection.execute("detach demonstration")


def deliver(warehouse: Path, day: Day) -> None:
    """Brings a day's events and customers into the shop's tables."""
    with duckdb.connect(str(warehouse)) as connection:
        for statement in day.statements:
            connection.execute(statement)


def reasons(held: list[dict[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Yields held segments by reason, the most frequent reason first."""
    by_reason: dict[str, list[str]] = {}
    for row in held:
        by_reason.setdefault(row["held_reason"], []).append(row["segment"])
    yield from sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
