"""The first run, as `make run` makes it: six month ends of history, then the present, in one process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import warehouses
from conftest import BuiltProject, copy_project

DAYS = [date(2017, 6, 30), date(2017, 7, 31), date(2017, 8, 31), date(2017, 9, 30), date(2017, 10, 31)]
DAYS += [date(2017, 11, 30), date(2017, 12, 31)]
MEMBERS = "select segment, customer_id from {}.segment_members order by all"


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BuiltProject, dict[str, Any]]]:
    """The demonstration after its first refresh, and the refresh's answer."""
    project = copy_project(tmp_path_factory.mktemp("first") / "project")
    done = project.launch("refresh", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    yield project, json.loads(done.stdout)
    warehouses.drop(project.root)


@pytest.fixture(scope="module")
def ran(first_run) -> BuiltProject:
    return first_run[0]


def test_it_releases_six_month_ends_and_then_the_present(first_run) -> None:
    ran, answer = first_run
    clocks = "select as_of_day from published.segment_releases order by release_id"
    assert [day for (day,) in ran.rows(clocks)] == DAYS
    assert [month["day"] for month in answer["history"]] == [day.isoformat() for day in DAYS[:-1]]
    assert [month["refused"] for month in answer["history"]] == [[]] * 6
    assert answer["release"]["release_id"] == len(DAYS)


@pytest.mark.parametrize("schema", ["published", "hidden"])
def test_the_present_is_that_of_a_project_without_a_history(ran, warehouse, schema: str) -> None:
    members = MEMBERS.format(schema)
    assert ran.rows(members) == warehouse.rows(members)
    audited = f"select segment from {schema}.segments where status not in ('live', 'new')"
    assert ran.rows(audited) == warehouse.rows(audited) == []


def test_a_segment_has_a_past_to_look_at(ran) -> None:
    sizes = "select count(*) from published.segment_metrics where segment = 'champions'"
    assert ran.rows(sizes) == [(len(DAYS),)]
    with ran.reading() as reader:
        assert reader.execute("select max(as_of_day) from published.segments").fetchall() == [(DAYS[-1],)]


def test_nobody_is_told_of_the_past(ran) -> None:
    assert not (ran.root / "warehouse" / "notices.log").exists()
    assert ran.rows("select release_id from notices.releases") == [(len(DAYS),)]


def test_later_refreshes_make_one_release_each(ran) -> None:
    assert ran.refresh()["history"] == []
    assert ran.rows("select count(*) from published.segment_releases") == [(len(DAYS) + 1,)]
