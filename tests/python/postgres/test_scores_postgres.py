"""Scores, emerging groups and offers on PostgreSQL are those of the same shop in a DuckDB file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from conftest import BuiltProject, copy_project
from own_server import Server, served, unnamed
from scored_shop import AS_OF, CUSTOMERS, fill_scored_shop

NEXT = "2024-03-20"
VARIABLES = {
    "scores": "{every: month, features: [{event: visit, within_days: 30}]}",
    "profile_features": "[{within_days: 90}]",
    "clusters": "{features: [value, order in 90 days, p_alive], at_most: 4}",
    "cross_sell": "{within_days: 60}",
}
COMPARED = {
    "models": "select model, parameter, status, customers, estimate, standard_error"
    " from published.score_models",
    "calibrations": "select score, decile, customers, predicted, happened from published.score_calibrations",
    "groups": "select family, emerging_group, release_id, customers, share, is_estimate, drift, told_by,"
    " told_precision, told_recall, reason, found_release_id, as_of_day, is_latest_of_clock"
    " from published.emerging_groups",
    "offers": "select segment, kind, thing, members, buyers, lacking, expected_buyers, amount,"
    " expected_amount, prize, p_value, as_of_day from published.segment_offers",
}


class File(BuiltProject):
    """A copy of the project with its DuckDB file, whatever the target of the other tests."""

    @property
    def environment(self) -> dict[str, str]:
        return unnamed()

    def connected(self, *, read_only: bool = True) -> Any:
        return duckdb.connect(str(self.path), read_only=read_only)


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[File, Server]]:
    """The same shop in a file and on a server, each refreshed twice."""
    file = File(copy_project(tmp_path_factory.mktemp("file") / "project").root)
    fill(file)
    with served(tmp_path_factory.mktemp("server") / "project") as server:
        fill(server)
        yield file, server


def fill(project: BuiltProject) -> None:
    fill_scored_shop(project, **VARIABLES)
    with project.connected(read_only=False) as connection:
        add_visits(connection)
    for day in (AS_OF, NEXT):
        project.refresh("--as-of", day)


def add_visits(connection: Any) -> None:
    """Visits, which cost a little, of customers whose number says how often they come."""
    connection.execute(
        "insert into shop.orders"
        " select 'v' || n || '-' || k, 'c' || lpad(cast(n as varchar), 3, '0'), 'visit',"
        " timestamp '2024-03-05 12:00:00' - k * interval '9 days', 2.5, timestamp '2024-03-20', 0"
        f" from generate_series(0, {CUSTOMERS - 1}) as numbers(n), generate_series(0, 30) as visits(k)"
        " where (n * 7 + k * 5) % 11 < n % 5"
    )


@pytest.mark.parametrize("name", COMPARED)
def test_a_server_publishes_what_a_file_does(shops: tuple[File, Server], name: str) -> None:
    found = [
        sorted(project.rows(COMPARED[name]), key=lambda row: [str(cell) for cell in row[:3]])
        for project in shops
    ]
    assert found[0]
    assert [row[:3] for row in found[0]] == [row[:3] for row in found[1]]
    for in_file, on_server in zip(*found, strict=True):
        for one, other in zip(in_file, on_server, strict=True):
            same = pytest.approx(float(one), rel=1e-3, abs=1e-6) if isinstance(one, float) else one
            assert (float(other) if isinstance(one, float) else other) == same, (in_file, on_server)


def test_the_declared_count_is_a_parameter_of_the_classifier(shops: tuple[File, Server]) -> None:
    for project in shops:
        names = {
            name
            for (name,) in project.rows(
                "select parameter from published.score_models where model = 'next_purchase'"
            )
        }
        assert any("visit" in name for name in names), names


def test_cross_sell_is_what_the_release_recorded(shops: tuple[File, Server]) -> None:
    for project in shops:
        done = project.segments("cross-sell", "best", "--json")
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        for kind, told, prize in (("cross-sell", "offers", "prize"), ("up-sell", "raises", "prize")):
            recorded = dict(
                project.rows(
                    "select thing, prize from published.segment_offers"
                    f" where segment = 'best' and kind = '{kind}'"
                )
            )
            assert recorded == pytest.approx({each["thing"]: each[prize] for each in answer[told]})
        assert answer["offers"] or answer["raises"]
