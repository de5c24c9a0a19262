"""Refreshes that meet a fault: one clear sentence, nothing published, and the next refresh works."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import full_disk
import pytest
from conftest import BuiltProject, clean_environment
from small_shop import DAY
from warehouses import TARGET, TEXT

from orchestration.dbt.in_process import Dbt
from orchestration.project.errors import MAKE_ROOM
from orchestration.project.project import Project

AS_OF = ("--as-of", DAY)
PUBLISHED = (
    "select segment, customer_id, entered_at from published.segment_members order by all",
    "select release_id, as_of, status from published.segment_releases order by all",
    "select segment, status, held_reason, size from published.segments order by all",
)


def _published(project: BuiltProject) -> list[list[tuple]]:
    return [project.rows(query) for query in PUBLISHED]


def _break(project: BuiltProject, statement: str) -> None:
    with project.connected(read_only=False) as connection:
        connection.execute(statement)


def _refused(project: BuiltProject) -> list[str]:
    """Returns the sentences of a refresh that publishes nothing, without the steps."""
    before, seen = _published(project), project.seen()
    done = project.segments("refresh", *AS_OF)
    assert done.returncode == 1
    assert _published(project) == before
    assert project.seen() == seen
    said = done.stderr.strip().splitlines()
    return [line for line in said if not line.startswith(("prepare ", "candidates ", "audit ", "publish "))]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "drop table shop.orders",
            "dbt_project.yml: events_relation='shop.orders' is not a relation of this warehouse;"
            " write schema.table",
        ),
        ("delete from shop.orders", "Nothing was published: events_exist: expected at least 1, observed 0."),
        (
            "delete from shop.customers",
            "Nothing was published: customers_exist: expected at least 1, observed 0.",
        ),
        (
            "alter table shop.orders drop column occurred_at",
            "dbt_project.yml: events_relation='shop.orders' has no column occurred_at;"
            " valid are event_id, customer_id, event_name, amount, channel",
        ),
        (
            "alter table shop.customers drop column country",
            "models/segments/geographic/swedes.sql: the rule names an unknown trait 'country';"
            " valid are customer_id",
        ),
        (
            "alter table shop.orders alter occurred_at type text using 'yesterday'",
            f"dbt_project.yml: events_relation='shop.orders': occurred_at is {TEXT}; write a timestamp",
        ),
        (
            "alter table shop.orders alter amount type text using 'ten'",
            f"dbt_project.yml: events_relation='shop.orders': amount is {TEXT}; write a number",
        ),
        (
            "alter table shop.orders alter customer_id type integer"
            " using cast(substr(customer_id, 2) as integer)",
            f"dbt_project.yml: customer_id is {TEXT} in customers_relation='shop.customers' and integer in"
            " events_relation='shop.orders'; write the same in both",
        ),
        (
            "alter table shop.customers alter country type integer using length(country)",
            "models/segments/geographic/swedes.sql: the rule compares country, a number, with 'SE', a text;"
            " compare values of one type",
        ),
    ],
)
def test_a_broken_source_is_told_in_a_sentence_and_publishes_nothing(shop, statement, sentence):
    _break(shop, statement)
    assert _refused(shop) == [sentence]


def test_a_source_that_is_back_is_taken_up_again(shop):
    _break(shop, "alter table shop.orders rename to away")
    _refused(shop)
    members = _published(shop)[0]
    _break(shop, "alter table shop.away rename to orders")
    assert shop.refresh(*AS_OF)["held"] == []
    assert _published(shop)[0] == members


def test_an_audit_that_raises_is_no_verdict(shop):
    _break(shop, "alter table audit.verdicts drop column expected")
    said = _refused(shop)
    assert said[-1].startswith("This wasn't foreseen; the details are in ")
    _break(shop, "drop table audit.verdicts")
    assert shop.refresh(*AS_OF)["held"] == []


def test_data_docs_that_cannot_be_written_harm_no_release(shop):
    docs = shop.root / "warehouse" / "data_docs.new"
    docs.write_text("in the way", encoding="utf-8")
    assert shop.refresh(*AS_OF)["release"]["release_id"] == 2
    notices = (shop.root / "warehouse" / "notices.log").read_text(encoding="utf-8")
    assert "Data Docs not written: " in notices


@pytest.mark.duckdb
def test_a_warehouse_file_that_another_program_holds_is_told_and_left_alone(shop):
    with shop.connected(read_only=False):
        done = shop.segments("refresh", *AS_OF)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == (
        "Another process has warehouse/warehouse.duckdb open for writing:"
        " let the refresh finish, or close that program."
    )


@pytest.mark.duckdb
@pytest.mark.parametrize(
    ("phase", "room", "released"),
    # A release of the small shop adds less than 100,000 bytes to the warehouse's log.
    [("candidates", 100_000, 1), ("publish", 10_000, 1), ("reader file", 100_000, 2)],
)
def test_a_disk_that_fills_up_leaves_a_whole_release(shop, phase, room, released):
    """From the start of a step on, no file can grow beyond a few pages."""
    reader = shop.reader_file.read_bytes()
    done = full_disk.run(shop, room, "refresh", *AS_OF, step=phase)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == MAKE_ROOM
    assert shop.reader_file.read_bytes() == reader
    assert shop.rows("select max(release_id) from published.segment_releases") == [(released,)]
    assert shop.refresh(*AS_OF)["release"]["release_id"] == released + 1
    assert shop.reader_file.read_bytes() != reader


def test_a_manifest_that_another_process_is_writing_is_waited_for(shop, monkeypatch):
    # The shop was parsed with the profile of its own folder.
    monkeypatch.delenv("DBT_PROFILES_DIR", raising=False)
    project = Project(shop.root, TARGET)
    whole = project.manifest_file.read_text(encoding="utf-8")
    project.manifest_file.write_text(whole[: len(whole) // 2], encoding="utf-8")
    threading.Timer(0.5, project.manifest_file.write_text, [whole]).start()
    assert Dbt(project).manifest() == json.loads(whole)


def test_of_two_refreshes_at_once_one_is_told_and_the_other_publishes(shop):
    command = [sys.executable, "-m", "orchestration.cli", "refresh", *AS_OF]
    both = [
        subprocess.Popen(
            command,
            cwd=shop.root,
            env=clean_environment(shop.root),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = {process.communicate()[1].strip().splitlines()[-1]: process.returncode for process in both}
    assert sorted(said.values()) == [0, 1]
    (told,) = (line for line, code in said.items() if code)
    assert told.startswith("Another refresh is running")
    assert shop.rows("select max(release_id) from published.segment_releases") == [(2,)]
