"""A shop of four hundred customers who begin, buy and leave, and what Python makes of their orders."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import small_shop

if TYPE_CHECKING:
    from conftest import BuiltProject

CUSTOMERS = 400
FIRST = date(2023, 1, 1)
SCORED_ON, AS_OF = date(2024, 2, 29), "2024-03-10"
CUTOFFS = {"now": SCORED_ON, "holdout": SCORED_ON - timedelta(days=90)}

Order = tuple[str, datetime, float]


def orders() -> list[Order]:
    """Orders by noon of 400 customers who begin, buy at rates of their own, and some of whom leave.

    A tenth of the orders is returned for more than it cost, and there are some on every day to 20 March.
    """
    chance = random.Random(7)
    found = []
    for number in range(CUSTOMERS):
        rate, leaving = chance.gammavariate(0.8, 1 / 12), chance.betavariate(0.7, 4)
        spend = 20 / chance.gammavariate(3, 1)
        # The last of them begin in March.
        now = chance.uniform(0, 360) if number < CUSTOMERS - 20 else chance.uniform(426, 440)
        while now < (date(2024, 3, 20) - FIRST).days:
            amount = chance.gammavariate(3, spend) * (-1.5 if chance.random() < 0.1 else 1)
            found.append(
                (f"c{number:03}", datetime(2023, 1, 1, 12) + timedelta(days=int(now)), round(amount, 2))
            )
            if chance.random() < leaving:
                break
            now += chance.expovariate(max(rate, 0.002))
    return found


def open_scored_shop(root: Path, **variables: str) -> BuiltProject:
    """Returns the shop with its orders, before the first refresh."""
    # Imported here because conftest imports what stands beside this file.
    from conftest import copy_project

    project = copy_project(root)
    fill_scored_shop(project, **variables)
    return project


def fill_scored_shop(project: BuiltProject, **variables: str) -> None:
    """Fills a copy of the project with the shop, before the first refresh."""
    root = project.root
    small_shop.furnish(root)
    small_shop.set_variables(root, **{"scores": "{every: month}", "value_event": "order", **variables})
    small_shop.write_segment(root, "lively", "p_alive >= 0.8 and clv_12m > 100")
    small_shop.write_segment(root, "best", "value_decile = 1 or rfm_cell = 'champions'")
    project.path.parent.mkdir(exist_ok=True)
    with project.connected(read_only=False) as connection:
        connection.execute("create schema shop")
        connection.execute("create table shop.customers (customer_id varchar, country varchar)")
        connection.execute(
            "create table shop.orders (event_id varchar, customer_id varchar, event_name varchar,"
            " occurred_at timestamp, amount numeric(12, 2), loaded_at timestamp, profit numeric(12, 2))"
        )
        for number in range(CUSTOMERS):
            connection.execute(f"insert into shop.customers values ('c{number:03}', 'SE')")
        add(connection, orders())


def add(connection: Any, rows: list[Order], prefix: str = "o", loaded_on: str = "2024-03-20") -> None:
    """Adds orders, a quarter of whose amounts is profit."""
    values = ", ".join(
        f"('{prefix}{place}', '{customer}', 'order', timestamp '{at}', {amount}, timestamp '{loaded_on}',"
        f" {amount} / 4)"
        for place, (customer, at, amount) in enumerate(rows)
    )
    connection.execute(f"insert into shop.orders values {values}")


class History:
    """What a customer had bought by a cutoff, by days in New York."""

    def __init__(self, days: dict[date, float], cutoff: date) -> None:
        # Noon in UTC is the morning of the same day there.
        self.days = {day: amount for day, amount in days.items() if day <= cutoff}
        self.all, self.cutoff = days, cutoff
        self.frequency = len(self.days) - 1
        self.age_days = (cutoff - min(self.days)).days
        self.days_since_purchase = (cutoff - max(self.days)).days
        self.recency = self.age_days - self.days_since_purchase
        again = [amount for day, amount in self.days.items() if day > min(self.days)]
        self.mean = sum(again) / len(again) if again else None
        within = [amount for day, amount in self.days.items() if day > cutoff - timedelta(days=365)]
        self.purchase_days, self.value = len(within), round(sum(within), 2)
        self.last_purchases = self._within(cutoff - timedelta(days=90), cutoff)
        self.next_purchases = self._within(cutoff, cutoff + timedelta(days=90))

    def _within(self, after: date, until: date) -> int:
        return sum(after < day <= until for day in self.all)


def histories(cutoff: date) -> dict[str, History]:
    days: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    for customer, at, amount in orders():
        if at.date() <= SCORED_ON:
            days[customer][at.date()] += amount
    return {
        customer: History(bought, cutoff)
        for customer, bought in sorted(days.items())
        if min(bought) <= cutoff
    }
