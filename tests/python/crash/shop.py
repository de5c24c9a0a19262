"""A shop in copies of the project, and the changes that all of them get between refreshes."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import small_shop
import warehouses

OPENED = datetime(2024, 3, 1, 15)
# No two rows of an event arrive at once, because it would be undefined which of them counts.
TICK = timedelta(seconds=1)
TABLES = """
create schema shop;
create table shop.customers (customer_id varchar, country varchar, points bigint, joined_on date);
create table shop.orders (
    event_id varchar, customer_id varchar, event_name varchar, occurred_at timestamp, loaded_at timestamp,
    amount decimal(18, 4), channel varchar, is_deleted boolean
);
"""
SEGMENTS = {
    "loyal": "{{ did('order', at_least=3) }}",
    "recent": "{{ did('order', within_days=10) }}",
    "swedes": "country = 'SE'",
    "loyal_swedes": "{{ in_segment('loyal') }} and {{ in_segment('swedes') }}",
    "spenders": "{{ total('order', 'amount', within_days=45) }} >= 300",
    "top": "{{ decile_of(total('order', 'amount')) }} <= 2 or points > 900",
    "browsers": "{{ count_of('visit', within_days=7) }} > {{ count_of('order', within_days=7) }}",
    "fresh": "{{ did('visit', within_hours=30) }}",
    "invited": "{{ in_list('vip') }}",
    "lapsing": "{{ was_in_segment('recent') }} and not {{ in_segment('recent') }}",
    "newcomers": "{{ entered_segment('loyal', within_days=20) }}",
    "gold": "{{ total('order', 'amount') }} >= 600",
    "silver": "{{ total('order', 'amount') }} >= 200",
    "quiet": "not {{ did('order') }}",
    "narrow": "{{ did('visit', within_days=14) }}",
}
CONFIG: dict[str, dict] = {
    "gold": {"meta": {"priority_group": "tier", "priority": 1}},
    "silver": {"meta": {"priority_group": "tier", "priority": 2}},
    "quiet": {"access": "private"},
    # It exceeds this now and then. It is then held, and its last good members stay.
    "narrow": {"meta": {"size_band": [1, 22]}},
}
EDITS = {
    "loyal": "{{{{ did('order', at_least={0}) }}}}",
    "recent": "{{{{ did('order', within_days={0}) }}}}",
    "swedes": "country = 'SE' or points < {0}",
    "top": "{{{{ decile_of(total('order', 'amount')) }}}} <= {0} or points > 900",
}


@dataclass
class Shop:
    """The projects' folders, and a seeded source of changes."""

    roots: list[Path]
    chance: random.Random
    clock: datetime = OPENED
    latest: datetime = OPENED
    now: datetime = OPENED
    customers: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    files_changed: bool = True
    _queries: list[str] = field(default_factory=list)

    def open(self) -> None:
        """Replaces what the project has with the shop."""
        for root in self.roots:
            shutil.rmtree(root / "models" / "segments")
            (root / "models" / "segments").mkdir()
            small_shop.write_groups(root)
            small_shop.point_at(root, "shop.customers", "shop.orders")
            (root / "warehouse").mkdir(exist_ok=True)
        self._query(TABLES)
        for _ in range(30):
            self._customer_comes()
        for _ in range(150):
            self._event(self._name(), self.now - timedelta(hours=self.chance.randrange(1500)))
        self._event("order"), self._event("visit")
        self.invited = self.customers[:3]
        self._write_lists()
        for name, rule in SEGMENTS.items():
            self._write(name, rule)
        self._send()

    def go_on(self) -> str:
        """Makes one to three changes, and may let time pass. Returns what happened."""
        self.now += timedelta(minutes=self.chance.randrange(1, 90))
        happenings: list[Callable[[], None]] = self.chance.choices(
            (
                self._events_arrive, self._event_is_corrected, self._event_is_deleted, self._event_repeats,
                self._customer_comes, self._customer_goes, self._trait_changes, self._list_changes,
                self._segment_is_edited, self._segment_comes_or_goes, self._clock_moves,
            ),
            weights=(6, 3, 3, 2, 2, 1, 3, 1, 2, 2, 6),
            k=self.chance.randrange(1, 4),
        )  # fmt: skip
        for happens in happenings:
            happens()
        self._send()
        return ", ".join(happens.__name__.strip("_") for happens in happenings)

    def as_of(self) -> str:
        """Returns the clock in the form that a refresh takes."""
        return self.clock.isoformat()

    def _clock_moves(self) -> None:
        """Moves the clock: mostly forward, sometimes back, and then to exactly where it was."""
        if self.clock < self.latest and self.chance.random() < 0.5:
            self.clock = self.latest
            return
        steps = (
            timedelta(minutes=20),
            timedelta(hours=1),
            timedelta(days=1),
            timedelta(days=9),
            -timedelta(days=2),
        )
        self.clock += self.chance.choices(steps, weights=(2, 4, 4, 1, 2))[0]
        self.latest = max(self.latest, self.clock)
        self.now = max(self.now, self.clock)

    def _events_arrive(self) -> None:
        for _ in range(self.chance.randrange(1, 8)):
            # Half of them are late, some by months.
            late = self.chance.choice((0, 0, 0, 2, 30, 700, 2000))
            self._event(self._name(), self.now - timedelta(hours=late, minutes=self.chance.randrange(60)))

    def _event(self, name: str, at: datetime | None = None) -> None:
        event, customer = f"e{len(self.orders)}", self.chance.choice(self.customers)
        self.orders.append(event)
        self._insert_event(event, customer, name, at or self.now, is_deleted=False)

    def _event_is_corrected(self) -> None:
        at = self.now - timedelta(hours=self.chance.randrange(1000))
        event, customer = self.chance.choice(self.orders), self.chance.choice(self.customers)
        self._insert_event(event, customer, self._name(), at, is_deleted=False)

    def _event_is_deleted(self) -> None:
        event, customer = self.chance.choice(self.orders), self.chance.choice(self.customers)
        self._insert_event(event, customer, self._name(), self.now, is_deleted=True)

    def _event_repeats(self) -> None:
        self.now += TICK
        event = self.chance.choice(self.orders)
        self._query(
            "insert into shop.orders select event_id, customer_id, event_name, occurred_at,"
            f" timestamp '{self.now}' as loaded_at, amount, channel, is_deleted from shop.orders as earlier"
            f" where event_id = '{event}' order by earlier.loaded_at desc limit 1"
        )

    def _insert_event(self, event: str, customer: str, name: str, at: datetime, *, is_deleted: bool) -> None:
        self.now += TICK
        amount, channel = self.chance.randrange(10, 400), self.chance.choice(("web", "store"))
        self._query(
            f"insert into shop.orders values ('{event}', '{customer}', '{name}', '{at}', '{self.now}',"
            f" {amount}, '{channel}', {is_deleted})"
        )

    def _customer_comes(self) -> None:
        customer = f"c{len(self.customers):03}"
        self.customers.append(customer)
        country = self.chance.choice(("'SE'", "'NO'", "null"))
        points = self.chance.randrange(1000)
        self._query(f"insert into shop.customers values ('{customer}', {country}, {points}, '{self.now:%F}')")

    def _customer_goes(self) -> None:
        self._query(f"delete from shop.customers where customer_id = '{self.chance.choice(self.customers)}'")

    def _trait_changes(self) -> None:
        country, points = self.chance.choice(("'SE'", "'NO'", "null")), self.chance.randrange(1000)
        self._query(
            f"update shop.customers set country = {country}, points = {points}"
            f" where customer_id = '{self.chance.choice(self.customers)}'"
        )

    def _list_changes(self) -> None:
        customer = self.chance.choice(self.customers[5:])
        if customer in self.invited:
            self.invited.remove(customer)
        else:
            self.invited.append(customer)
        self._write_lists()

    def _segment_is_edited(self) -> None:
        name = self.chance.choice(list(EDITS))
        self._write(name, EDITS[name].format(self.chance.randrange(2, 9)))

    def _segment_comes_or_goes(self) -> None:
        if self.extra and self.chance.random() < 0.5:
            name = self.extra.pop()
            for root in self.roots:
                for ending in ("sql", "yml"):
                    (root / "models" / "segments" / "value" / f"{name}.{ending}").unlink()
            self.files_changed = True
            return
        name = f"extra_{len(self.extra)}"
        self.extra.append(name)
        self._write(name, f"{{{{ count_of('order', within_days={self.chance.randrange(2, 60)}) }}}} >= 2")

    def _write(self, name: str, rule: str) -> None:
        for root in self.roots:
            small_shop.write_segment(root, name, rule, **CONFIG.get(name, {}))
        self.files_changed = True

    def _write_lists(self) -> None:
        for root in self.roots:
            with (root / "seeds" / "imported_list_rows.csv").open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(("list_name", "customer_id", "added_at", "added_by"))
                writer.writerows(("vip", customer, OPENED, "test") for customer in self.invited)
        self.files_changed = True

    def _name(self) -> str:
        return self.chance.choice(("order", "order", "visit"))

    def _query(self, sql: str) -> None:
        self._queries.append(sql)

    def _send(self) -> None:
        for root in self.roots:
            with warehouses.connected(root, read_only=False) as connection:
                for query in self._queries:
                    connection.execute(query)
        self._queries.clear()
