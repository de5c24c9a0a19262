"""A shop's releases, week by week, delivered by a line that breaks, by processes that are killed."""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import open_in_memory
from delivery_world import World
from faulty_server import serving
from sftp_server import sftp_server

from .killed import run

SEGMENTS = {"crm": ("loyal", "recent"), "hook": ("swedes",), "sales": ("loyal",), "partner": ("recent",)}
# Of all requests this share goes wrong, in one of seven ways.
FAULTS = 0.25
# Runs of which one must end in order, with the line as bad as it is.
PATIENCE = 60


@dataclass
class Report:
    """What happened, and what must not have."""

    weeks: int = 0
    kills: int = 0
    runs: int = 0
    requests: int = 0
    repeated: int = 0
    rows: int = 0
    removed: int = 0
    again: int = 0
    problems: list[str] = field(default_factory=list)


class Replay:
    """One shop with two services, a file and a file on a server, from the first release to the last."""

    def __init__(self, root: Path, seed: int) -> None:
        self.world = World(root)
        self.random = random.Random(seed)
        self.report = Report()
        self.consents: set[str] = set()
        self.emails: dict[str, str] = {}
        self.number = 0

    def run(self, weeks: int, kills: int) -> Report:
        """So many releases; at least so many deliveries are killed."""
        with (
            open_in_memory() as shop,
            serving() as (crm, first),
            serving() as (hook, second),
            sftp_server(self.world.root.parent / "partner") as self.partner,
        ):
            self.partner.chance = FAULTS
            self.services = {"crm": crm, "hook": hook}
            for seed, service in enumerate(self.services.values()):
                service.chance, service.random = FAULTS, random.Random(seed)
            self._declare(first, second)
            for week in range(weeks):
                self._change(shop, week)
                held = ["loyal"] if week % 5 == 4 else []
                shop.refresh(held)
                self._publish(shop)
                left = max(0, kills - self.report.kills)
                self._deliver(-(-left // (weeks - week)), week)
                self._compare(week)
            self.report.weeks = weeks
            self._count()
        return self.report

    def _declare(self, first: str, second: str) -> None:
        limits = {"max_removed": 1, "batch_size": 4, "attempts": 2}
        self.world.declare(
            "crm", kind="rest", url=f"{first}/members", segments=[*SEGMENTS["crm"]], limits=limits
        )
        self.world.declare(
            "hook", kind="rest", url=second, remove_url=f"{second}/gone", segments=["swedes"], limits=limits
        )
        self.world.declare("partner", **self.partner.said(), segments=[*SEGMENTS["partner"]], limits=limits)
        self.world.declare(
            "sales",
            kind="file",
            path="out/{segment}.csv",
            purpose="internal",
            columns=["customer_id"],
            match="customer_id",
            limits=limits,
        )

    def _change(self, shop: Any, week: int) -> None:
        """New orders, customers, addresses and decisions."""
        execute = shop.database.execute
        known = [row[0] for row in execute("select customer_id from shop.customers order by 1").fetchall()]
        if week:
            for number in range(2):
                newcomer = f"n{week}-{number}"
                country = self.random.choice(["SE", "NO"])
                execute("insert into shop.customers values (?, ?)", [newcomer, country])
                known.append(newcomer)
            gone = self.random.choice(known)
            execute("delete from shop.customers where customer_id = ?", [gone])
            execute("delete from shop.orders where customer_id = ?", [gone])
            known.remove(gone)
            for _ in range(12):
                self.number += 1
                customer = self.random.choice(known)
                execute(
                    "insert into shop.orders select ?, ?, 'order', max(occurred_at), 10.0, 'web',"
                    " max(loaded_at) + interval '1 minute' from shop.orders",
                    [f"w{self.number}", customer],
                )
        self.consents &= set(known)
        for customer in known:
            if self.random.random() < (0.05 if week else 0.8):
                self.consents ^= {customer}
            if customer not in self.emails or self.random.random() < 0.03:
                self.emails[customer] = self._address(customer)
        self.emails = {customer: self.emails[customer] for customer in known}

    def _address(self, customer: str) -> str:
        """A new address, at times with capitals, and at times that of somebody else."""
        if self.emails and self.random.random() < 0.1:
            return self.random.choice(sorted(self.emails.values()))
        self.number += 1
        address = f"{customer}.{self.number}@example.com"
        return address.title() if self.random.random() < 0.3 else address

    def _publish(self, shop: Any) -> None:
        """Put the release, and what is known of customers, where the command finds them."""
        rows = {
            "ledger.current_members": "select segment, customer_id, access from ledger.current_members",
            "ledger.current_versions": "select segment, access, status, as_of from ledger.current_versions",
            "core.customers": "select customer_id from core.customers",
        }
        with self.world.connected() as connection:
            for table, query in rows.items():
                connection.execute(f"delete from {table}")
                found = shop.database.execute(query).fetchall()
                marks = ", ".join("?" * len(found[0]))
                connection.executemany(f"insert into {table} values ({marks})", found)
            connection.execute("delete from contacts.contact_points")
            connection.execute("delete from contacts.contactable")
            points = [(customer, email, None) for customer, email in self.emails.items()]
            connection.executemany("insert into contacts.contact_points values (?, ?, ?)", points)
            agreed = [(customer, "email") for customer in sorted(self.consents)]
            connection.executemany("insert into contacts.contactable values (?, ?)", agreed)
        barred = {email.upper() for customer, email in self.emails.items() if customer not in self.consents}
        for service in self.services.values():
            service.barred = barred

    def _deliver(self, kills: int, week: int) -> None:
        """Deliver until a run ends in order; so many runs are killed before."""
        whole = 2.0
        for _ in range(PATIENCE):
            killed = kills > 0
            began = time.monotonic()
            code, said = run(self.world.root, None, self.random.uniform(0.05, whole) if killed else None)
            self.report.runs += 1
            if code is not None and code < 0:
                self.report.kills += 1
                kills -= 1
                continue
            whole = max(0.1, time.monotonic() - began)
            if code == 0:
                if killed:
                    # It was too quick for its kill.
                    continue
                return
            unexpected = [line for line in said.splitlines() if "attempts" not in line]
            if unexpected or not said:
                self.report.problems.append(f"week {week}: {unexpected or 'it ended without a word'}")
        self.report.problems.append(f"week {week}: no run ended in order")

    def _compare(self, week: int) -> None:
        """What each destination has against what was published, worked out here by plain Python."""
        members: dict[str, set[str]] = {}
        for segment, customer in self.world.rows("select segment, customer_id from ledger.current_members"):
            members.setdefault(segment, set()).add(customer)
        holders: dict[str, set[str]] = {}
        for customer, email in self.emails.items():
            holders.setdefault(email.strip().lower(), set()).add(customer)
        for name, service in self.services.items():
            for segment in SEGMENTS[name]:
                expected = self._agreed(holders, members, segment)
                self._differ(f"week {week}: {name}: {segment}", service.keys(segment), expected)
            for offence in service.offences:
                self.report.problems.append(f"week {week}: {name}: {offence}")
            service.offences.clear()
        # If no run ended in order, the file may not be there: the problems say why.
        rows = csv.DictReader(self.partner.files().get("recent.csv", "").splitlines())
        delivered = {row["email"].strip().lower() for row in rows}
        self._differ(f"week {week}: partner", delivered, self._agreed(holders, members, "recent"))
        with (self.world.root / "out/loyal.csv").open(encoding="utf-8", newline="") as file:
            delivered = {row["customer_id"] for row in csv.DictReader(file)}
        self._differ(f"week {week}: sales", delivered, members.get("loyal", set()))

    def _agreed(
        self, holders: Mapping[str, set[str]], members: Mapping[str, set[str]], segment: str
    ) -> set[str]:
        """The addresses of a segment's members all of whose holders agreed."""
        return {
            key
            for key, customers in holders.items()
            if customers <= self.consents and customers & members.get(segment, set())
        }

    def _differ(self, where: str, delivered: set[str], expected: set[str]) -> None:
        if delivered != expected:
            more, fewer = sorted(delivered - expected), sorted(expected - delivered)
            self.report.problems.append(f"{where}: too many {more[:5]}, missing {fewer[:5]}")

    def _count(self) -> None:
        self.report.requests += self.partner.connections
        for service in self.services.values():
            self.report.requests += len(service.requests)
            self.report.rows += len(service.rows)
            self.report.again += service.again
            self.report.repeated += sum(times - 1 for times in service.times.values())
            self.report.removed += sum(said[0] == "remove" for said in service.rows.values())
