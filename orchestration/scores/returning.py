"""Whether a customer buys again soon: a logistic regression on four plain signs and on declared counts.

Its probabilities are calibrated by construction on the customers that it was fitted to; whether they are on
others, the calibration by tenths shows.
"""

import numpy as np

from orchestration.scores.likelihood import Fit, FitError, Floats, errors_of

# Columns of purchase_histories. macros/scores/_score_tables.sql asks the same of whom it scores.
SIGNS = ("frequency", "days_since_purchase", "age_days", "last_purchases")
# The columns of purchase_histories that count the events of `scores: {features: [...]}` begin with it.
COUNTED = "count__"
# Newton steps, of which a handful are enough, and the last change of a coefficient.
STEPS, CLOSE = 50, 1e-9


def fit_returning(signs: Floats, bought: Floats, names: tuple[str, ...] = SIGNS) -> Fit:
    """Returns the coefficients of the logarithms of (1 + sign), fitted by maximum likelihood.

    `signs` has a row for each customer and a column for each of `names`, all 0 or more; `bought` is 1 for
    customers who bought in the days that followed, else 0. A sign that all customers share has the
    coefficient 0. Raises FitError if no coefficients are likeliest.
    """
    if not 0 < bought.mean() < 1:
        raise FitError("all customers bought again" if bought.all() else "no customer bought again")
    logs = np.log1p(signs)
    varies = np.concatenate([[True], logs.std(axis=0) > 1e-9])
    columns = np.column_stack([np.ones(len(logs)), logs])[:, varies]
    found, iterations = _likeliest(columns, bought)
    level, _, information = _told(columns, bought, found)
    estimates, errors = np.zeros(len(varies)), np.full(len(varies), np.nan)
    estimates[varies], errors[varies] = found, errors_of(information)
    return Fit(("intercept", *names), estimates, errors, level, iterations)


def _likeliest(columns: Floats, bought: Floats) -> tuple[Floats, int]:
    """Newton's method (A. Agresti, Categorical Data Analysis (2013), 5.5), and the steps that it took.

    Where a sign tells who buys without fail, it goes on for ever: there is no likeliest coefficient.
    """
    found = np.zeros(columns.shape[1])
    for iteration in range(1, STEPS + 1):
        _, gradient, information = _told(columns, bought, found)
        errors_of(information)
        step = np.linalg.solve(information, gradient)
        found = found + step
        if np.abs(step).max() < CLOSE:
            return found, iteration
    raise FitError(f"its coefficients can't be found in {STEPS} steps")


def _told(columns: Floats, bought: Floats, coefficients: Floats) -> tuple[float, Floats, Floats]:
    """The log-likelihood with its gradient and the information, the negative of its second derivatives."""
    odds = np.clip(columns @ coefficients, -500, 500)
    chance = 1 / (1 + np.exp(-odds))
    level = float((bought * odds - np.logaddexp(0, odds)).sum())
    information = (columns * (chance * (1 - chance))[:, None]).T @ columns
    return level, columns.T @ (bought - chance), information
