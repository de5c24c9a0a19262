"""Between refreshes the sensor sends what waits, keeps nobody from writing, and tells once what is down."""

from __future__ import annotations

import json

import pytest
from dagster import DagsterInstance, SkipReason, build_sensor_context
from mail_server import mail_server
from told_ledger import release, told_project

from orchestration.defs.automation.follow_ups import follow_ups_sensor
from orchestration.notices.following import acknowledge, follow_ups
from orchestration.notices.keeping import note_release
from orchestration.notices.turn import write_down
from orchestration.project.present import utc_now
from orchestration.project.project import Project
from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.lock import writer_lock

VP, BOSS = "vp@shop.example", "boss@shop.example"
NOTIFY = [{"when": "enter", "to": VP, "within": 24, "escalate_to": [BOSS]}]
EARLIER = "update notices.notices set due_at = opened_at - interval '1 hour'"


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


def test_what_waits_is_sent_escalated_and_then_left_alone(project, tmp_path, monkeypatch):
    sensor = follow_ups_sensor(project)
    cursor: str | None = None

    def look(instance: DagsterInstance) -> str:
        nonlocal cursor
        context = build_sensor_context(instance, cursor=cursor)
        skipped = sensor(context)
        assert isinstance(skipped, SkipReason)
        cursor = context.cursor
        return str(skipped.skip_message)

    down = "SEGMENTS_SMTP names no mail server."
    monkeypatch.delenv("SEGMENTS_SMTP", raising=False)
    with DagsterInstance.ephemeral() as instance, mail_server(tmp_path) as server:
        with writer_lock(project.lock_file):
            assert "Another refresh is running" in look(instance)
        for _ in range(2):
            assert look(instance) == down
            _end_pauses(project)
        assert project.notices_file.read_text().count(down) == 1
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        assert look(instance) == "What waited was sent."
        assert look(instance) == "Nothing waits to be sent."
        with open_warehouse(project) as warehouse:
            warehouse.execute(EARLIER)
        assert look(instance) == "What waited was sent."
        assert [to for to, _ in server.got] == [VP, BOSS]
        with open_warehouse(project) as warehouse:
            (waiting,) = follow_ups(warehouse, utc_now())
            acknowledge(warehouse, waiting["notice"], "Called.", "anna", utc_now())
        assert look(instance) == "Nothing waits to be sent."


def _end_pauses(project: Project) -> None:
    with open_warehouse(project) as warehouse:
        warehouse.execute("update notices.messages set tried_at = tried_at - interval '1 day'")
