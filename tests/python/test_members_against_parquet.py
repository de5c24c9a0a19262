"""Every segment's members, published and hidden, are those that its sentence gives over the Parquet files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from by_hand import QUERIES
from by_hand.panel import panel_on

NEWEST_DAY, EARLIER_DAY = "2017-12-31", "2017-06-30"
LISTS = Path(__file__).parents[2] / "seeds" / "imported_list_rows.csv"


@pytest.fixture(scope="module", params=[NEWEST_DAY, EARLIER_DAY])
def as_of(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def built(as_of, warehouse, tmp_path_factory) -> Path:
    """A warehouse of that day: the session's own, or a copy whose clock was set back by a second refresh."""
    if as_of == NEWEST_DAY:
        return warehouse.path
    project = tmp_path_factory.mktemp("earlier") / "project"
    shutil.copytree(warehouse.path.parents[1], project, symlinks=True)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("DAGSTER_", "DBT_"))}
    command = [sys.executable, "-m", "orchestration.cli", "refresh", "--as-of", as_of]
    done = subprocess.run(command, cwd=project, env=own, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return project / warehouse.path.relative_to(warehouse.path.parents[1])


@pytest.fixture(scope="module")
def published(built) -> dict[str, list[int]]:
    """The members of each segment in that warehouse."""
    members: dict[str, list[int]] = {}
    with duckdb.connect(str(built), read_only=True) as connection:
        for schema in ("published", "hidden"):
            rows = connection.execute(f"select segment, customer_id from {schema}.segment_members").fetchall()
            for segment, customer in rows:
                members.setdefault(segment, []).append(customer)
    return members


@pytest.fixture(scope="module")
def panel(as_of, built):
    """The same day as plain tables, to ask by hand."""
    with panel_on(as_of, built, LISTS) as connection:
        yield connection


def test_every_segment_is_worked_out_by_hand(published):
    assert sorted(published) == sorted(QUERIES)


@pytest.mark.parametrize("segment", QUERIES)
def test_members_are_those_found_by_hand(segment, published, panel):
    by_hand = [household for (household,) in panel.execute(QUERIES[segment]).fetchall()]
    assert by_hand, "a query that finds nobody proves nothing"
    assert sorted(published[segment]) == sorted(set(by_hand))
