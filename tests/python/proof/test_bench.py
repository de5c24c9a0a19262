"""A tiny bench: every way has the same members, and the results are reported. No time is judged."""

from __future__ import annotations

import importlib.util
import json
from datetime import datetime
from pathlib import Path

import pytest

from bench.__main__ import described
from bench.children import MeasurementFailedError, measure
from bench.data import CLOCK, DAY, Size, generate, let_arrive, opened
from bench.definitions import choose, from_json
from bench.run import PEERS, Asked, Bench
from bench.table import RESULTS, compared, markdown

# It measures the requested target, whatever the other tests run on.
pytestmark = pytest.mark.duckdb

ROOT = Path(__file__).parents[3]
INSTALLED = tuple(peer for peer in PEERS if importlib.util.find_spec(peer))
ASKED = Asked(customers=2_000, events=50_000, segments=10, seed=3, peers=INSTALLED, others=(), is_whole=False)


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> dict:
    said: list[str] = []
    found = Bench(ASKED, tmp_path_factory.mktemp("bench") / "run", said.append).run()
    assert said[0] == "50,000 events generated"
    return json.loads(json.dumps(described(ASKED, found)))


def test_every_way_finds_the_same_members(results):
    ways = compared(results["measured"])
    assert len(ways) == 1 + len(INSTALLED)
    assert {name: cost["differences"] for name, cost in ways.items()} == dict.fromkeys(ways, 0)
    assert all(cost["members"] > 100 for cost in ways.values())
    assert results["differences"] == 0


def test_a_refresh_recomputes_a_few_customers_and_a_full_build_all(results):
    measured = results["measured"]
    assert measured["full"]["10"]["affected"] == 1
    assert 0 < measured["day"]["affected"] < 0.5
    assert measured["day"]["check_differences"] == 0
    assert all(hour["affected"] < measured["day"]["affected"] for hour in measured["hours"])


def test_the_results_say_where_how_much_and_which_gates_are_met(results):
    assert set(results) >= {"machine", "versions", "date", "parameters", "gates"}
    asked = {"target": "duckdb", "customers": 2_000, "events": 50_000, "segments": 10, "seed": 3}
    assert results["parameters"] == asked
    assert datetime.fromisoformat(results["date"])
    for gate in results["gates"]:
        assert set(gate) == {"name", "gate", "aim", "value", "met", "all_in", "affected"}
        assert gate["met"] == (gate["value"] <= gate["gate"])
        assert gate["aim"] <= gate["gate"]
    assert len(results["gates"]) == 12


def test_the_tables_are_markdown(results):
    text = markdown(results)
    for gate in results["gates"]:
        assert f"| {gate['name']} | " in text
    assert text.startswith(f"Measured on {results['date'][:10]}: 2,000 customers")


def test_a_seed_gives_the_same_data_and_segments(tmp_path: Path):
    content = []
    for name in ("one", "other"):
        generate(tmp_path / f"{name}.duckdb", Size(500, 20_000, seed=7))
        with opened(tmp_path / f"{name}.duckdb") as connection:
            sums = [
                connection.execute(f"select count(*), sum(hash(t)) from {table} as t").fetchall()
                for table in ("received.customers", "received.events", "arriving.events")
            ]
            content.append((sums, choose(connection, 20, 7, CLOCK)))
            assert let_arrive(connection, CLOCK + DAY) > 0
            assert let_arrive(connection, CLOCK + DAY) == 0
    assert content[0] == content[1]
    assert [from_json(segment.as_json()) for segment in content[0][1]] == content[0][1]


def test_a_failed_measurement_says_why(tmp_path: Path):
    with pytest.raises(MeasurementFailedError, match="no_such_file"):
        measure("export", warehouse=str(tmp_path / "no_such_file.duckdb"), folder=str(tmp_path))


def test_the_page_shows_the_results_that_stand_beside_it():
    results = json.loads(RESULTS["duckdb"].read_text(encoding="utf-8"))
    assert markdown(results).strip() in (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
