"""What runs by itself: when a refresh is due, what a campaign changes, arrivals, retries and notices."""

import http.server
import json
import shutil
import threading
import uuid
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
import small_shop
from conftest import ROOT
from dagster import (
    DagsterInstance,
    DagsterRun,
    RunRequest,
    SkipReason,
    build_schedule_context,
    build_sensor_context,
)

from orchestration.defs.automation.arrivals import arrivals_sensor
from orchestration.defs.automation.due import due_schedule
from orchestration.defs.jobs import run_config
from orchestration.defs.notices import MAIL_SERVER, MAIL_TO, WEBHOOK, notify
from orchestration.project.project import Project
from orchestration.publication.lateness import with_lateness
from orchestration.rules.cadences import last_due, late_after, most_demanding
from orchestration.rules.campaigns import FILE, cadences_on, campaign_mistakes
from orchestration.warehouse.lock import writer_lock

NEW_YORK = ZoneInfo("America/New_York")
# What the last refresh noted of the input.
SEEN = "create table core.input_watermark as select max(loaded_at) as watermark from shop.orders"

HEAD = "campaign,segment,starts_on,ends_on,cadence\n"
TODAY = datetime.now(NEW_YORK).date()
NOW = datetime.now(UTC).replace(tzinfo=None)


def _campaigns(project: Project, *rows: str) -> None:
    (project.root / FILE).write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def _segment(name: str, cadence: str) -> dict:
    meta = {"rule": "true", "features": {}}
    file = f"models/segments/value/{name}.sql"
    node = {"name": name, "original_file_path": file, "resource_type": "model", "tags": [cadence]}
    return node | {"config": {"meta": meta}}


@pytest.fixture
def project(tmp_path) -> Project:
    """A project as a refresh parsed it: a daily and a weekly segment on somebody's own orders."""
    for part in ("dbt_project.yml", "profiles.yml"):
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, tmp_path / part)
    for folder in ("seeds", "target", "warehouse"):
        (tmp_path / folder).mkdir()
    small_shop.point_at(tmp_path, "shop.customers", "shop.orders")
    project = Project(tmp_path, "duckdb")
    nodes = {
        name: _segment(name, cadence) for name, cadence in {"loyal": "weekly", "recent": "daily"}.items()
    }
    project.manifest_file.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    return project


def test_a_refresh_is_due_at_the_hour_the_day_or_the_week_of_the_projects_zone():
    tuesday = datetime(2024, 3, 12, 4, 30, tzinfo=NEW_YORK)
    assert last_due("hourly", tuesday) == datetime(2024, 3, 12, 8, tzinfo=UTC)
    assert last_due("daily", tuesday) == datetime(2024, 3, 11, 9, tzinfo=UTC)
    # Before that Sunday's change of the clocks.
    assert last_due("daily", tuesday - timedelta(days=2)) == datetime(2024, 3, 9, 10, tzinfo=UTC)
    assert last_due("weekly", tuesday) == datetime(2024, 3, 11, 9, tzinfo=UTC)
    assert last_due("weekly", tuesday - timedelta(days=1)) == datetime(2024, 3, 4, 10, tzinfo=UTC)
    assert last_due("static", tuesday) is None
    assert most_demanding(["weekly", "daily", "static"]) == "daily"
    assert most_demanding([]) == "static"


def test_a_running_campaign_lends_its_cadence_and_takes_it_back(project):
    # The day is the test's own: a machine's may end between two lines.
    yesterday, day, tomorrow = (date(2024, 3, number) for number in (11, 12, 13))
    own = {"loyal": "weekly", "recent": "daily"}
    _campaigns(project, f"spring,loyal,{yesterday},{day},hourly", f"spring,recent,{day},{day},weekly")
    assert cadences_on(project, own, day) == {"loyal": "hourly", "recent": "daily"}
    assert cadences_on(project, own, yesterday) == {"loyal": "hourly", "recent": "daily"}
    assert cadences_on(project, own, tomorrow) == own
    _campaigns(project, f"spring,loyal,{tomorrow},{tomorrow},hourly")
    assert cadences_on(project, own, day) == own


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "c,royal,2024-01-01,2999-01-01,daily",
            "segment: no segment is called 'royal'; the nearest is 'loyal'",
        ),
        ("c,loyal,2024-02-01,2024-01-01,daily", "ends_on: 2024-01-01 is before starts_on 2024-02-01"),
        (
            "c,loyal,2024-01-01,2024-02-01,hurly",
            "cadence: 'hurly' is not a cadence for campaigns; the nearest is 'hourly'",
        ),
        (
            "c,loyal,1.2.2024,2024-02-01,daily",
            "starts_on: '1.2.2024' is not a date; write it like 2017-06-30",
        ),
        ("c,,2024-01-01,2024-02-01,daily", "segment: nothing is given"),
    ],
)
def test_a_campaign_that_is_wrong_gets_one_sentence(project, row, sentence):
    _campaigns(project, row)
    assert list(campaign_mistakes(project, ["loyal", "recent"])) == [f"{FILE}: line 2: {sentence}"]


