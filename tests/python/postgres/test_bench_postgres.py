"""A tiny bench on PostgreSQL: its members equal DuckDB's, and it reports its results. No time is judged."""

from __future__ import annotations

import json
from pathlib import Path

import psutil
import pytest

from bench.__main__ import described
from bench.run import Asked
from bench.served_run import ServedBench
from bench.table import RESULTS, markdown

ROOT = Path(__file__).parents[3]

# It has a server of its own, whatever the other tests run on.
pytestmark = pytest.mark.duckdb

ASKED = Asked(
    customers=2_000, events=50_000, segments=10, seed=3, peers=(), others=(), hours=1, is_whole=False
)


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> dict:
    work = tmp_path_factory.mktemp("bench") / "run"
    found = ServedBench(ASKED, work, lambda said: None).run()
    assert not [process for process in psutil.process_iter(["cmdline"]) if _is_of(process, str(work))]
    return json.loads(json.dumps(described(ASKED, found, "postgres")))


def test_the_members_are_those_of_duckdb(results):
    assert results["differences"] == 0
    assert results["measured"]["duckdb"]["members"] > 100


def test_refreshes_recompute_a_few_customers_and_cost_the_server_and_the_client_something(results):
    measured = results["measured"]
    assert measured["full"]["affected"] == 1
    assert 0 < measured["hours"][0]["affected"] < measured["day"]["affected"] < 0.5
    assert measured["at_once"]["events"] == ASKED.events / 100
    for cost in (measured["full"], measured["day"], *measured["hours"], measured["at_once"]):
        assert cost["events"] > 0 or cost is measured["full"]
        assert cost["check_differences"] == 0
        assert {"core", "features", "membership", "ledger", "rendering", "check"} <= set(cost["parts"])
        assert sum(cost["parts"].values()) == pytest.approx(cost["cpu"])
        assert 0.2 < cost["cpu"] - cost["parts"]["rendering"] < cost["cpu"]


def test_the_results_say_the_gates_of_this_engine(results):
    assert [gate["gate"] for gate in results["gates"]] == [0.2, 0.01, 0.33]
    assert results["parameters"]["target"] == "postgres"
    text = markdown(results)
    for gate in results["gates"]:
        assert f"| {gate['name']} | " in text


def test_the_page_shows_the_results_that_stand_beside_it():
    kept = json.loads(RESULTS["postgres"].read_text(encoding="utf-8"))
    assert markdown(kept).strip() in (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert kept["differences"] == 0


def _is_of(process: psutil.Process, folder: str) -> bool:
    return any(folder in argument for argument in process.info["cmdline"] or [])
