"""Which month ends a first refresh releases before the present, and when it is too late for that."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
import small_shop
from conftest import ROOT

from orchestration.cli.commands.first_history import months_to_release
from orchestration.project.errors import RefusedError
from orchestration.project.periods import month_ends_before
from orchestration.project.project import Project


def test_the_month_of_the_present_has_not_ended_and_the_one_before_has():
    assert month_ends_before(date(2017, 12, 31), 2) == [date(2017, 10, 31), date(2017, 11, 30)]
    assert month_ends_before(date(2024, 3, 1), 2) == [date(2024, 1, 31), date(2024, 2, 29)]
    assert month_ends_before(date(2024, 1, 31), 1) == [date(2023, 12, 31)]
    assert month_ends_before(date(2024, 3, 1), 0) == []


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project on somebody's own data, without a warehouse."""
    monkeypatch.setenv("SEGMENTS_WAREHOUSE", str(tmp_path / "warehouse.duckdb"))
    for name in ("dbt_project.yml", "profiles.yml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    small_shop.point_at(tmp_path, "shop.customers", "shop.orders")
    return Project(tmp_path, "duckdb")


def _released(project: Project, *clocks: str) -> None:
    with duckdb.connect(str(project.warehouse_file)) as connection:
        connection.execute("create schema ledger; create table ledger.releases (clock varchar)")
        for clock in clocks:
            connection.execute("insert into ledger.releases values (?)", [clock])


# demonstration: begin
@pytest.mark.duckdb
def test_the_demonstration_has_a_history_unless_it_is_asked_for_none(project):
    small_shop.point_at(project.root, "null", "null")
    demonstration = Project(project.root, "duckdb")
    assert months_to_release(demonstration, None, None) >= 6
    assert months_to_release(demonstration, 0, None) == 0
    assert months_to_release(demonstration, None, "2017-06-30") == 0
    file = project.root / "dbt_project.yml"
    file.write_text(file.read_text("utf-8").replace("    history: 6", "    history: half a year"), "utf-8")
    with pytest.raises(RefusedError, match="'half a year' isn't a number, 0 to 120"):
        months_to_release(Project(project.root, "duckdb"), None, None)


# demonstration: end
@pytest.mark.duckdb
def test_own_data_have_no_history_unless_they_are_asked_for_one(project):
    assert months_to_release(project, None, None) == 0
    assert months_to_release(project, 3, None) == 3


@pytest.mark.duckdb
def test_a_history_goes_on_until_the_present_is_released(project):
    _released(project, "2024-02-01T04:59:59.999999", "2024-01-31")
    assert months_to_release(project, 3, None) == 3


@pytest.mark.duckdb
@pytest.mark.parametrize("clock", ["latest", "now", "2024-03-31"])
def test_a_history_asked_for_after_the_present_is_refused_in_a_sentence(project, clock):
    small_shop.set_variables(project.root, as_of=clock)
    project = Project(project.root, "duckdb")
    _released(project, clock)
    assert months_to_release(project, None, None) == 0
    with pytest.raises(RefusedError, match="segments backfill --from DAY --to DAY fills its past"):
        months_to_release(project, 3, None)


def test_a_history_of_another_clock_than_the_present_is_refused(project):
    with pytest.raises(RefusedError) as refused:
        months_to_release(project, 3, "2024-03-31")
    assert refused.value.sentences == [
        "--history is of the months before the present: leave out --as-of or --history."
    ]
