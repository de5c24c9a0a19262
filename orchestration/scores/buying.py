"""How often customers buy, and whether they still do: the BG/NBD model.

P. S. Fader, B. G. S. Hardie, K. L. Lee, "Counting Your Customers" the Easy Way: An Alternative to the
Pareto/NBD Model, Marketing Science 24 (2005), 275-284. While alive, a customer buys at a rate that differs
from customer to customer by a gamma distribution (shape r, rate alpha). After each purchase the customer
leaves for good with a probability that differs by a beta distribution (a, b).

A history is three numbers: `frequency`, how often somebody bought after the first time; `recency`, the time
from the first purchase to the last; and `age`, the time from the first purchase to the present. Times are in
weeks. Customers with one history are one row with a weight, so that a fit costs what the histories cost.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orchestration.scores.likelihood import Fit, Floats, Likelihood, maximum

NAMES = ("r", "alpha", "a", "b")
STARTS = [[1.0, 10.0, 1.0, 5.0], [0.3, 5.0, 0.5, 2.0]]
DAYS = 7.0
# Different histories that are enough to say where to search.
FEW = 20_000


@dataclass(frozen=True)
class Histories:
    """Purchase histories: four arrays of one length, times in weeks, `customers` as weights."""

    frequency: Floats
    recency: Floats
    age: Floats
    customers: Floats


def fit_buying(histories: Histories) -> Fit:
    """Returns the parameters under which the histories are likeliest. Raises FitError if there are none.

    Of many different histories, a part says where to search, and all of them decide.
    """
    weight = float(histories.customers.sum())
    starts, part = STARTS, len(histories.frequency) // FEW
    if part > 1:
        some = Histories(*(column[::part] for column in vars(histories).values()))
        rough = maximum(NAMES, _told_by(some), starts, float(some.customers.sum()))
        starts = [rough.estimates.tolist()]
    return maximum(NAMES, _told_by(histories), starts, weight)


def _told_by(histories: Histories) -> Likelihood:
    # A gamma function costs more than all else, and depends on the frequency alone.
    counts, place = np.unique(histories.frequency, return_inverse=True)

    def likelihood(parameters: Floats) -> tuple[float, Floats]:
        return _likelihood(parameters, histories, counts, place)

    return likelihood


def _likelihood(
    parameters: Floats, histories: Histories, counts: Floats, place: NDArray[np.intp]
) -> tuple[float, Floats]:
    """The log-likelihood (equation 6 of the paper) and its gradient in r, alpha, a, b."""
    from scipy.special import digamma, gammaln

    r, alpha, a, b = parameters
    frequency, weight = histories.frequency, histories.customers
    until, last = np.log(alpha + histories.age), np.log(alpha + histories.recency)
    often = gammaln(r + counts) - gammaln(r) + r * np.log(alpha)
    often += gammaln(a + b) - gammaln(a + b + counts) + gammaln(b + counts) - gammaln(b)
    alive = -(r + frequency) * until
    # Nobody leaves before the first repeated purchase.
    again = frequency > 0
    gone = np.full(len(frequency), -np.inf)
    gone[again] = np.log(a) - np.log(b + frequency[again] - 1) - (r + frequency[again]) * last[again]
    both = np.logaddexp(alive, gone)
    is_alive = np.exp(alive - both)
    is_gone = 1 - is_alive
    level = float(weight @ (often[place] + both))
    rate = digamma(r + counts) - digamma(r) + np.log(alpha)
    leaving = digamma(a + b) - digamma(a + b + counts)
    staying = leaving + digamma(b + counts) - digamma(b)
    pull = is_alive / (alpha + histories.age) + is_gone / (alpha + histories.recency)
    before = np.where(again, b + frequency - 1, 1.0)
    gradient = np.array(
        [
            weight @ (rate[place] - is_alive * until - is_gone * last),
            weight @ (r / alpha - (r + frequency) * pull),
            weight @ (leaving[place] + is_gone / a),
            weight @ (staying[place] - is_gone / before),
        ]
    )
    return level, gradient


def probability_alive(fit: Fit, histories: Histories) -> Floats:
    """Returns the probability, 0 to 1, that a customer with each history still buys.

    Equation of B. Hardie's note "Computing P(alive) Using the BG/NBD Model" (2008). Without a repeated
    purchase it is 1: the model lets nobody leave before.
    """
    return 1 / (1 + _odds_gone(fit, histories))


def _odds_gone(fit: Fit, histories: Histories) -> Floats:
    r, alpha, a, b = fit.estimates
    frequency = histories.frequency
    ratio = np.log(alpha + histories.age) - np.log(alpha + histories.recency)
    before = np.where(frequency > 0, b + frequency - 1, 1.0)
    # Beyond this, the probability is 0 to all digits.
    odds = np.exp(np.minimum((r + frequency) * ratio + np.log(a / before), 700))
    return np.where(frequency > 0, odds, 0.0)


def expected_purchases(fit: Fit, histories: Histories, days: float) -> Floats:
    """Returns how many purchases to expect of a customer with each history in the next `days` days.

    Equation 10 of the paper. Its hypergeometric function is taken through Euler's transformation: as it
    stands, it exceeds the range of numbers for customers who buy often.
    """
    from scipy.special import hyp2f1

    r, alpha, a, b = fit.estimates
    # At exactly 1 the equation divides by zero, and its limit is that of its neighbors.
    a = a if abs(a - 1) > 1e-6 else 1 + 1e-6
    frequency, weeks = histories.frequency, days / DAYS
    reach = weeks / (alpha + histories.age + weeks)
    shrunk = (1 - reach) ** (a - 1) * hyp2f1(a + b - 1 - r, a - 1, a + b + frequency - 1, reach)
    bought = (a + b + frequency - 1) / (a - 1) * (1 - shrunk)
    return np.maximum(bought, 0) / (1 + _odds_gone(fit, histories))
