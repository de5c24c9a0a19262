"""Maximum likelihood for models whose parameters are all positive, with standard errors."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# The log-likelihood and its gradient at given parameters.
Likelihood = Callable[[Floats], tuple[float, Floats]]

# A parameter outside of these bounds describes no customers that the data could tell from others.
LOWEST, HIGHEST = 1e-4, 1e5
# The gradient at an optimum, per customer and relative change of a parameter.
FLAT = 1e-6
# The relative step size for the central differences that approximate the second derivatives.
STEP = 1e-5
# The smallest curvature in any direction, where that of each parameter alone is 1.
RIDGE = 1e-10


class FitError(Exception):
    """No trustworthy optimum; the text says why, as part of a sentence."""


@dataclass(frozen=True)
class Fit:
    """Parameters at the optimum, in the order of `names`, with their standard errors."""

    names: tuple[str, ...]
    estimates: Floats
    errors: Floats
    log_likelihood: float
    iterations: int

    def __getitem__(self, name: str) -> float:
        return float(self.estimates[self.names.index(name)])

    def rows(self) -> list[tuple[str, float, float | None]]:
        """Returns name, estimate and standard error of each parameter; no error where it wasn't estimated."""
        errors = [None if np.isnan(error) else float(error) for error in self.errors]
        return list(zip(self.names, self.estimates.tolist(), errors, strict=True))


def maximum(names: tuple[str, ...], likelihood: Likelihood, starts: list[list[float]], weight: float) -> Fit:
    """Returns the best optimum that is reached from several starts.

    `weight` is the number of customers. Parameters are searched on the scale of their logarithm, which
    keeps them positive. Standard errors come from the observed information: the inverse of the negative
    second derivatives at the optimum, which are central differences of the gradient.
    Raises FitError if a parameter wanders to a bound, the gradient doesn't vanish, or the optimum is a ridge.
    """
    # Imported here because it takes a moment, and most refreshes fit nothing.
    from scipy.optimize import minimize

    def cost(logs: Floats) -> tuple[float, Floats]:
        values = np.exp(logs)
        level, gradient = likelihood(values)
        return -level / weight, -gradient * values / weight

    bounds = [(np.log(LOWEST), np.log(HIGHEST))] * len(names)
    options = {"maxiter": 500, "ftol": 1e-14, "gtol": FLAT}
    runs = [
        minimize(cost, np.log(start), jac=True, method="L-BFGS-B", bounds=bounds, options=options)
        for start in starts
    ]
    best = min(runs, key=lambda run: float(run.fun))
    estimates = np.exp(best.x)
    for name, value in zip(names, estimates, strict=True):
        if not LOWEST * 1.01 < value < HIGHEST / 1.01:
            raise FitError(f"{name} wanders to {value:.3g}")
    _, slope = cost(best.x)
    if not np.all(np.isfinite(slope)) or np.abs(slope).max() > FLAT * 100:
        raise FitError(f"it didn't converge in {best.nit} iterations")
    iterations = sum(int(run.nit) for run in runs)
    return Fit(names, estimates, _errors(likelihood, estimates), -float(best.fun) * weight, iterations)


def _errors(likelihood: Likelihood, estimates: Floats) -> Floats:
    size = len(estimates)
    second = np.empty((size, size))
    for column in range(size):
        step = np.zeros(size)
        step[column] = STEP * estimates[column]
        ahead, behind = likelihood(estimates + step)[1], likelihood(estimates - step)[1]
        second[:, column] = (ahead - behind) / (2 * step[column])
    return errors_of(-(second + second.T) / 2)


def errors_of(information: Floats) -> Floats:
    """Returns the standard errors that follow from the observed information. Raises FitError on a ridge."""
    spread = np.sqrt(np.abs(np.diag(information)))
    if not np.all(spread > 0) or np.linalg.eigvalsh(information / np.outer(spread, spread)).min() <= RIDGE:
        raise FitError("its parameters can't be told from each other by these customers")
    return np.sqrt(np.diag(np.linalg.inv(information)))
