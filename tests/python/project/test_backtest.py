"""A backtest counts what plain Python counts: the members at that time, and their outcomes."""

import json
from types import SimpleNamespace

import pytest
import small_shop
from statsmodels.stats.proportion import proportion_confint

from orchestration.rules.backtests import COLUMNS, FILE, backtest_mistakes

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tested(built_shop) -> dict:
    """`recent` (an order within 15 days) at the end of February, `loyal` (three orders) a month later."""
    done = built_shop.segments(
        "backtest", "recent", "--outcome", "loyal", "--horizon", "30", "--times", "1", "--json"
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["tests"][0]


def test_members_then_are_held_against_the_outcome_later(tested) -> None:
    """Customer n ordered n % 5 times, the last n days before the end of March, a day apart."""
    ago = {n: [n + k for k in range(n % 5)] for n in range(1, 41)}
    recent = {n for n, days in ago.items() if any(31 <= day < 31 + 15 for day in days)}
    loyal = {n for n, days in ago.items() if len(days) >= 3}

    assert (tested["customers"], tested["members"]) == (40, len(recent))
    assert (tested["happened"], tested["hits"]) == (len(loyal), len(recent & loyal))
    assert tested["precision"]["value"] == pytest.approx(len(recent & loyal) / len(recent))
    assert tested["recall"]["value"] == pytest.approx(len(recent & loyal) / len(loyal))
    assert tested["base"]["value"] == pytest.approx(len(loyal) / 40)
    assert tested["lift"]["value"] == pytest.approx(len(recent & loyal) / len(recent) / (len(loyal) / 40))
    low, high = proportion_confint(len(recent & loyal), len(recent), method="wilson")
    assert (tested["precision"]["low"], tested["precision"]["high"]) == pytest.approx((low, high))
    assert tested["as_of"] < tested["outcome_at"]


def test_data_that_end_before_the_outcome_are_refused_in_a_sentence(built_shop) -> None:
    done = built_shop.segments("backtest", "recent", "--outcome", "loyal", "--horizon", "900")

    assert done.returncode == 1
    assert "--horizon 900: no month ended 900 days before the newest event" in done.stderr


def test_a_kept_result_stands_on_the_page_until_the_next_and_says_when_the_rule_has_changed(shop) -> None:
    asked = ("backtest", "recent", "--outcome", "loyal", "--horizon", "30", "--times", "1", "--json")
    for _ in range(2):
        done = shop.segments(*asked, "--keep")
        assert done.returncode == 0, done.stderr
    (test,) = json.loads(done.stdout)["tests"]
    shop.refresh("--as-of", small_shop.DAY)

    columns = (
        "precision, precision_low, precision_high, recall, recall_low, recall_high, base, lift, lift_low"
    )
    query = f"select is_current, members, hits, {columns}, lift_high from published.backtest_results"
    (row,) = shop.rows(query)
    assert row[:3] == (True, test["members"], test["hits"])
    expected = [
        *(test[name][part] for name in ("precision", "recall") for part in ("value", "low", "high")),
        *(test["base"]["value"], *(test["lift"][part] for part in ("value", "low", "high"))),
    ]
    assert row[3:] == pytest.approx(expected)
    assert '"recent","loyal",30,"2024-02-29"' in (shop.root / "published/report.html").read_text("utf-8")

    small_shop.write_segment(shop.root, "recent", "{{ did('order', within_days=14) }}", "lifecycle")
    small_shop.write_segment(shop.root, "loyal", "{{ did('order', at_least=3) }}", access="private")
    shop.refresh("--as-of", small_shop.DAY)
    assert shop.rows("select * from published.backtest_results") == []
    assert shop.rows("select is_current from hidden.backtest_results") == [(False,)]


def test_a_row_that_is_no_test_is_told_with_its_line(tmp_path) -> None:
    right = ["recent", "loyal", "30", "2024-02-29", "40", "9", "16", "5", "2024-04-01", "0" * 32]
    (tmp_path / "seeds").mkdir()
    for place, wrong, sentence in (
        (3, "soon", "as_of_day: 'soon' is not a date"),
        (7, "five", "hits: 'five' is not a whole number"),
    ):
        row = [wrong if number == place else value for number, value in enumerate(right)]
        rows = [",".join(line) for line in (COLUMNS, right, row)]
        (tmp_path / FILE).write_text("\n".join(rows), encoding="utf-8")
        (found,) = backtest_mistakes(SimpleNamespace(root=tmp_path))
        assert found.startswith(f"{FILE}: line 3: {sentence}")
