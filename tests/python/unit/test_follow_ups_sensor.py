"""Between refreshes the sensor sends what waits, keeps nobody from writing, and tells once what is down."""

from __future__ import annotations

import json

import pytest
from dagster import DagsterInstance, SkipReason, build_sensor_context
from mail_server import mail_server
from told_ledger import release, told_project

from orchestration.defs.automation.follow_ups import follow_ups_sensor
from orchestration.notices.keeping import note_release
from orchestration.notices.turn import is_due, write_down
from orchestration.project.present import utc_now
from orchestration.project.project import Project
from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.lock import writer_lock

VP = "vp@shop.example"
NOTIFY = [{"when": "enter", "to": VP, "within": 24}]


@pytest.fixture
def project(tmp_path) -> Project:
    """Somebody has entered, and the message waits."""
    project = told_project(tmp_path)
    node = {
        "name": "loyal",
        "resource_type": "model",
        "original_file_path": "models/segments/value/loyal.sql",
    }
    node |= {"tags": ["daily"], "config": {"meta": {"rule": "true", "features": {}, "notify": NOTIFY}}}
    project.manifest_file.parent.mkdir(parents=True)
    project.manifest_file.write_text(json.dumps({"nodes": {"loyal": node}}), encoding="utf-8")
    for number, customer in ((1, "a"), (2, "c")):
        with open_warehouse(project) as warehouse:
            note_release(warehouse, number)
            release(warehouse, number, [customer])
        write_down(project, json.loads(project.manifest_file.read_text()), utc_now())
    return project


class Sensor:
    """The sensor with the cursor of its last look."""

    def __init__(self, project: Project, instance: DagsterInstance) -> None:
        self._sensor, self._instance, self._cursor = follow_ups_sensor(project), instance, None

    def look(self) -> str:
        """What a look says."""
        context = build_sensor_context(self._instance, cursor=self._cursor)
        skipped = self._sensor(context)
        assert isinstance(skipped, SkipReason)
        self._cursor = context.cursor
        return str(skipped.skip_message)


def test_what_waits_is_sent_and_a_way_that_is_down_is_told_once(project, tmp_path, monkeypatch):
    down, nothing = "SEGMENTS_SMTP names no mail server.", "Nothing is to be told now."
    monkeypatch.delenv("SEGMENTS_SMTP", raising=False)
    with DagsterInstance.ephemeral() as instance, mail_server(tmp_path) as server:
        sensor = Sensor(project, instance)
        with writer_lock(project.lock_file):
            assert "Another refresh is running" in sensor.look()
        for _ in range(3):
            assert sensor.look() == f"Written down: 0. Sent: 0. {down}"
            # What failed waits before it is tried again: nobody is kept from writing meanwhile.
            assert sensor.look() == nothing
            _end_pauses(project)
        assert project.notices_file.read_text().count(down) == 1
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        assert sensor.look() == "Written down: 0. Sent: 1."
        assert sensor.look() == nothing
        assert [to for to, _ in server.got] == [VP]


def test_a_person_who_was_reached_meanwhile_is_told_of_again(project, tmp_path, monkeypatch):
    """The second time that a mail server refused somebody, nobody heard of it."""
    again = "update notices.messages set confirmed_at = null, attempts = 0"
    with DagsterInstance.ephemeral() as instance, mail_server(tmp_path) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        sensor = Sensor(project, instance)
        for refused, told in (({VP}, 1), ({VP}, 1), (set(), 1), ({VP}, 2)):
            server.refused.clear()
            server.refused.update(refused)
            with open_warehouse(project) as warehouse:
                warehouse.execute(again)
            sensor.look()
            assert project.notices_file.read_text().count("refused the recipient") == told


def test_a_release_whose_refresh_was_killed_is_due(project):
    manifest, now = json.loads(project.manifest_file.read_text()), utc_now()
    with open_warehouse(project) as warehouse:
        warehouse.execute("update notices.messages set confirmed_at = written_at")
        assert not is_due(project, warehouse, manifest, now)
        note_release(warehouse, 3)
        assert not is_due(project, warehouse, manifest, now)
        release(warehouse, 3, ["d"])
        assert is_due(project, warehouse, manifest, now)


def _end_pauses(project: Project) -> None:
    with open_warehouse(project) as warehouse:
        warehouse.execute("update notices.messages set tried_at = tried_at - interval '1 day'")