def test_the_segment_of_a_campaign_that_is_over_may_be_gone(project):
    _campaigns(project, "c,royal,2017-01-01,2017-02-01,daily")
    assert not list(campaign_mistakes(project, ["loyal"]))


def _tick(project: Project, instance: DagsterInstance, at: datetime) -> RunRequest | SkipReason:
    context = build_schedule_context(instance, scheduled_execution_time=at)
    return due_schedule(project)(context)


def test_the_schedule_asks_for_one_refresh_when_the_most_demanding_segment_is_due(project):
    now = datetime.now(NEW_YORK)
    morning = now.replace(hour=5, minute=0, second=0, microsecond=0)
    morning += timedelta(days=1 if morning <= now else 0)
    with DagsterInstance.local_temp() as instance:
        first = _tick(project, instance, morning)
        assert isinstance(first, RunRequest)
        assert first.tags["segments/because"].startswith("daily since")
        assert first.tags["segments/because"].endswith("recent")
        _begin_refresh(instance)
        # The one that was due on the day before has begun just now.
        assert isinstance(_tick(project, instance, morning - timedelta(minutes=1)), SkipReason)
        assert isinstance(_tick(project, instance, morning), RunRequest)
        _campaigns(project, f"sale,loyal,{TODAY},{TODAY + timedelta(days=1)},hourly")
        by_campaign = _tick(project, instance, morning + timedelta(hours=3))
        assert by_campaign.tags["segments/because"].startswith("hourly since")
        assert by_campaign.tags["segments/because"].endswith("loyal")


def test_a_refresh_of_the_past_does_not_count_as_one_of_the_present(project):
    morning = datetime.combine(TODAY, datetime.min.time(), NEW_YORK)
    with DagsterInstance.local_temp() as instance:
        _begin_refresh(instance, as_of="2024-01-31")
        assert isinstance(_tick(project, instance, morning), RunRequest)


def _begin_refresh(instance: DagsterInstance, **config) -> None:
    run = DagsterRun(job_name="refresh", run_id=str(uuid.uuid4()), run_config=run_config(**config))
    instance.add_run(run)


def _sensor_of_arrived(project):
    """The sensor, where the shop's orders arrived and a refresh has seen them."""
    with duckdb.connect(str(project.warehouse_file)) as warehouse:
        small_shop.load(warehouse)
        for statement in (*small_shop.ARRIVED, "create schema core", SEEN):
            warehouse.execute(statement)
    return arrivals_sensor(project)


def test_an_arrival_starts_one_refresh_and_none_while_somebody_writes(project):
    sensor = _sensor_of_arrived(project)
    with DagsterInstance.ephemeral() as instance:
        assert "Nothing has arrived" in _asked(sensor, instance, None).skip_message
        with duckdb.connect(str(project.warehouse_file)) as warehouse:
            warehouse.execute("update shop.orders set loaded_at = '2024-04-01 13:00' where event_id = 'o1-0'")
        with writer_lock(project.lock_file):
            assert "Another refresh is running" in _asked(sensor, instance, None).skip_message
        found = _asked(sensor, instance, None)
        assert [run.run_key for run in found.run_requests] == ["loaded at 2024-04-01T13:00:00"]
        assert "Nothing has arrived" in _asked(sensor, instance, found.cursor).skip_message
        _begin_refresh(instance)
        assert "the next refresh may begin at" in _asked(sensor, instance, None).skip_message


@pytest.mark.parametrize("wrong", ["2099-01-01 12:00", "infinity"])
def test_a_row_loaded_in_days_to_come_hides_no_arrival(project, wrong):
    """The newest loaded_at of all was 2099 for good, so that nothing was newer."""
    sensor, cursor = _sensor_of_arrived(project), None
    note = SEEN.replace("create table", "create or replace table")
    with DagsterInstance.ephemeral() as instance:
        for event, loaded_at in (("wrong", wrong), ("right", f"{NOW}")):
            with duckdb.connect(str(project.warehouse_file)) as warehouse:
                warehouse.execute(
                    f"insert into shop.orders select * replace ('{event}' as event_id,"
                    f" timestamp '{loaded_at}' as loaded_at) from shop.orders limit 1"
                )
            looked = _asked(sensor, instance, cursor)
            if event == "wrong":
                cursor = getattr(looked, "cursor", None)
                # The refresh that it may start takes it in.
                with duckdb.connect(str(project.warehouse_file)) as warehouse:
                    warehouse.execute(note)
        assert [run.run_key for run in looked.run_requests] == [f"loaded at {NOW.isoformat()}"]


