"""A shop whose customers buy seldom and little, often and little, or seldom and much; and where they do."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import small_shop

if TYPE_CHECKING:
    from conftest import BuiltProject

CUSTOMERS = 450
FIRST, LAST = date(2023, 1, 1), date(2024, 4, 20)
SCORED_ON, AS_OF = date(2024, 2, 29), "2024-03-10"
# Days between orders, and their amounts.
GROUPS = ((60, 10), (6, 12), (50, 300))
FEATURES = ("value", "order in 90 days", "age", "frequency_score")
AISLES = ("bread", "fruit", "tools")

Order = tuple[str, datetime, float]


def customer(number: int) -> str:
    return f"c{number:03}"


def orders() -> list[Order]:
    chance = random.Random(11)
    found = []
    for number in range(CUSTOMERS):
        apart, amount = GROUPS[number % 3]
        now = chance.uniform(0, 30)
        while now < (LAST - FIRST).days:
            at = datetime(2023, 1, 1, 12) + timedelta(days=int(now))
            found.append((customer(number), at, round(amount * chance.uniform(0.7, 1.3), 2)))
            now += apart * chance.uniform(0.7, 1.3)
    return found


def aisle(order: Order) -> str:
    """Where the order was from: half of the customers never buy fruit."""
    name, at, _ = order
    number = int(name[1:])
    wanted = AISLES[: 3 if number % 2 else 1] if number % 5 else AISLES
    return wanted[at.toordinal() % len(wanted)]


def open_clustered_shop(project: BuiltProject, **variables: str) -> None:
    """Fills a copy of the project with the shop, before the first refresh."""
    small_shop.furnish(project.root)
    small_shop.set_variables(
        project.root,
        **{
            "scores": "{every: month}",
            "value_event": "order",
            "profile_features": "[{within_days: 90}]",
            "clusters": f"{{features: [{', '.join(FEATURES)}], at_most: 5}}",
            **variables,
        },
    )
    small_shop.write_segment(project.root, "second", "cluster = 2")
    project.path.parent.mkdir(exist_ok=True)
    with project.connected(read_only=False) as connection:
        connection.execute("create schema shop")
        connection.execute(
            "create table shop.customers (customer_id varchar, country varchar, age integer, club varchar)"
        )
        connection.execute(
            "create table shop.orders (event_id varchar, customer_id varchar, event_name varchar,"
            " occurred_at timestamp, amount numeric(12, 2), loaded_at timestamp, aisle varchar)"
        )
        # The last of them have no age. The club tells the groups apart, and nothing publishes it.
        people = ", ".join(
            f"('{customer(number)}', 'SE', {'null' if number >= CUSTOMERS - 6 else 30 + number % 20},"
            f" 'club {number % 3}')"
            for number in range(CUSTOMERS)
        )
        connection.execute(f"insert into shop.customers values {people}")
        add(connection, orders())


def add(connection: Any, rows: list[Order], prefix: str = "o") -> None:
    values = ", ".join(
        f"('{prefix}{place}', '{order[0]}', 'order', timestamp '{order[1]}', {order[2]},"
        f" timestamp '2024-04-20', '{aisle(order)}')"
        for place, order in enumerate(rows)
    )
    connection.execute(f"insert into shop.orders values {values}")


def features(until: date, scores: dict[str, int]) -> dict[str, list[float | None]]:
    """What is known of each customer: noon in UTC is the morning of the same day there."""
    value, recent = defaultdict(float), defaultdict(int)
    for name, at, amount in orders():
        if until - timedelta(days=365) < at.date() <= until:
            value[name] += amount
            recent[name] += at.date() > until - timedelta(days=90)
    return {
        customer(number): [
            *(value[name], recent[name], 30 + number % 20 if number < CUSTOMERS - 6 else None),
            scores[name],
        ]
        for number in range(CUSTOMERS)
        for name in [customer(number)]
    }
