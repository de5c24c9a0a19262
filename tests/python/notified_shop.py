"""The small shop with people who want to be told, and a mail server of theirs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import commands
import small_shop
from conftest import BuiltProject
from dagster import DagsterInstance, build_sensor_context
from mail_server import MailServer, mail_server
from warehouses import TARGET

from orchestration.defs.automation.follow_ups import follow_ups_sensor
from orchestration.notices.turn import take_turn
from orchestration.project.project import Project
from orchestration.warehouse.writer import only_writer

NOTIFY = {
    "recent": [
        {"when": "enter", "to": "vp", "within": 24, "escalate_to": ["owner", "boss@shop.example"]},
        {"when": "exit", "to": "owner", "digest": True},
        {"when": "size below 11", "to": "vp"},
        {"when": "held", "to": "owner", "within": 4},
    ],
    "quiet": [{"when": "exit", "to": "vp", "within": 48}],
}
VP, OWNER, BOSS = "vp@shop.example", "crm@example.com", "boss@shop.example"


@dataclass
class NotifiedShop:
    """A shop of one's own, and the server that its mails go to."""

    project: BuiltProject
    server: MailServer

    @property
    def environment(self) -> dict[str, str]:
        """What its commands are told."""
        return self.project.environment | self.server.environment

    def run(self, *arguments: str) -> Any:
        """Run a command that must succeed; gives its JSON."""
        done = commands.run([*arguments, "--json"], self.project.root, self.environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def refresh(self, day: str = small_shop.DAY, *arguments: str) -> list[tuple[str, str]]:
        """Refresh as of a day; gives the recipient and subject of each mail that it sent."""
        before = len(self.server.messages)
        self.run("refresh", "--as-of", day, *arguments)
        return self.told(before)

    def told(self, since: int = 0) -> list[tuple[str, str]]:
        """Recipient and subject of each mail, after the first so many."""
        mails = [(str(mail["To"]), str(mail["Subject"])) for mail in self.server.messages[since:]]
        return sorted((to, subject.removeprefix("warehouse_segments: ")) for to, subject in mails)

    def turn(self, hours: float) -> list[tuple[str, str]]:
        """A turn of notices so many hours from now, as the sensor takes it; gives what it sent."""
        before = len(self.server.messages)
        now = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=hours)
        with mock.patch.dict(os.environ, self.environment):
            project = Project(self.project.root, TARGET)
            manifest = json.loads(project.manifest_file.read_text(encoding="utf-8"))
            with only_writer(project):
                assert take_turn(project, manifest, now).sent.failed == {}
        return self.told(before)

    def look(self) -> list[tuple[str, str]]:
        """A look of the sensor; gives what it sent."""
        before = len(self.server.messages)
        with mock.patch.dict(os.environ, self.environment), DagsterInstance.ephemeral() as instance:
            follow_ups_sensor(Project(self.project.root, TARGET))(build_sensor_context(instance))
        return self.told(before)

    def order(self, *customers: str, day: str) -> None:
        """Have customers order something at noon of a day."""
        with self.project.connected(read_only=False) as connection:
            for customer in customers:
                connection.execute(
                    "insert into shop.orders"
                    " (event_id, customer_id, event_name, occurred_at, amount, channel)"
                    f" values ('late-{customer}-{day}', '{customer}', 'order', '{day} 12:00:00', 5.0, 'web')"
                )


@contextmanager
def notified_shop(project: BuiltProject, folder: Path) -> Iterator[NotifiedShop]:
    """Let people of a shop that has been refreshed be told, for as long as the block lasts."""
    small_shop.set_variables(project.root, people=f"{{vp: {VP}}}")
    for name, entries in NOTIFY.items():
        family, rule = small_shop.SEGMENTS[name]
        access = "private" if name in small_shop.HIDDEN else "public"
        small_shop.write_segment(project.root, name, rule, family, access=access, meta={"notify": entries})
    with mail_server(folder) as server:
        yield NotifiedShop(project, server)
