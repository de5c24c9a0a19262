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

from orchestration.scores.likelihood import Fit, Floats, maximum

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
        rough = maximum(NAMES, _Told(some), starts, float(some.customers.sum()))
        starts = [rough.estimates.tolist()]
    return maximum(NAMES, _Told(histories), starts, weight)


class _Told:
    """The log-likelihood (equation 6 of the paper) of histories, with its gradient in r, alpha, a, b.

    Gamma functions and logarithms cost more than all else, and depend on one number of a history alone. They
    are taken once for each different number.
    """

    def __init__(self, histories: Histories) -> None:
        self._histories = histories
        self._often = np.unique(histories.frequency, return_inverse=True)
        self._age = np.unique(histories.age, return_inverse=True)
        self._recency = np.unique(histories.recency, return_inverse=True)
        self._again = histories.frequency > 0

    def __call__(self, parameters: Floats) -> tuple[float, Floats]:
        from scipy.special import digamma, gammaln

        r, alpha, a, b = parameters
        frequency, weight, again = self._histories.frequency, self._histories.customers, self._again
        counts, often = self._often
        ages, age = self._age
        recencies, recency = self._recency
        until, last = np.log(alpha + ages)[age], np.log(alpha + recencies)[recency]
        level = gammaln(r + counts) - gammaln(r) + r * np.log(alpha)
        level += gammaln(a + b) - gammaln(a + b + counts) + gammaln(b + counts) - gammaln(b)
        # Nobody leaves before the first repeated purchase.
        before = np.where(counts > 0, b + counts - 1, 1.0)
        parting = np.where(counts > 0, np.log(a) - np.log(before), -np.inf)
        odds = np.exp(np.minimum(parting[often] + (r + frequency) * (until - last), 700))
        is_gone = odds / (1 + odds)
        is_alive = 1 - is_gone
        both = np.log1p(odds) - (r + frequency) * until
        rate = digamma(r + counts) - digamma(r) + np.log(alpha)
        leaving = digamma(a + b) - digamma(a + b + counts)
        staying = leaving + digamma(b + counts) - digamma(b)
        pull = is_alive * (1 / (alpha + ages))[age] + is_gone * (1 / (alpha + recencies))[recency]
        gradient = np.array(
            [
                weight @ (rate[often] - is_alive * until - is_gone * last),
                weight @ (r / alpha - (r + frequency) * pull),
                weight @ (leaving[often] + is_gone / a),
                weight @ (staying[often] - is_gone * np.where(again, (1 / before)[often], 0.0)),
            ]
        )
        return float(weight @ (level[often] + both)), gradient


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
