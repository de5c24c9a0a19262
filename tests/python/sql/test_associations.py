"""What goes together among a segment's members equals the itemsets and the corrections of libraries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import pytest
import small_shop
from conftest import open_in_memory
from efficient_apriori import apriori
from proof.harness import SegmentFile
from scipy.stats import chi2_contingency, false_discovery_control

# Six hundred customers, of whom a quarter have no country, and a third no city: some of them the same.
CUSTOMERS = """
create table shop.customers as
select
    'c' || lpad(cast(n as varchar), 3, '0') as customer_id,
    case when n % 4 > 0 then case when n * n % 7 < 3 then 'SE' else 'NO' end end as country,
    case
        when n % 3 = 0 then null when n * n % 7 < 2 then 'port' when n % 5 = 0 then 'hill' else 'town'
    end
    as city,
    case when n % 11 < 4 then 'card' else 'cash' end as payment
from generate_series(1, 600) as numbers(n)
"""
RULES = {
    "loyal": "{{ did('order', at_least=3) }}",
    "swedes": "country = 'SE' and {{ did('order') }}",
    "nobody": "country = 'FI'",
    "secret": "city = 'port' or {{ did('order', at_least=4) }}",
}
TRAITS = ("city", "country", "payment")
VARIABLES = {
    **small_shop.IN_MEMORY,
    **{"profile_traits": list(TRAITS), "profile_features": [{"within_days": 10}]},
}
COLUMNS = (
    *("segment", "trait_a", "value_a", "trait_b", "value_b", "members", "known_members", "support"),
    *("confidence", "confidence_reversed", "lift", "p_value", "base_support", "base_lift", "index"),
    "index_p_value",
)


@contextmanager
def released(**variables: Any) -> Iterator[Any]:
    """The shop in memory, with more customers than elsewhere, after a refresh."""
    with open_in_memory() as project:
        run = project.database.execute
        run("drop table shop.customers")
        run(CUSTOMERS)
        run("update shop.orders set customer_id = 'c' || lpad(substr(customer_id, 2), 3, '0')")
        run(
            "insert into shop.orders select 'more' || n || '-' || k, 'c' || n, 'order',"
            " timestamp '2024-03-20 10:00:00' + k * interval '1 day', 7.0, 'web',"
            " timestamp '2024-03-31 11:00:00'"
            " from generate_series(100, 600) as numbers(n), generate_series(1, 5) as orders(k)"
            " where k <= n * n % 6"
        )
        project.set_segments(
            SegmentFile(
                name,
                f"{{% call segment() %}}\n{rule}\n{{% endcall %}}\n",
                config={"access": "private" if name == "secret" else "public"},
            )
            for name, rule in RULES.items()
        )
        project.set_variables({**VARIABLES, **variables})
        project.refresh()
        yield project


def test_pairs_are_a_librarys_itemsets_with_its_confidence_and_lift() -> None:
    with released(associations={"support": 0.07, "pairs": 1_000}) as project:
        project.database.execute("update shop.customers set payment = 'card' where customer_id = 'c101'")
        project.refresh()
        found = [dict(zip(COLUMNS, row, strict=True)) for row in _rows(project, "segment_associations")]
        hidden = [
            dict(zip(COLUMNS, row, strict=True)) for row in _rows(project, "hidden_segment_associations")
        ]
        people, members = _people(project), _members(project)

    assert {row["segment"] for row in found} == {"loyal", "swedes"}
    assert {row["segment"] for row in hidden} == {"secret"}
    for side in (found, hidden):
        _check(side, people, members)


def _check(found: list[dict[str, Any]], people: dict[str, dict[str, str]], members: dict[str, set]) -> None:
    told = {tuple(row[name] for name in COLUMNS[:5]): row for row in found}
    expected, together, apart = set(), {}, {}
    for segment in {row["segment"] for row in found}:
        for one, other in combinations(sorted(next(iter(people.values()))), 2):
            known = {who: {one: of[one], other: of[other]} for who, of in people.items()}
            known = {who: of for who, of in known.items() if None not in of.values()}
            inside = {who: of for who, of in known.items() if who in members[segment]}
            # Each value with its trait: a band of one feature is no band of another.
            of_members = apriori([list(of.items()) for of in inside.values()], 0.07, 0.0)
            of_all = apriori([list(of.items()) for of in known.values()], 1e-9, 0.0)
            lifts = {(rule.lhs[0], rule.rhs[0]): rule.lift for rule in of_all[1]}
            for rule in of_members[1]:
                (item, then) = (rule.lhs[0], rule.rhs[0])
                if item[0] != one:
                    continue
                key = (segment, *item, *then)
                expected.add(key)
                row, both = told[key], of_members[0][2][tuple(sorted((item, then)))]
                assert (row["members"], row["known_members"]) == (both, len(inside))
                (back,) = [r for r in of_members[1] if (r.lhs[0], r.rhs[0]) == (then, item)]
                figures = (row["support"], row["confidence"], row["confidence_reversed"], row["lift"])
                assert figures == pytest.approx((rule.support, rule.confidence, back.confidence, rule.lift))
                base = sum((of[one], of[other]) == (item[1], then[1]) for of in known.values())
                assert row["base_support"] == pytest.approx(base / len(known))
                assert row["base_lift"] == pytest.approx(lifts[item, then])
                assert row["index"] == pytest.approx(100 * rule.support / (base / len(known)))
                first = sum(of[one] == item[1] for of in inside.values())
                second = sum(of[other] == then[1] for of in inside.values())
                together[key] = _p(both, first, second - both, len(inside) - first)
                apart[key] = _p(both, len(inside), base - both, len(known) - len(inside))
    assert set(told) == expected
    for column, alone in (("p_value", together), ("index_p_value", apart)):
        tested = [key for key, p in alone.items() if p is not None]
        assert len(tested) > 3
        corrected = dict(zip(tested, false_discovery_control([alone[key] for key in tested]), strict=True))
        for key, row in told.items():
            p = corrected.get(key)
            assert row[column] == (None if p is None else pytest.approx(p, rel=1e-6)), (key, column)


def _p(some: int, of: int, others: int, of_others: int) -> float | None:
    """Pearson's test of a table of two by two; None where a cell is expected below 5."""
    table = [[some, of - some], [others, of_others - others]]
    if min(of, of_others) * min(some + others, of + of_others - some - others) / (of + of_others) < 5:
        return None
    return float(chi2_contingency(table, correction=False).pvalue)


