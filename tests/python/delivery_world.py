"""A warehouse in a file with what deliveries read: members, contact points and consents, written by hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import yaml
from sftp_server import PASSWORD

from orchestration.delivery.export import Delivery
from orchestration.delivery.round import export
from orchestration.project.project import Project

ROOT = Path(__file__).parents[2]
TABLES = """
create schema ledger;
create schema core;
create schema contacts;
create table core.customers (customer_id varchar);
create table ledger.current_members (segment varchar, customer_id varchar, access varchar);
create table ledger.current_versions (segment varchar, access varchar, status varchar, as_of timestamp);
create table ledger.recorded_arms (campaign varchar, segment varchar, arm varchar);
create table ledger.arm_members (campaign varchar, segment varchar, customer_id varchar, arm varchar);
create table contacts.contact_points (customer_id varchar, email varchar, phone varchar);
create table contacts.contactable (customer_id varchar, channel varchar);
create table contacts.contacts_made
    (customer_id varchar, channel varchar, destination varchar, segment varchar, sent_at timestamp);
"""


def loyal_world(root: Path, number: int) -> World:
    """So many customers, all of whom are loyal and can be contacted by e-mail."""
    world = World(root)
    everybody = customers(*range(number))
    world.know(everybody)
    world.publish("loyal", everybody)
    world.allow(everybody)
    return world


def sound(world: World, **how: Any) -> None:
    """Deliver to all destinations without a problem."""
    deliveries = world.export(**how)
    assert deliveries and [each.problems for each in deliveries.values()] == [[]] * len(deliveries)


class World:
    """A project's folder, and its warehouse as a refresh would leave it."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        for name in ("dbt_project.yml", "profiles.yml"):
            shutil.copy(ROOT / name, root / name)
        (root / "destinations").mkdir()
        # By which the command knows a project of segments.
        (root / "macros" / "predicates").mkdir(parents=True)
        self.root = root
        self.project = Project(root, "duckdb")
        self.project.warehouse_file.parent.mkdir()
        self.run(TABLES)

    @contextmanager
    def connected(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The warehouse's file."""
        with duckdb.connect(str(self.project.warehouse_file)) as connection:
            yield connection

    def run(self, statement: str, values: Iterable[Any] = ()) -> None:
        """Run statements."""
        with self.connected() as connection:
            connection.execute(statement, list(values))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self.connected() as connection:
            return connection.execute(query).fetchall()

    def publish(self, segment: str, members: Iterable[str], access: str = "public") -> None:
        """Give a segment these members, as a release does."""
        with self.connected() as connection:
            for table in ("current_members", "current_versions"):
                connection.execute(f"delete from ledger.{table} where segment = ?", [segment])
            connection.execute(
                "insert into ledger.current_versions values (?, ?, 'live', current_date)", [segment, access]
            )
            rows = [(segment, member, access) for member in members]
            if rows:
                connection.executemany("insert into ledger.current_members values (?, ?, ?)", rows)

    def start(self, campaign: str, segment: str, **arms: Iterable[str]) -> None:
        """Record the customers of each arm of a campaign, as `segments start-campaign` does."""
        with self.connected() as connection:
            for arm, members in arms.items():
                connection.execute(
                    "insert into ledger.recorded_arms values (?, ?, ?)", [campaign, segment, arm]
                )
                for member in members:
                    row = [campaign, segment, member, arm]
                    connection.execute("insert into ledger.arm_members values (?, ?, ?, ?)", row)

    def know(self, customers: Iterable[str], **contacts: str) -> None:
        """Have these customers, with an address and a number each unless others are given."""
        with self.connected() as connection:
            for customer in customers:
                connection.execute("delete from contacts.contact_points where customer_id = ?", [customer])
                connection.execute("delete from core.customers where customer_id = ?", [customer])
                connection.execute("insert into core.customers values (?)", [customer])
                email = contacts.get("email", f"{customer}@example.com")
                phone = contacts.get("phone", f"+45 70 {customer[1:]:0>6}")
                connection.execute(
                    "insert into contacts.contact_points values (?, ?, ?)", [customer, email, phone]
                )

    def allow(self, customers: Iterable[str], channel: str = "email") -> None:
        """Let exactly these customers be contacted on a channel."""
        with self.connected() as connection:
            connection.execute("delete from contacts.contactable where channel = ?", [channel])
            rows = [(customer, channel) for customer in customers]
            if rows:
                connection.executemany("insert into contacts.contactable values (?, ?)", rows)

    def declare(self, name: str, **said: Any) -> None:
        """Write a destination's file: one by e-mail unless told otherwise."""
        default = {"segments": ["loyal"], "columns": ["email"], "match": "email"}
        if "purpose" not in said and "channel" not in said:
            default["channel"] = "email"
        limits = {"requests_per_second": 1000, "batch_size": 3, "attempts": 2, **said.pop("limits", {})}
        content = {**default, **said, "limits": limits}
        file = self.root / "destinations" / f"{name}.yml"
        file.write_text(yaml.safe_dump(content), encoding="utf-8")

    def export(self, name: str | None = None, **how: Any) -> dict[str, Delivery]:
        """Deliver in this process; the deliveries by destination."""
        return {each.destination: each for each in export(self.project, name, **how)}

    def launch(self, *arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Deliver in a process of its own, which may be killed."""
        return subprocess.Popen(
            [sys.executable, "-m", "orchestration.cli", "export", *arguments],
            cwd=self.root,
            env={**os.environ, **settings(), "DBT_PROFILES_DIR": str(self.root), **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def settings() -> dict[str, str]:
    """What a process needs to find the code that is tested, and to wait for nothing long."""
    return {"PYTHONPATH": str(ROOT), "SEGMENTS_DELIVERY_FIRST_WAIT": "0.01", "SFTP_PASSWORD": PASSWORD}


def customers(*numbers: int) -> list[str]:
    """Ids of customers by number."""
    return [f"c{number}" for number in numbers]
