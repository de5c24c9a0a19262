"""The models of scores: against papers, integrals and simulated customers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from orchestration.scores.buying import (
    Histories,
    _Told,
    expected_purchases,
    fit_buying,
    probability_alive,
)
from orchestration.scores.likelihood import Fit, FitError
from orchestration.scores.returning import SIGNS, fit_returning
from orchestration.scores.spending import fit_spending

# The estimates of Fader, Hardie and Lee (2005), table 2, for customers of CDNOW.
PAPER = Fit(("r", "alpha", "a", "b"), np.array([0.243, 4.414, 0.793, 2.426]), np.zeros(4), -9582.4, 0)


def histories(*rows: tuple[float, float, float]) -> Histories:
    frequency, recency, age = np.array(rows, dtype=float).T
    return Histories(frequency, recency, age, np.ones(len(rows)))


def simulated(seed: int, customers: int, parameters: tuple[float, ...], ahead: float = 0) -> tuple:
    """Customers who buy and leave as the model says, each purchase drawn, and what they buy later."""
    r, alpha, a, b = parameters
    chance = np.random.default_rng(seed)
    rate, leaving = chance.gamma(r, 1 / alpha, customers), chance.beta(a, b, customers)
    age = chance.uniform(20, 80, customers)
    frequency, recency, later = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    now, active = np.zeros(customers), np.ones(customers, dtype=bool)
    while active.any():
        now[active] += chance.exponential(1 / rate[active])
        active &= now <= age + ahead
        before = active & (now <= age)
        frequency[before] += 1
        recency[before] = now[before]
        later[active & ~before] += 1
        active &= chance.random(customers) >= leaving
    return Histories(frequency, recency, age, np.ones(customers)), later


def test_the_paper_s_example_of_expected_purchases():
    """Customer 1 of CDNOW bought twice, last in week 30.43 of 38.86: 1.226 purchases in the next 39 weeks."""
    (expected,) = expected_purchases(PAPER, histories((2, 30.43, 38.86)), 39 * 7)
    assert expected == pytest.approx(1.226, abs=0.001)


@pytest.mark.parametrize("history", [(0, 0, 30), (1, 4, 30), (2, 30.43, 38.86), (11, 20, 60)])
def test_the_likelihood_is_the_integral_over_rates_and_chances_of_leaving(history):
    r, alpha, a, b = PAPER.estimates
    frequency, recency, age = history
    # Every combination of a rate and a chance, each as likely as any other.
    middles = (np.arange(2_000) + 0.5) / 2_000
    rate = stats.gamma.ppf(middles, r, scale=1 / alpha)[:, None]
    leaving = stats.beta.ppf(middles, a, b)[None, :]
    bought = rate**frequency * (1 - leaving) ** frequency * np.exp(-rate * age)
    if frequency:
        bought += leaving * (1 - leaving) ** (frequency - 1) * rate**frequency * np.exp(-rate * recency)
    told = _told(history)
    assert told == pytest.approx(np.log(bought.mean()), abs=5e-3)


def _told(history: tuple[float, float, float]) -> float:
    return _Told(histories(history))(PAPER.estimates)[0]


def test_the_gradient_is_the_likelihood_s():
    many, _ = simulated(3, 500, (0.5, 6.0, 0.8, 2.5))
    likelihood = _Told(many)
    at = np.array([0.4, 5.0, 0.7, 2.0])
    _, gradient = likelihood(at)
    for index in range(4):
        step = np.zeros(4)
        step[index] = 1e-5
        ahead, behind = (likelihood(at + sign * step)[0] for sign in (1, -1))
        assert gradient[index] == pytest.approx((ahead - behind) / 2e-5, rel=1e-4)


def test_parameters_of_simulated_customers_are_found_within_their_errors():
    truth = (0.5, 6.0, 0.8, 2.5)
    fit = fit_buying(simulated(11, 20_000, truth)[0])
    assert np.all(np.abs(fit.estimates - truth) < 3 * fit.errors)
    assert np.all(fit.errors < 0.2 * np.array(truth))


def test_alike_customers_count_as_one_row_with_a_weight():
    many, _ = simulated(5, 4_000, (0.5, 6.0, 0.8, 2.5))
    whole = replace(
        many, recency=many.recency.round(), age=np.maximum(many.age.round(), many.recency.round())
    )
    rows = np.column_stack([whole.frequency, whole.recency, whole.age])
    distinct, counts = np.unique(rows, axis=0, return_counts=True)
    assert len(distinct) < len(rows)
    grouped = fit_buying(Histories(*distinct.T, counts.astype(float)))
    assert grouped.estimates == pytest.approx(fit_buying(whole).estimates, rel=1e-4)


def test_expectations_are_what_simulated_customers_go_on_to_do():
    truth = (0.6, 6.0, 0.8, 2.5)
    fit = replace(PAPER, estimates=np.array(truth))
    many, later = simulated(7, 200_000, truth, ahead=52)
    expected, alive = expected_purchases(fit, many, 364), probability_alive(fit, many)
    for low, high in ((0, 0), (1, 1), (2, 4), (5, 20), (21, 10_000)):
        asked = (many.frequency >= low) & (many.frequency <= high)
        spread = later[asked].std() / np.sqrt(asked.sum())
        assert abs(expected[asked].mean() - later[asked].mean()) < 4 * spread
    assert np.all((alive >= 0) & (alive <= 1))
    # Who went on to buy was alive.
    unlikely = alive < 0.05
    assert unlikely.sum() > 100
    assert (later[unlikely] > 0).mean() < 0.05


def test_who_buys_often_has_a_finite_expectation():
    """As the paper's equation stands, its hypergeometric function exceeds the range of numbers here."""
    one = histories((900, 104, 104))
    (expected,) = expected_purchases(PAPER, one, 365)
    assert 200 < expected < 500


