"""What a purchase of a customer is worth: the Gamma-Gamma model.

P. S. Fader, B. G. S. Hardie, The Gamma-Gamma Model of Monetary Value (2013), and P. S. Fader, B. G. S.
Hardie, K. L. Lee, RFM and CLV: Using Iso-Value Curves for Customer Base Analysis, Journal of Marketing
Research 42 (2005). Amounts of a customer's purchases scatter by a gamma distribution (shape p) around a mean
that differs from customer to customer by an inverse gamma distribution (shape q, scale gamma). The fewer
purchases a customer's mean comes from, the nearer is the expected mean to everybody's.
"""

import numpy as np

from orchestration.scores.likelihood import Fit, FitError, Floats, maximum

NAMES = ("p", "q", "gamma")


def fit_spending(frequency: Floats, mean: Floats) -> Fit:
    """Returns the parameters under which the customers' means are likeliest.

    `frequency` counts the purchases of each mean, at least 1; `mean` is their mean amount, above 0.
    Raises FitError if there are no such parameters.
    """
    counts, place = np.unique(frequency, return_inverse=True)
    logs = np.log(mean)

    def likelihood(parameters: Floats) -> tuple[float, Floats]:
        """The log-likelihood (equation 1a of the note) and its gradient in p, q, gamma."""
        from scipy.special import digamma, gammaln

        p, q, gamma = parameters
        shape = p * counts
        of_counts = (
            gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(gamma) + shape * np.log(counts)
        )
        spread = np.log(gamma + frequency * mean)
        level = of_counts[place] + (p * frequency - 1) * logs - (p * frequency + q) * spread
        by_shape = digamma(shape + q) - digamma(shape) + np.log(counts)
        by_q = digamma(shape + q) - digamma(q) + np.log(gamma)
        gradient = [
            (frequency * (by_shape[place] + logs - spread)).sum(),
            (by_q[place] - spread).sum(),
            (q / gamma - (p * frequency + q) / (gamma + frequency * mean)).sum(),
        ]
        return float(level.sum()), np.array(gradient)

    middle = float(np.median(mean))
    starts = [[2.0, 3.0, middle], [6.0, 4.0, middle / 2]]
    fit = maximum(NAMES, likelihood, starts, float(len(mean)))
    if fit["q"] <= 1:
        raise FitError("its amounts scatter so widely that they have no expected mean")
    return fit
