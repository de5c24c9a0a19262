"""Whether a customer buys again soon: a logistic regression on four plain signs and on declared counts.

Its probabilities are calibrated by construction on the customers that it was fitted to; whether they are on
others, the calibration by tenths shows.
"""

import warnings

import numpy as np

from orchestration.scores.likelihood import Fit, FitError, Floats

# Columns of purchase_histories. macros/scores/_score_tables.sql asks the same of whom it scores.
SIGNS = ("frequency", "days_since_purchase", "age_days", "last_purchases")
# The columns of purchase_histories that count the events of `scores: {features: [...]}` begin with it.
COUNTED = "count__"


def fit_returning(signs: Floats, bought: Floats, names: tuple[str, ...] = SIGNS) -> Fit:
    """Returns the coefficients of the logarithms of (1 + sign), fitted by maximum likelihood.

    `signs` has a row for each customer and a column for each of `names`, all 0 or more; `bought` is 1 for
    customers who bought in the days that followed, else 0. A sign that all customers share has the
    coefficient 0. Raises FitError if no coefficients are likeliest.
    """
    # Imported here because it takes seconds, and most refreshes fit nothing.
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    if not 0 < bought.mean() < 1:
        raise FitError("all customers bought again" if bought.all() else "no customer bought again")
    logs = np.log1p(signs)
    varies = np.concatenate([[True], logs.std(axis=0) > 1e-9])
    columns = np.column_stack([np.ones(len(logs)), logs])[:, varies]
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            result = Logit(bought, columns).fit(disp=0, maxiter=100)
        except (ConvergenceWarning, np.linalg.LinAlgError, ValueError) as error:
            raise FitError(f"its coefficients can't be found ({type(error).__name__})") from error
    if not np.all(np.isfinite(result.bse)):
        raise FitError("its coefficients can't be told from each other by these customers")
    estimates, errors = np.zeros(len(varies)), np.full(len(varies), np.nan)
    estimates[varies], errors[varies] = result.params, result.bse
    iterations = int(result.mle_retvals["iterations"])
    return Fit(("intercept", *names), estimates, errors, float(result.llf), iterations)
