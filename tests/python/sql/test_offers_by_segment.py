"""What segments are offered equals what plain Python and statsmodels make of the same purchases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import small_shop
from conftest import open_in_memory
from proof.harness import SegmentFile
from scipy.stats import false_discovery_control
from statsmodels.stats.contingency_tables import StratifiedTable

CUSTOMERS = 400
# Members of the north buy less wine, and cheaper tools.
BOUGHT = """
insert into shop.orders
select
    'a' || n || '-' || a, 'c' || n, 'order', timestamp '2024-03-20 10:00:00' + a * interval '1 day',
    case when a = 2 and n % 4 = 1 then 3.0 when a = 2 then 11.0 else 5 + (n * 7 + a) % 9 end,
    case a when 0 then 'bread' when 1 then 'cheese' when 2 then 'tools' else 'wine' end,
    timestamp '2024-03-31 11:00:00'
from generate_series(1001, 1400) as numbers(n), generate_series(0, 3) as aisles(a)
where a = 0 or (n * (a + 3)) % 5 < 3 and not (a = 3 and n % 4 = 1 and n % 3 < 2)
"""
# Before the days that count, but part of the value.
EARLIER = """
insert into shop.orders
select
    'old' || n, 'c' || n, 'order', timestamp '2024-02-01 10:00:00', n % 50, 'wine',
    timestamp '2024-03-31 11:00:00'
