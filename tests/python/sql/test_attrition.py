"""A release's attrition equals what plain Python counts, for any rules and any number of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import open_in_memory
from proof.harness import SegmentFile

from orchestration.explanation.rule_parts import record_rule_parts, rule_parts
from orchestration.rules.registry import read_segments
from orchestration.warehouse.connections import Warehouse

RULES = {
    "loyal": "{{ did('order', at_least=3) }}",
    "narrow": """country = 'SE' and {{ did('order', at_least=2) }}
        and ({{ did('order', within_days=15) }} or not {{ did('order', at_least=4) }})""",
    "best": "{{ decile_of(total('order', 'amount')) }} <= 5 and not {{ in_segment('loyal') }}",
    "long": " and ".join(f"{{{{ did('order', at_least={least}) }}}}" for least in range(1, 41)),
    "nobody": "country = 'FI' and {{ did('order') }}",
}
EVERYBODY = range(1, 41)


@pytest.fixture(scope="module")
def released() -> Iterator[Any]:
    """The shop in memory after two refreshes, the second of which had little to do."""
    with open_in_memory() as project:
        project.set_segments(
            SegmentFile(name, f"{{% call segment() %}}\n{rule}\n{{% endcall %}}\n")
            for name, rule in RULES.items()
        )
        _refresh(project)
        project.database.execute(
            "insert into shop.orders"
            " select 'new', 'c05', 'order', timestamp '2024-03-30 10:00:00', 5.0, 'web',"
            " timestamp '2024-03-31 11:00:00'"
        )
        _refresh(project)
        yield project


def test_each_part_counts_who_is_left_and_whom_it_alone_removes(released) -> None:
    orders = _orders(released)
    swedes, unknown = {n for n in EVERYBODY if n % 4 == 1}, {n for n in EVERYBODY if n % 4 == 0}
    twice, often = _at_least(orders, 2), _at_least(orders, 4)
    recent = {n for n in EVERYBODY if any(ago <= 14 for ago in orders[n])}
    either = recent | (set(EVERYBODY) - often)

    assert _found(released, "narrow") == [
        (
            "condition",
            0,
            len(swedes),
            len((twice & either) - swedes),
            40 - len(swedes | unknown),
            len(unknown),
        ),
        ("condition", 0, len(swedes & twice), len((swedes & either) - twice), 40 - len(twice), 0),
        ("any", 0, len(swedes & twice & either), len((swedes & twice) - either), 40 - len(either), 0),
        ("condition", 1, len(swedes & twice & recent), None, 40 - len(recent), 0),
        ("not", 1, len((swedes & twice) - often), None, len(often), 0),
        ("condition", 2, len(swedes & twice & often), None, 40 - len(often), 0),
    ]
    assert [row[2] for row in _found(released, "nobody")] == [0, 0]


def test_ranks_are_among_everybody_and_other_segments_are_seen(released) -> None:
    orders = _orders(released)
    loyal = _at_least(orders, 3)
    spent = {n: 10.0 * n * len(ago) for n, ago in orders.items()}
    spent[5] = 5.0
    ranked = sorted(EVERYBODY, key=lambda n: (-spent[n], n))
    best = set(ranked[:20])

    left = [(kind, remaining) for kind, _, remaining, *_ in _found(released, "best")]

    assert left[0] == ("condition", len(best))
    assert left[1] == ("not", len(best - loyal))


def test_a_rule_of_more_parts_than_a_word_holds_is_counted(released) -> None:
    orders = _orders(released)
    counted = [row[2] for row in _found(released, "long")]

    assert counted == [len(_at_least(orders, least)) for least in range(1, 41)]


def test_of_many_customers_a_fair_share_is_asked_and_scaled(released) -> None:
    released.set_variables({**_variables(released), "attrition_customers": 20})
    _refresh(released)

    rows = _rows(
        released,
        "select distinct customers, customers_asked from ledger.attrition_figures"
        f" where release_id = {_last(released)}",
    )

    assert len(rows) == 1
    customers, asked = rows[0]
    assert customers == 40
    assert 5 <= asked <= 35
    for _, _, remaining, _, false, unknown in _found(released, "loyal"):
        assert abs(remaining + false + unknown - 40) <= 2
        assert remaining * asked / 40 == pytest.approx(round(remaining * asked / 40), abs=0.51)


def _refresh(project: Any) -> None:
    project.start()
    segments = read_segments(project.manifest())
    record_rule_parts(Warehouse(project.database, "?", Exception), rule_parts(segments, "duckdb"))
    project.refresh()


def _variables(project: Any) -> dict[str, Any]:
    return dict(project._config.cli_vars)


def _orders(project: Any) -> dict[int, list[int]]:
    """Returns how many days ago each customer ordered."""
    found: dict[int, list[int]] = {n: [] for n in EVERYBODY}
    query = "select cast(substr(customer_id, 2) as int), date '2024-03-31' - occurred_on from core.events"
    for customer, ago in _rows(project, query):
        found[customer].append(ago)
    return found


def _at_least(orders: dict[int, list[int]], least: int) -> set[int]:
    return {n for n, ago in orders.items() if len(ago) >= least}


def _found(project: Any, segment: str) -> list[tuple]:
    columns = "kind, depth, remaining, removed_alone, false_count, unknown_count"
    return _rows(
        project,
        f"select {columns} from ledger.attrition_figures where segment = '{segment}'"
        f" and release_id = {_last(project)} order by position",
    )


def _last(project: Any) -> int:
    return _rows(project, "select max(release_id) from ledger.releases")[0][0]


def _rows(project: Any, query: str) -> list[tuple]:
    return project.database.execute(query).fetchall()
