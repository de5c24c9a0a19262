"""Likeness: what is found again of members, by which signs, and what a sign is."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest

from orchestration.discovery.likeness import fitted
from orchestration.discovery.lookalike import _reasons, found_again
from orchestration.discovery.traits import Customers, Sign, read_customers
from orchestration.warehouse.connections import open_file

COUNT = 4_000


def simulated(seed: int, *, told: bool) -> Customers:
    """Customers of whom a tenth are members: the highest by two of six signs, or by nothing that is known."""
    chance = np.random.default_rng(seed)
    values = chance.normal(size=(COUNT, 6))
    likeness = 2 * values[:, 0] - values[:, 3] if told else chance.normal(size=COUNT)
    likeness += chance.normal(size=COUNT) * 0.5
    signs = [Sign(f"sign {number}", "", is_amount=True) for number in range(6)]
    return Customers(list(range(COUNT)), signs, values, likeness > np.quantile(likeness, 0.9))


def test_members_who_were_left_out_are_found_by_what_they_have_in_common():
    found, chance = found_again(simulated(1, told=True), 400, fitted)
    # A fifth of 400 members among 3,680 customers who aren't known as members.
    assert chance == pytest.approx(400 / 3_680)
    assert found > 0.9


def test_where_nothing_tells_members_apart_chance_finds_as_many():
    found, chance = found_again(simulated(2, told=False), 400, fitted)
    assert found == pytest.approx(chance, abs=0.08)


def test_the_signs_that_count_come_first():
    customers = simulated(3, told=True)
    first, second, third, *_ = _reasons(customers, fitted(customers.values, customers.is_member).coef_[0])
    assert (first.sign, second.sign) == ("sign 0", "sign 3")
    assert first.odds > 1 > second.odds
    assert 0.7 < third.odds < 1.4


def test_what_is_known_of_customers_becomes_numbers(tmp_path: Path):
    file = tmp_path / "known.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema core; create schema features; create schema ledger")
        connection.execute(
            "create table core.customers as select * from (values"
            " (1, 'it''s', 10.0, true, date '2024-01-01', 'same', cast(null as double)),"
            " (2, 'b?', 100.0, false, date '2024-01-03', 'same', 1),"
            " (3, null, -10.0, null, date '2024-01-02', 'same', 3))"
            " as rows(customer_id, town, spent, is_fan, born_on, kind, visits)"
        )
        connection.execute(
            "create table features.standing_features as select * from (values (1, 5.0, 2, 9), (3, 0.0, 4, 9))"
            " as rows(customer_id, value, profile__visit__30d, count__visit__30d)"
        )
        connection.execute("create table core.event_names as select 'basket' as event_name")
        connection.execute("create table ledger.members as select 'some' as segment, 2 as customer_id")
    with open_file(file, read_only=True) as warehouse:
        found = read_customers(warehouse, "ledger.members", "some")
    assert found.ids == [1, 2, 3]
    assert found.is_member.tolist() == [False, True, False]
    by_name = {sign.words: found.values[:, place] for place, sign in enumerate(found.signs)}
    # kind is the same of all, and what only a rule counts is no sign.
    assert set(by_name) == {
        *("town = it's", "town = b?", "spent", "is_fan", "is_fan unknown", "born_on", "visits"),
        *("visits unknown", "value", "value unknown", "visit in 30 days", "visit in 30 days unknown"),
    }
    logs = np.array([np.log1p(10), np.log1p(100), -np.log1p(10)])
    assert by_name["spent"] == pytest.approx((logs - logs.mean()) / logs.std())
    assert by_name["visits"] == pytest.approx([0, -1, 1])
    assert by_name["is_fan"] == pytest.approx([1, -1, 0])
    assert by_name["born_on"] == pytest.approx([-(1.5**0.5), 1.5**0.5, 0])
    assert by_name["town = it's"] == pytest.approx([2**0.5, -(0.5**0.5), -(0.5**0.5)])