def test_customers_who_can_t_be_told_apart_have_no_fit():
    with pytest.raises(FitError, match=r"wanders|converge|told"):
        fit_buying(histories(*[(0, 0, 10)] * 300))


def test_amounts_are_found_within_their_errors():
    p, q, gamma = 6.0, 4.0, 15.0
    chance = np.random.default_rng(2)
    frequency = chance.integers(1, 12, 20_000).astype(float)
    rate = chance.gamma(q, 1 / gamma, 20_000)
    mean = chance.gamma(p * frequency, 1 / (rate * frequency))
    fit = fit_spending(frequency, mean)
    assert np.all(np.abs(fit.estimates - (p, q, gamma)) < 3 * fit.errors)


def test_amounts_without_an_expected_mean_are_refused():
    chance = np.random.default_rng(2)
    rate = chance.gamma(0.6, 1 / 15.0, 20_000)
    with pytest.raises(FitError, match="no expected mean"):
        fit_spending(np.full(20_000, 2.0), chance.gamma(12.0, 1 / (rate * 2)))


def test_a_probability_is_the_share_that_follows():
    chance = np.random.default_rng(4)
    signs = np.column_stack([chance.poisson(6, 30_000), chance.integers(0, 90, 30_000)]).astype(float)
    same, last = np.full(30_000, 365.0), chance.poisson(3, 30_000).astype(float)
    logit = 0.5 + 0.4 * np.log1p(signs[:, 0]) - 0.6 * np.log1p(signs[:, 1]) + 0.2 * np.log1p(last)
    bought = (chance.random(30_000) < 1 / (1 + np.exp(-logit))).astype(float)
    fit = fit_returning(np.column_stack([signs, same, last]), bought)
    # All customers share the age, which is therefore no sign.
    assert fit["age_days"] == 0
    for name, truth in (("frequency", 0.4), ("days_since_purchase", -0.6), ("last_purchases", 0.2)):
        error = fit.errors[fit.names.index(name)]
        assert abs(fit[name] - truth) < 3 * error < 0.3


def test_coefficients_errors_and_likelihood_are_a_librarys():
    from statsmodels.api import Logit

    chance = np.random.default_rng(5)
    signs = chance.poisson([4, 30, 300, 2, 1], (5_000, 5)).astype(float)
    bought = (chance.random(5_000) < 1 / (1 + np.exp(2 - np.log1p(signs[:, 0])))).astype(float)
    fit = fit_returning(signs, bought, (*SIGNS, "count__visit__30d"))
    result = Logit(bought, np.column_stack([np.ones(5_000), np.log1p(signs)])).fit(disp=0, tol=1e-12)
    assert fit.names[-1] == "count__visit__30d"
    assert fit.estimates == pytest.approx(result.params, rel=1e-6)
    assert fit.errors == pytest.approx(result.bse, rel=1e-6)
    assert fit.log_likelihood == pytest.approx(result.llf)


def test_signs_that_tell_without_fail_or_say_the_same_give_no_probability():
    chance = np.random.default_rng(6)
    signs = chance.poisson(5, (1_000, 4)).astype(float)
    with pytest.raises(FitError, match=r"its (coefficients|parameters) can't be"):
        fit_returning(signs, (signs[:, 0] > 4).astype(float))
    signs[:, 2] = signs[:, 1]
    with pytest.raises(FitError, match="can't be told from each other"):
        fit_returning(signs, (chance.random(1_000) < 0.5).astype(float))


@pytest.mark.parametrize(("bought", "said"), [(0.0, "no customer"), (1.0, "all customers")])
def test_without_a_difference_there_is_no_probability(bought, said):
    with pytest.raises(FitError, match=said):
        fit_returning(np.ones((300, 4)), np.full(300, bought))
