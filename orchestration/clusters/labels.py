"""Which cluster is which: the numbers of clusters stay from one clustering to the next."""

from dataclasses import dataclass

import numpy as np

from orchestration.clusters.centers import Centers, Floats


@dataclass(frozen=True)
class Former:
    """The clusters of the clustering before: their numbers, and centers in the units of the new ones.

    `highest` is the highest number that was ever given.
    """

    numbers: list[int]
    places: Floats
    highest: int


def numbered(centers: Centers, former: Former | None) -> tuple[list[int], list[float | None]]:
    """Returns the number of each center, and how far it moved, None for a cluster that wasn't there before.

    Centers are matched one to one so that they moved as little as possible in all. A match counts if no other
    former center is nearer. All others get numbers that no cluster had. How far a center moved is in standard
    deviations a feature: the root of the mean of the squares.
    """
    count = len(centers.places)
    if former is None:
        return list(range(1, count + 1)), [None] * count
    from scipy.optimize import linear_sum_assignment

    apart = np.linalg.norm(centers.places[:, None, :] - former.places[None, :, :], axis=2)
    kept = {
        row: column
        for row, column in zip(*linear_sum_assignment(apart**2), strict=True)
        if apart[row, column] <= apart[row].min()
    }
    fresh = iter(range(former.highest + 1, former.highest + 1 + count))
    numbers = [former.numbers[kept[row]] if row in kept else next(fresh) for row in range(count)]
    width = np.sqrt(centers.places.shape[1])
    return numbers, [float(apart[row, kept[row]] / width) if row in kept else None for row in range(count)]
