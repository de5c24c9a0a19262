"""Scores, emerging groups and offers on PostgreSQL are those of the same shop in a DuckDB file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pytest
from clustered_shop import CUSTOMERS, SCORED_ON, customer, open_clustered_shop
from conftest import BuiltProject, copy_project
from own_server import Server, served, unnamed

AS_OF, NEXT = "2024-03-10", "2024-03-20"
VARIABLES = {
    "scores": "{every: month, features: [{event: visit, within_days: 30}]}",
    "cross_sell": "{event: order, by: aisle, within_days: 60}",
}
COMPARED = {
    "models": "select model, parameter, status, customers, estimate, standard_error from published.score_models",
    "calibrations": "select score, decile, customers, predicted, happened from published.score_calibrations",
    "groups": "select family, emerging_group, release_id, customers, share, is_estimate, drift, told_by,"
    " told_precision, told_recall, reason, found_release_id, as_of_day, is_latest_of_clock"
    " from published.emerging_groups",
    "offers": "select segment, kind, thing, members, buyers, lacking, expected_buyers, amount, expected_amount,"
    " prize, p_value, as_of_day from published.segment_offers",
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
    open_clustered_shop(project, **VARIABLES)
    with project.connected(read_only=False) as connection:
        add_visits(connection)
    for day in (AS_OF, NEXT):
        project.refresh("--as-of", day)


def add_visits(connection: Any) -> None:
    """Every fourth customer visits before each month ends, and a third of the others at random."""
    days = [datetime(2023, 6, 20, 12) + timedelta(days=30 * month) for month in range(9)]
    values = ", ".join(
        f"('v{number}-{month}', '{customer(number)}', 'visit', timestamp '{day}', null,"
        " timestamp '2024-04-20', null)"
        for month, day in enumerate(days)
        for number in range(CUSTOMERS)
        if number % 4 == 0 or (number * 7 + month) % 3 == 0
    )
    connection.execute(f"insert into shop.orders values {values}")


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
        (counted,) = project.rows("select max(scored_on) from published.customer_scores")
        assert counted == (SCORED_ON,)


def test_cross_sell_is_what_the_release_recorded(shops: tuple[File, Server]) -> None:
    for project in shops:
        done = project.segments("cross-sell", "second", "--json")
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        for kind, told, prize in (("cross-sell", "offers", "prize"), ("up-sell", "raises", "prize")):
            recorded = dict(
                project.rows(
                    "select thing, prize from published.segment_offers"
                    f" where segment = 'second' and kind = '{kind}'"
                )
            )
            assert recorded == pytest.approx({each["thing"]: each[prize] for each in answer[told]})
        assert answer["offers"] or answer["raises"]