from generate_series(1001, 1400) as numbers(n)
"""
PEOPLE = """
insert into shop.customers
select 'c' || n, case when n % 4 = 1 then 'NO' when n % 4 = 2 then 'SE' end
from generate_series(1001, 1400) as numbers(n)
"""
RULES = {
    "north": "country = 'NO'",
    "all_but_one": "country <> 'SE' or country is null",
    "secret": "country = 'NO' and {{ did('order', at_least=2) }}",
    "nobody": "country = 'FI'",
}
SETTING = {"event": "order", "by": "channel", "within_days": 20}
SINCE = "timestamp '2024-03-12 04:00:00'"


@pytest.fixture(scope="module")
def project() -> Iterator[Any]:
    """A shop of four hundred customers in memory, after a refresh."""
    with open_in_memory() as project:
        run = project.database.execute
        run("delete from shop.customers")
        run("delete from shop.orders")
        run(PEOPLE)
        run(BOUGHT)
        run(EARLIER)
        project.set_segments(
            SegmentFile(
                name,
                f"{{% call segment() %}}\n{rule}\n{{% endcall %}}\n",
                config={"access": "private" if name == "secret" else "public"},
            )
            for name, rule in RULES.items()
        )
        project.set_variables({**small_shop.IN_MEMORY, "cross_sell": SETTING})
        project.refresh()
        yield project


def _rows(project: Any, model: str) -> list[dict[str, Any]]:
    found = project.database.execute(f"select * from ({project.render(model)}) as rows")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.parametrize(
    ("relation", "segments"),
    [("segment_offers", {"north", "all_but_one"}), ("hidden_segment_offers", {"secret"})],
)
def test_offers_are_those_of_comparable_customers(project: Any, relation: str, segments: set[str]) -> None:
    found = _rows(project, relation)
    assert {row["segment"] for row in found} <= segments
    assert {row["kind"] for row in found} == {"cross-sell", "up-sell"}
    for segment in segments:
        told = {(row["kind"], row["thing"]): row for row in found if row["segment"] == segment}
        expected = _expected(project, segment)
        assert set(told) == set(expected)
        for key, figures in expected.items():
            for name, value in figures.items():
                wanted = None if value is None else pytest.approx(value, rel=1e-6, abs=1e-12)
                assert told[key][name] == wanted, (key, name)


def _expected(project: Any, segment: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Offers of a segment by kind and thing, from the shop's tables and the members alone."""
    run = project.database.execute
    values = dict(run("select customer_id, sum(amount) from shop.orders group by customer_id").fetchall())
    ordered = sorted(values, key=lambda name: (-values[name], name))
    tenth = {name: place * 10 // CUSTOMERS for place, name in enumerate(ordered)}
    members = {
        name
        for (name,) in run(
            f"select customer_id from ledger.current_members where segment = '{segment}'"
        ).fetchall()
    }
    spent: dict[str, dict[str, float]] = defaultdict(dict)
    for thing, name, amount in run(
        f"select channel, customer_id, sum(amount) from shop.orders where occurred_at >= {SINCE} group by all"
    ).fetchall():
        spent[thing][name] = float(amount)
    sides = [
        (
            [name for name in ordered if tenth[name] == number and name in members],
            [name for name in ordered if tenth[name] == number and name not in members],
        )
        for number in range(10)
    ]
    sides = [(own, others) for own, others in sides if own and others]
    found: dict[tuple[str, str], dict[str, Any]] = {}
    chances = {thing: _chance(sides, bought) for thing, bought in spent.items()}
    corrected = dict(zip(chances, false_discovery_control(list(chances.values())), strict=True))
    for thing, bought in spent.items():
        compared = sum(len(own) for own, _ in sides)
        have = sum(name in bought for own, _ in sides for name in own)
        expected = sum(
            len(own) * sum(name in bought for name in others) / len(others) for own, others in sides
        )
        worth = sum(
            len(own) * sum(bought.get(name, 0) for name in others) / len(others) for own, others in sides
        )
        if expected > have and corrected[thing] < 0.05:
            found["cross-sell", thing] = {
                **{"members": compared, "buyers": have, "lacking": compared - have},
                **{"expected_buyers": expected, "amount": None, "expected_amount": worth / expected},
                **{"prize": (expected - have) * worth / expected, "p_value": corrected[thing]},
            }
        raised = _raise(sides, bought)
        if raised and raised["prize"] > 1e-9:
            found["up-sell", thing] = {**raised, "members": compared, "lacking": None, "p_value": None}
    return found


Sides = list[tuple[list[str], list[str]]]


def _chance(sides: Sides, bought: dict[str, float]) -> float:
    """Mantel and Haenszel's test as statsmodels makes it."""
    tables = [
        [[sum(name in bought for name in side), sum(name not in bought for name in side)] for side in both]
        for both in sides
    ]
    varied = [table for table in tables if (np.sum(table, axis=0) > 0).all()]
    return float(StratifiedTable(np.dstack(varied)).test_null_odds().pvalue) if varied else 1.0


def _raise(sides: Sides, bought: dict[str, float]) -> dict[str, Any] | None:
    both = [[[bought[name] for name in side if name in bought] for side in each] for each in sides]
    both = [(own, others) for own, others in both if own and others]
    buyers = sum(len(own) for own, _ in both)
    if not buyers:
        return None
    amount = sum(sum(own) for own, _ in both)
    wanted = sum(len(own) * sum(others) / len(others) for own, others in both)
    each = {"amount": amount / buyers, "expected_amount": wanted / buyers, "prize": wanted - amount}
    return {"buyers": buyers, "expected_buyers": None, **each}


def test_a_planted_gap_and_a_planted_thrift_are_found(project: Any) -> None:
    found = {
        (row["kind"], row["thing"]) for row in _rows(project, "segment_offers") if row["segment"] == "north"
    }
    assert {("cross-sell", "wine"), ("up-sell", "tools")} <= found


def test_without_the_variable_nothing_is_offered(project: Any) -> None:
    project.set_variables({**small_shop.IN_MEMORY, "cross_sell": None})
    project.refresh()
    assert _rows(project, "segment_offers") == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("purchase", "cross_sell is 'purchase'; write {event: purchase"),
        ({"evnt": "order"}, "cross_sell: unknown 'evnt'; the nearest is 'event'"),
        ({"within_days": 0}, "within_days is '0'; write a whole number from 1 to 3650"),
        ({"by": "chanel"}, "by is 'chanel', which is no column of the events; the nearest is 'channel'"),
    ],
)
def test_a_setting_that_is_none_is_refused_in_a_sentence(project: Any, given: Any, said: str) -> None:
    project.set_variables({**small_shop.IN_MEMORY, "cross_sell": given})
    with pytest.raises(Exception, match=r"dbt_project\.yml: ") as refused:
        project.refresh()
    assert said in str(refused.value)
