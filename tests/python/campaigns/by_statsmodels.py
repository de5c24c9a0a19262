"""What statsmodels finds of a campaign, customer by customer: the reference of the SQL."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest
from statsmodels.api import OLS, add_constant
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

Figures = np.ndarray


class Effect(NamedTuple):
    """A difference of means, its 95% interval and its p-value."""

    value: float
    low: float
    high: float
    p_value: float


def difference(treated: Figures, control: Figures, false_alarms: float = 0.05) -> Effect:
    """Welch's."""
    means = CompareMeans(DescrStatsW(treated), DescrStatsW(control))
    low, high = means.tconfint_diff(alpha=false_alarms, usevar="unequal")
    return Effect(treated.mean() - control.mean(), low, high, means.ttest_ind(usevar="unequal")[1])


def cuped(
    treated: Figures,
    control: Figures,
    treated_before: Figures,
    control_before: Figures,
    false_alarms: float = 0.05,
) -> Effect:
    """Welch's, less what the spend before tells of everybody."""
    before, after = (np.concatenate(pair) for pair in ((treated_before, control_before), (treated, control)))
    slope = np.cov(before, after, bias=True)[0, 1] / before.var()
    return difference(
        treated - slope * (treated_before - before.mean()),
        control - slope * (control_before - before.mean()),
        false_alarms,
    )


def adjusted(treated: Figures, control: Figures, treated_before: Figures, control_before: Figures) -> Effect:
    """A regression on being a recipient and the spend before, with HC3 errors."""
    is_treated = np.concatenate([np.ones(len(treated)), np.zeros(len(control))])
    before = np.concatenate([treated_before, control_before])
    known = add_constant(np.column_stack([is_treated, before]), has_constant="add")
    fitted = OLS(np.concatenate([treated, control]), known).fit(cov_type="HC3")
    return Effect(fitted.params[1], *fitted.conf_int()[1], fitted.pvalues[1])


def evenness(treated: int, control: int, planned_share: float) -> float:
    """The exact probability of a split this uneven."""
    return float(binomtest(treated, treated + control, planned_share).pvalue)
