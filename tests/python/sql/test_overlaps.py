"""What two segments share is computed from their members, whatever happened between two releases."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Any

import pytest
import warehouses
from conftest import open_in_memory


def test_overlaps_are_right_after_a_change_and_after_somebody_was_erased() -> None:
    """Pairs are added to the last release's, so customers erased in between would be counted forever."""
    with open_in_memory() as project:
        project.refresh()
        _check(project)
        assert not _counts_turned_pairs_only(project)
        project.database.execute(
            "insert into shop.orders select 'new' || n, 'c05', 'order', timestamp '2024-03-30 10:00:00', 5.0,"
            " 'web', timestamp '2024-03-31 11:00:00' from generate_series(1, 3) as numbers(n)"
        )
        project.refresh()
        _check(project)
        assert _counts_turned_pairs_only(project)
        for table in ("ledger.segment_stays", "ledger.segment_change_log", "shop.orders", "shop.customers"):
            project.database.execute(f"delete from {table} where customer_id = 'c09'")
        project.refresh()
        _check(project)
        assert not _counts_turned_pairs_only(project)


def _check(project: Any) -> None:
    rows = project.database.execute("select segment, customer_id from ledger.current_members").fetchall()
    of = defaultdict(set)
    for segment, customer in rows:
        of[segment].add(customer)
    found = project.database.execute(
        "select segment_a, segment_b, size_a, size_b, shared_customers from ledger.overlap_figures"
        " where release_id = (select max(release_id) from ledger.releases) order by 1, 2"
    ).fetchall()
    assert found == [
        (one, other, len(of[one]), len(of[other]), len(of[one] & of[other]))
        for one, other in combinations(sorted(of), 2)
    ]


def _counts_turned_pairs_only(project: Any) -> bool:
    """Returns whether the last refresh added to the overlaps of the previous one."""
    return any("turned as (" in sql for model, sql in project.statements if model == "overlap_figures")


@pytest.mark.skipif(warehouses.IS_FILE, reason="DuckDB counts bits")
def test_members_are_unpacked_once_on_each_side_of_no_pair() -> None:
    """PostgreSQL unpacked them for each pair of segments, a third of a first build with fifty segments."""
    with open_in_memory() as project:
        project.refresh()
        sqls = [sql for model, sql in project.statements if model == "overlap_figures"]
        [sql] = [sql for sql in sqls if "shared as (" in sql]
        query = sql[sql.index("with sizes as (") : sql.rindex(")")]
        plan = project.database.execute(f"explain {query}").fetchall()
        # One of the readings is for the sizes.
        assert sum("on customer_verdicts" in line for (line,) in plan) == 2, plan
