"""What each tenth of the customers contributes to a segment equals what plain Python adds up."""

from __future__ import annotations

from statistics import mean, stdev

import pytest
import small_shop
from conftest import open_in_memory


def test_members_and_their_values_are_counted_by_tenths_of_all_customers() -> None:
    """Customer n is worth 10 * n for each of n % 5 orders. Here, the first five return more than that."""
    with open_in_memory() as project:
        project.database.execute(
            "insert into shop.orders select 'back' || n, 'c0' || n, 'order', timestamp '2024-03-01 10:00:00',"
            " -500.0, 'web', timestamp '2024-03-02 10:00:00' from generate_series(1, 5) as numbers(n)"
        )
        project.database.execute("alter table shop.customers add column credit double")
        project.database.execute(
            "update shop.customers set credit = cast(substr(customer_id, 2) as int) ** 2"
        )
        project.set_variables({**small_shop.IN_MEMORY, "score_trait": "credit"})
        project.refresh()
        run = project.database.execute
        values = dict(run("select customer_id, value from features.customer_values").fetchall())
        members = run("select segment, customer_id from ledger.current_members").fetchall()
        columns = "segment, decile, members, value, negative_members, negative_value"
        found = run(f"select {columns} from ({project.render('segment_value')}) order by 1, 2").fetchall()
        columns = "segment, score_mean, score_spread, score_min, score_max, value_mean, value_spread"
        scored = run(f"select {columns} from ({project.render('segment_metrics')})").fetchall()
        shares = run(
            "select sum(share), sum(value_share), sum(base_value_share)"
            f" from ({project.render('segment_value')}) where segment = 'loyal'"
        ).fetchall()

    ranked = sorted(values, key=lambda customer: (-values[customer], customer))
    tenths = {customer: place // 4 + 1 for place, customer in enumerate(ranked)}
    expected = []
    for segment in sorted({segment for segment, _ in members}):
        for decile in range(1, 11):
            worth = [values[c] for s, c in members if s == segment and tenths[c] == decile]
            negative = [value for value in worth if value < 0]
            expected.append((segment, decile, len(worth), sum(worth), len(negative), sum(negative)))
    assert any(row[4] for row in expected)
    assert found == expected
    assert [round(float(share), 9) for share in shares[0]] == [1, 1, 1]
    assert {row[0] for row in scored} == {segment for segment, _ in members}
    for segment, *figures in scored:
        credit = [int(c[1:]) ** 2 for s, c in members if s == segment]
        worth = [float(values[c]) for s, c in members if s == segment]
        of_scores = [mean(credit), stdev(credit), min(credit), max(credit)]
        assert figures == pytest.approx([*of_scores, mean(worth), stdev(worth)])


def test_a_score_that_customers_do_not_have_is_refused_in_a_sentence(shop_in_memory) -> None:
    shop_in_memory.set_variables({**small_shop.IN_MEMORY, "score_trait": "contry"})
    with pytest.raises(
        Exception, match="score_trait='contry' is not a trait of the customers; the nearest is 'country'"
    ):
        shop_in_memory.refresh()
