"""The statistics of a campaign: effect, interval and p-value by statsmodels, with what was spent before."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from statsmodels.api import OLS, add_constant
from statsmodels.stats.proportion import binom_test
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

ALPHA = 0.05
# A campaign of chance alone falls below this once in a thousand: then the arms are not what was planned.
UNEVEN = 0.001

Figures = np.ndarray


@dataclass(frozen=True)
class Effect:
    """The difference of two means, the interval that holds it in 95 of 100 campaigns, and its p-value."""

    value: float
    low: float
    high: float
    p_value: float

    @property
    def error(self) -> float:
        """The half of the interval's width."""
        return (self.high - self.low) / 2


def difference(treated: Figures, control: Figures) -> Effect:
    """The difference of means of two samples of unequal variances (Welch)."""
    means = CompareMeans(DescrStatsW(treated), DescrStatsW(control))
    low, high = means.tconfint_diff(alpha=ALPHA, usevar="unequal")
    _, p_value, _ = means.ttest_ind(usevar="unequal")
    return Effect(float(treated.mean() - control.mean()), float(low), float(high), float(p_value))


def less_what_was_known(
    treated: Figures, control: Figures, treated_before: Figures, control_before: Figures
) -> tuple[Figures, Figures]:
    """Both samples without what the spend before tells of them: the same means apart, with less noise.

    CUPED: A. Deng and others, Improving the sensitivity of online controlled experiments, WSDM 2013.
    """
    before = np.concatenate([treated_before, control_before])
    after = np.concatenate([treated, control])
    variance = before.var()
    slope = float(((before - before.mean()) * after).mean() / variance) if variance else 0.0
    usual = before.mean()
    return treated - slope * (treated_before - usual), control - slope * (control_before - usual)


def adjusted_difference(
    treated: Figures, control: Figures, treated_before: Figures, control_before: Figures
) -> Effect:
    """The difference of means between customers who spent alike before: a regression, robust errors."""
    is_treated = np.concatenate([np.ones(len(treated)), np.zeros(len(control))])
    before = np.concatenate([treated_before, control_before])
    known = add_constant(np.column_stack([is_treated, before]), has_constant="add")
    fitted = OLS(np.concatenate([treated, control]), known).fit(cov_type="HC3")
    low, high = fitted.conf_int(alpha=ALPHA)[1]
    return Effect(float(fitted.params[1]), float(low), float(high), float(fitted.pvalues[1]))


def always_valid(effect: Effect, day: int, days: int) -> tuple[float, float]:
    """The interval that holds the effect on all days in 95 of 100 campaigns, however often one looks.

    A normal mixture over the days of a campaign, narrowest at its end: I. Waudby-Smith and others,
    Time-uniform central limit theory and asymptotic confidence sequences, Annals of Statistics 52 (2024).
    """
    error = effect.error / NormalDist().inv_cdf(1 - ALPHA / 2)
    logarithm = -2 * math.log(ALPHA)
    information = day * (logarithm + math.log(logarithm + 1)) / days
    width = error * math.sqrt((1 + 1 / information) * (math.log(1 + information) + logarithm))
    return effect.value - width, effect.value + width


def evenness(treated: int, control: int, planned_share: float) -> float:
    """How likely chance alone splits customers so unevenly, when so many of them were to be treated."""
    return float(binom_test(treated, treated + control, planned_share))
