"""A refresh says what it did: in the releases, in the terminal, in Dagster's metadata."""

import json
import re
from dataclasses import dataclass

import pytest
from conftest import BuiltProject, copy_built
from small_shop import DAY

from orchestration.publication.work import work_sentence

pytestmark = pytest.mark.slow

STEPS = {"candidates", "audit", "publish"}

# c05 never ordered before, so the order affects only them.
ORDER = (
    "insert into shop.orders select 'new', 'c05', 'order', timestamp '{day} 10:00:00', 5.0, 'web',"
    " timestamp '{day} 11:00:00'"
)


@dataclass
class Told:
    """The terminal output of two refreshes, the first of which had to read everything."""

    project: BuiltProject
    full: str
    incremental: str


@pytest.fixture(scope="module")
def told(built_shop, tmp_path_factory) -> Told:
    root = tmp_path_factory.mktemp("work") / "project"
    project = copy_built(built_shop, root)
    with project.connected(read_only=False) as connection:
        connection.execute("alter table shop.orders add column loaded_at timestamp")
        connection.execute("update shop.orders set loaded_at = occurred_at")
    outputs = []
    for change in ("", ORDER.format(day=DAY)):
        with project.connected(read_only=False) as connection:
            connection.execute(change)
        done = project.segments("refresh", "--as-of", DAY)
        assert done.returncode == 0, done.stderr
        outputs.append(re.sub(r"\s+", " ", done.stdout))
    return Told(project, *outputs)


def test_the_terminal_says_why_it_was_full_or_who_was_looked_at_and_why(told):
    assert "full (the columns of the input changed): 80 events read; all 40 customers recomputed" in told.full
    # Entries and exits: one order adds only c05 to recent and loyal, and c05 is no longer quiet.
    assert (
        "incremental: 1 event read; 1 of 40 customers recomputed (events 1); 0 definitions changed;"
        in told.incremental
    )


def test_each_release_keeps_the_seconds_of_its_steps(told):
    rows = told.project.rows("select seconds from published.segment_releases order by release_id")
    assert len(rows) == 3
    for release, (text,) in enumerate(rows, start=1):
        seconds = json.loads(text)
        # Rules are bound to the existing core. The first refresh has to build it before.
        assert set(seconds) == (STEPS | {"core"} if release == 1 else STEPS)
        assert all(isinstance(value, float) and value > 0 for value in seconds.values())


def test_dagster_has_the_figures_as_numbers(told, monkeypatch):
    from dagster import AssetKey, DagsterInstance

    monkeypatch.setenv("DAGSTER_HOME", str(told.project.root / ".dagster"))
    with DagsterInstance.get() as instance:
        work, files = (
            instance.get_latest_materialization_event(AssetKey(key)).asset_materialization.metadata
            for key in (["membership", "refresh_work"], ["files", "published"])
        )
    assert work["mode"].value == "incremental"
    assert (work["events_read"].value, work["customers_recomputed"].value) == (1, 1)
    assert (work["by_events"].value, work["by_clock"].value) == (1, 0)
    assert {f"seconds/{name}" for name in STEPS} <= set(files)
    assert isinstance(files["seconds/candidates"].value, float)


def test_the_sentence_counts_as_people_do():
    figures = {f"by_{name}": 0 for name in ("events", "traits", "lists", "history")}
    release = figures | {"mode": "incremental", "full_reason": None, "events_read": 1204}
    release |= {"customers_recomputed": 1587, "by_clock": 466, "by_expiry": 1121}
    release |= {"definitions_changed": 0, "rows_written": 2011}
    assert work_sentence(release, 2469) == (
        "incremental: 1,204 events read; 1,587 of 2,469 customers recomputed (clock 466, expiry 1,121);"
        " 0 definitions changed; 2,011 rows written"
    )
