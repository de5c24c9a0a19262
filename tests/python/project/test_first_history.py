"""A first refresh that makes a history: month ends before the present, then the present, in one process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import small_shop
import warehouses
from conftest import BuiltProject, copy_project
from crash.servers import Server

pytestmark = pytest.mark.slow

# The newest order's day is the present; another order is long before all others.
JANUARY, FEBRUARY, PRESENT = "2024-01-31", "2024-02-29", "2024-03-30"
EARLY = "insert into shop.orders values ('early', 'c01', 'order', timestamp '2024-01-10 12:00', 5.0, 'web')"
DAYS = "select cast(as_of_day as varchar) from published.segment_releases order by release_id"
MEMBERS = "select segment, cast(customer_id as varchar) from {} order by all"
# Who was in a segment at the end of February, as the last release believes.
THEN = """(
    select * from published.segment_history
    where superseded_at is null and entered_at <= timestamp '2024-03-01 05:00:00'
        and (exited_at is null or exited_at > timestamp '2024-03-01 05:00:00')
)"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[BuiltProject]:
    """The small shop before its first refresh."""
    project = copy_project(tmp_path / "project")
    small_shop.furnish(project.root)
    project.path.parent.mkdir(exist_ok=True)
    with project.connected(read_only=False) as connection:
        small_shop.load(connection)
        connection.execute(EARLY)
    yield project
    warehouses.drop(project.root)


def test_a_first_refresh_releases_the_month_ends_that_have_events_then_the_present(own) -> None:
    answer = own.refresh("--history", "6")

    assert own.rows(DAYS) == [(JANUARY,), (FEBRUARY,), (PRESENT,)]
    assert [(month["day"], month["release"]["release_id"]) for month in answer["history"]] == [
        (JANUARY, 1),
        (FEBRUARY, 2),
    ]
    assert answer["release"]["release_id"] == 3
    assert answer["seconds"]["history"] > 0
    with own.reading() as reader:
        assert reader.execute(DAYS).fetchall()[-1] == (PRESENT,)
    assert own.rows("select count(*) from notices.notices") == [(0,)]
    assert own.rows("select release_id from notices.releases") == [(3,)]

    again = own.segments("refresh", "--history", "6")
    assert again.returncode == 1
    assert "--history is for the first refresh" in again.stderr
    assert own.refresh()["history"] == []
    assert len(own.rows(DAYS)) == 4


def test_after_a_kill_the_next_refresh_goes_on_and_deliveries_wait_for_it(own) -> None:
    server = Server(own.root)
    server.prepare()
    server.run(JANUARY, job="backfill")
    server.begin(FEBRUARY, job="backfill", kill_in="publish", after=0.2)
    assert server.end().killed
    server.close()

    done = own.segments("export")
    assert done.returncode == 1
    assert "The last release is of the past" in done.stderr
    own.refresh("--history", "6")

    assert own.rows(DAYS) == [(JANUARY,), (FEBRUARY,), (PRESENT,)]
    assert own.segments("export").returncode == 0


def test_a_history_has_the_members_of_a_refresh_on_its_days(own) -> None:
    own.refresh("--history", "1")
    with_history = own.rows(MEMBERS.format(THEN))
    present = own.rows(MEMBERS.format("published.segment_members"))

    own.refresh("--as-of", FEBRUARY, "--full")

    assert own.rows(MEMBERS.format("published.segment_members")) == with_history
    own.refresh("--as-of", PRESENT, "--full")
    assert own.rows(MEMBERS.format("published.segment_members")) == present