def test_of_each_segment_the_surest_pairs_are_shown_and_all_are_corrected_for() -> None:
    with released(associations={"support": 0.07, "pairs": 1_000}) as project:
        everything = _rows(project, "segment_associations")
        project.set_variables({**VARIABLES, "associations": {"support": 0.07, "pairs": 3}})
        found = _rows(project, "segment_associations")

    assert set(found) < set(everything)
    places = [COLUMNS.index("p_value"), COLUMNS.index("index_p_value")]

    def sure(rows: list[tuple[Any, ...]], segment: str) -> list[float]:
        told = [[row[place] for place in places] for row in rows if row[0] == segment]
        return sorted(min((p for p in ps if p is not None), default=1.0) for ps in told)[:3]

    for segment in ("loyal", "swedes"):
        assert sure(found, segment) == sure(everything, segment)
        assert sum(row[0] == segment for row in found) == 3


@pytest.mark.parametrize(
    "variables", [{"associations": None}, {"profile_traits": ["city"], "profile_features": None}]
)
def test_without_pairs_the_relation_stands_empty(variables: dict[str, Any]) -> None:
    with released(**variables) as project:
        assert _rows(project, "segment_associations") == []


def test_a_setting_that_is_none_is_refused_in_a_sentence(shop_in_memory) -> None:
    some = {"support": 0.1, "pairs": 5}
    for given in (0.05, {"support": 0.05}, {**some, "support": 0}, {**some, "pairs": 0}, {**some, "lift": 1}):
        shop_in_memory.set_variables({**small_shop.IN_MEMORY, "associations": given})
        with pytest.raises(
            Exception, match=r"dbt_project.yml: associations=.* is not a share from 0.01 to 1"
        ):
            shop_in_memory.refresh()


def _rows(project: Any, model: str) -> list[tuple[Any, ...]]:
    return project.database.execute(
        f"select {', '.join(COLUMNS)} from ({project.render(model)}) as rows"
    ).fetchall()


def _members(project: Any) -> dict[str, set[str]]:
    found = defaultdict(set)
    for segment, customer in project.database.execute(
        "select segment, customer_id from ledger.current_members"
    ).fetchall():
        found[segment].add(customer)
    return found


def _people(project: Any) -> dict[str, dict[str, str]]:
    """Each customer's traits, and the band of orders in the last ten days."""
    run = project.database.execute
    orders = dict(
        run(
            "select customer_id, count(*) from shop.orders"
            " where occurred_at >= timestamp '2024-03-22 04:00:00' group by customer_id"
        ).fetchall()
    )
    bands = {0: "0", 1: "1", 2: "2 to 3", 3: "2 to 3", 4: "4 to 7", 5: "4 to 7"}
    found = {}
    for customer, *traits in run(f"select customer_id, {', '.join(TRAITS)} from shop.customers").fetchall():
        of = dict(zip(TRAITS, traits, strict=True))
        found[customer] = {**of, "events in 10 days": bands[orders.get(customer, 0)]}
    return found
