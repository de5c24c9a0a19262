"""`segments backfill`: history for past clocks, the same as if they had been refreshed in their time."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
import small_shop
from conftest import ROOT, copy_project
from months.proof import Proof

from orchestration.cli.commands.backfill import _latest_clock
from orchestration.project.errors import RefusedError
from orchestration.project.periods import ends_of_periods
from orchestration.project.project import Project

NEW_YORK = ZoneInfo("America/New_York")


def test_two_months_in_sequence_are_one_backfill_and_two_full_builds(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    small_shop.furnish(project.root)
    project.path.parent.mkdir()
    with project.connected(read_only=False) as connection:
        small_shop.load(connection)

    report = Proof(project, tmp_path).run(["2024-02-29", "2024-03-31"], "month")

    assert not report.problems, "\n".join(report.problems)
    assert report.releases == 2
    assert report.members > 50


def test_readers_see_the_present_again_when_the_past_is_filled(shop) -> None:
    before = shop.rows("select * from published.segment_members order by all")

    done = shop.segments("backfill", "--from", "2024-02-01", "--to", "2024-03-01", "--every", "month")

    assert done.returncode == 0, done.stderr
    assert "2024-02-29" in done.stdout
    with shop.reading() as reader:
        clocks = reader.execute("select release_id, cast(as_of as date) from published.segment_releases")
        assert sorted(clocks.fetchall()) == [
            (1, date(2024, 4, 1)),
            (2, date(2024, 3, 1)),
            (3, date(2024, 4, 1)),
        ]
        members = reader.execute("select segment, customer_id from published.segment_members order by all")
        assert members.fetchall() == [(segment, customer) for segment, customer, *_ in before]


def test_periods_end_on_last_days_of_months_on_sundays_or_daily() -> None:
    months = ends_of_periods("2024-01-15", "2024-03-30", "month", NEW_YORK)
    assert months == [date(2024, 1, 31), date(2024, 2, 29)]
    weeks = ends_of_periods("2024-01-01", "2024-01-14", "week", NEW_YORK)
    assert weeks == [date(2024, 1, 7), date(2024, 1, 14)]
    assert ends_of_periods("2024-02-28", "2024-03-01", "day", NEW_YORK) == [
        date(2024, 2, 28),
        date(2024, 2, 29),
        date(2024, 3, 1),
    ]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            ("2024-02-30", "2024-03-31", "month"),
            "--from '2024-02-30' is not a date; write it like 2017-06-30.",
        ),
        (("2024-01-31", "March", "month"), "--to 'March' is not a date; write it like 2017-06-30."),
        (
            ("2024-03-31", "2024-01-31", "month"),
            "--from 2024-03-31 is after --to 2024-01-31: give the earlier day first.",
        ),
        (("2024-01-31", "2024-03-31", "weak"), "--every 'weak' is not a period; the nearest is 'week'."),
        (
            ("2024-01-31", "9024-03-31", "month"),
            "--to 9024-03-31 isn't over yet: a backfill is for days that are, in America/New_York.",
        ),
        (
            ("2024-02-01", "2024-02-28", "month"),
            "No month ends between 2024-02-01 and 2024-02-28: widen the dates or take a shorter --every.",
        ),
    ],
)
def test_what_is_no_period_is_refused_in_a_sentence(asked: tuple[str, str, str], sentence: str) -> None:
    with pytest.raises(RefusedError) as refused:
        ends_of_periods(*asked, NEW_YORK)
    assert refused.value.sentences == [sentence]


@pytest.mark.duckdb
def test_the_present_is_no_clock_whose_event_was_withdrawn(tmp_path: Path, monkeypatch) -> None:
    # A backfill ended at the latest clock ever released, which a wrong event had caused.
    file = tmp_path / "warehouse.duckdb"
    monkeypatch.setenv("SEGMENTS_WAREHOUSE", str(file))
    clocks = [("latest", "2024-09-01"), ("latest", "2024-03-31"), ("2024-01-31", "2024-01-31")]
    rows = ", ".join(f"({n}, timestamp '{day}', '{text}')" for n, (text, day) in enumerate(clocks, 1))
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema ledger")
        connection.execute(
            f"create table ledger.releases as from (values {rows}) as r(release_id, as_of, clock)"
        )
    assert _latest_clock(Project(ROOT, "duckdb")) == datetime(2024, 3, 31)