def test_the_sensor_minds_what_arrivals_minutes_says_now(project):
    sensor = _sensor_of_arrived(project)
    with duckdb.connect(str(project.warehouse_file)) as warehouse:
        warehouse.execute("update shop.orders set loaded_at = '2024-04-01 13:00' where event_id = 'o1-0'")
    with DagsterInstance.ephemeral() as instance:
        _begin_refresh(instance)
        assert "the next refresh may begin at" in _asked(sensor, instance, None).skip_message
        for minutes, asks in (("null", False), ("0", True)):
            small_shop.set_variables(project.root, arrivals_minutes=minutes)
            found = _asked(sensor, instance, None)
            assert bool(getattr(found, "run_requests", None)) is asks
        small_shop.set_variables(project.root, arrivals_minutes="null")
        assert "arrivals_minutes" in _asked(sensor, instance, None).skip_message


def test_an_input_that_is_gone_is_told_once_and_one_that_is_named_instead_is_refreshed(project):
    """The sensor raised each minute; and went on looking at the relation that it was started with."""
    sensor = _sensor_of_arrived(project)
    with DagsterInstance.ephemeral() as instance:
        said, cursor = _looked(sensor, instance, None)
        assert "Nothing has arrived" in said
        with duckdb.connect(str(project.warehouse_file)) as warehouse:
            warehouse.execute("create schema sales; create table sales.orders as from shop.orders")
            warehouse.execute("drop table shop.orders")
        gone = "dbt_project.yml: events_relation: shop.orders isn't in warehouse/warehouse.duckdb"
        for _ in range(2):
            said, cursor = _looked(sensor, instance, cursor)
            assert said.startswith(gone)
        assert project.notices_file.read_text().count(gone) == 1
        settings = project.root / "dbt_project.yml"
        settings.write_text(settings.read_text().replace("shop.orders", "sales.orders"))
        (run,) = _asked(sensor, instance, cursor).run_requests
        assert run.run_key == "the input is now shop.customers and sales.orders"


def _looked(sensor, instance: DagsterInstance, cursor: str | None) -> tuple[str, str | None]:
    """Why a look asked for no refresh, and what it keeps for the next."""
    context = build_sensor_context(instance, cursor=cursor)
    return sensor(context).skip_message, context.cursor


def _asked(sensor, instance: DagsterInstance, cursor: str | None):
    return sensor(build_sensor_context(instance, cursor=cursor))


def test_late_is_what_is_older_than_its_cadence_by_the_clock_of_living_data(project):
    def row(cadence, age, status="live", behind=timedelta(0)):
        published = NOW - age
        return {
            "segment": "loyal",
            "cadence": cadence,
            "status": status,
            "as_of": published - behind,
            "published_at": published,
        }

    day = timedelta(days=1)
    late = {
        "daily": row("daily", 1.2 * day),
        "hourly": row("hourly", 0.1 * day),
        "held": row("daily", 3 * day, status="held"),
    }
    fresh = {
        "daily": row("daily", 0.9 * day),
        "weekly": row("weekly", 6 * day),
        "static": row("static", 90 * day),
        "a look at the past": row("hourly", 90 * day, behind=400 * day),
        "retired": row("daily", 90 * day, status="retired"),
    }
    assert all(with_lateness(project, [row])[0]["late"] for row in late.values())
    assert not any(with_lateness(project, [row])[0]["late"] for row in fresh.values())
    _campaigns(project, f"sale,loyal,{TODAY - day},{TODAY + day},hourly")
    assert with_lateness(project, [fresh["weekly"]])[0]["late"]
    assert late_after("daily", None, None) is None


def test_a_notice_is_a_line_and_a_message_to_the_webhook(project, monkeypatch):
    received = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        monkeypatch.setenv(WEBHOOK, f"http://127.0.0.1:{server.server_port}/")
        notify(project, "segments held", ["loyal: too small", "recent: too large"])
    assert received == [{"text": "warehouse_segments: segments held\nloyal: too small\nrecent: too large"}]
    # The server is gone, and nobody listens at that port for mail either.
    monkeypatch.setenv(MAIL_SERVER, f"127.0.0.1:{server.server_port}")
    monkeypatch.setenv(MAIL_TO, "ops@shop.example")
    notify(project, "refresh failed", ["no reason"])
    lines = [line.split(" ", 1)[1] for line in project.notices_file.read_text().splitlines()]
    assert lines[:3] == [
        "segments held: loyal: too small",
        "segments held: recent: too large",
        "refresh failed: no reason",
    ]
    assert lines[3:] == [
        f"not delivered: the service in {WEBHOOK} didn't take it",
        f"not delivered: the mail server in {MAIL_SERVER}: Connection refused",
    ]
