"""A campaign's statistics follow the formulas, and keep what they promise."""

from statistics import mean

import numpy as np
import pytest
from campaigns.coverage import coverage
from scipy.stats import ttest_ind

from orchestration.campaigns.statistics import (
    adjusted_difference,
    always_valid,
    difference,
    evenness,
    less_what_was_known,
)

TREATED = np.array([12.0, 15.0, 9.0, 20.0, 14.0, 11.0])
CONTROL = np.array([10.0, 9.0, 13.0, 8.0, 12.0])


def test_the_difference_is_welchs() -> None:
    effect = difference(TREATED, CONTROL)

    expected = ttest_ind(TREATED, CONTROL, equal_var=False)
    interval = expected.confidence_interval(0.95)
    assert effect.value == pytest.approx(mean(TREATED) - mean(CONTROL))
    assert (effect.low, effect.high, effect.p_value) == pytest.approx((*interval, expected.pvalue))


def test_what_was_known_before_is_removed_and_the_means_stay_apart() -> None:
    chance = np.random.default_rng(1)
    before = chance.gamma(2, 50, size=(2, 500))
    after = before + chance.normal(0, 10, size=(2, 500)) + np.array([[5.0], [0.0]])

    plain, cuped = difference(*after), difference(*less_what_was_known(*after, *before))

    assert cuped.error < plain.error / 4
    assert cuped.low < 5 < cuped.high
    # Without a random choice, the regression finds the same among customers who spent alike.
    adjusted = adjusted_difference(after[0], after[1][before[1] < 200], before[0], before[1][before[1] < 200])
    assert adjusted.low < 5 < adjusted.high


def test_an_interval_for_daily_looks_is_wider_and_narrows_to_the_end() -> None:
    effect = difference(TREATED, CONTROL)

    widths = [high - low for low, high in (always_valid(effect, day, 28) for day in (1, 14, 28))]

    assert widths[0] > widths[1] > widths[2] > effect.high - effect.low


@pytest.mark.parametrize(("treated", "is_uneven"), [(800, False), (770, False), (700, True), (900, True)])
def test_arms_of_other_sizes_than_planned_are_noticed(treated: int, is_uneven: bool) -> None:
    assert (evenness(treated, 1000 - treated, 0.8) < 0.001) == is_uneven


def test_campaigns_that_bring_nothing_are_said_to() -> None:
    """`make prove-campaigns` checks 2,000 campaigns. The share among 100 varies by up to 11 points."""
    found = coverage(100, seed=7)

    assert 0.86 <= found.at_the_end <= 1
    assert found.daily < found.at_the_end
    assert found.daily_always_valid >= 0.9
