"""What tells two kinds of customers apart: a logistic regression, and the customers whom it finds likest."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def fitted(values: NDArray[np.float64], is_one: NDArray[np.bool_]) -> Any:
    """Returns the regression of `is_one` on standardized signs, a column each."""
    # Imported here because it takes a second, and no other command needs it.
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=1.0, max_iter=1_000).fit(values, is_one)


def likest(likeness: NDArray[np.float64], size: int) -> NDArray[np.intp]:
    """Returns the places of the highest, in order; of equal ones the earlier."""
    return np.argsort(-likeness, kind="stable")[:size]
