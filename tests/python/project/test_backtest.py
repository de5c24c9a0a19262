"""A backtest counts what plain Python counts: the members at that time, and their outcomes."""

import json

import pytest
from statsmodels.stats.proportion import proportion_confint

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
