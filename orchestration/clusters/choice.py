"""How many clusters there are, how far apart they are, and whether others would find the same."""

from dataclasses import dataclass
from importlib import import_module

import numpy as np

from orchestration.clusters.centers import (
    NOBODY,
    SEED,
    Centers,
    Finder,
    Floats,
    Places,
    by_density,
    by_kmeans,
)

# Below this agreement, a clustering or a cluster is not shown.
STABLE = 0.8
# How often the customers are divided into halves, and the most customers of a half and of those who judge.
HALVINGS, MOST_HALF, MOST_JUDGES = 5, 5_000, 5_000
# The share of the customers who judge.
JUDGES = 0.25


@dataclass(frozen=True)
class Clustering:
    """Centers, with the mean silhouette, and the stability of all together and of each."""

    centers: Centers
    silhouette: float
    stability: float
    of_each: Floats

    @property
    def is_stable(self) -> bool:
        """Whether it may be shown."""
        return self.stability >= STABLE


def chosen(values: Floats, at_most: int, method: str) -> Clustering | None:
    """Returns the clustering with the highest silhouette among those that are stable.

    If none is stable, it returns the most stable one; None if no method finds two groups. k-means tries 2 to
    `at_most` clusters; HDBSCAN finds as many as there are.
    """
    counts = range(2, at_most + 1)
    finders = [by_density(at_most)] if method == "hdbscan" else [by_kmeans(count) for count in counts]
    found = _all_judged(values, finders)
    stable = [each for each in found if each.is_stable]
    if stable:
        return max(stable, key=lambda each: each.silhouette)
    return max(found, key=lambda each: each.stability, default=None)


def of_as_many(values: Floats, count: int) -> Clustering | None:
    """Returns the clustering of `count` groups by k-means, None if it isn't stable."""
    return next((each for each in _all_judged(values, [by_kmeans(count)]) if each.is_stable), None)


def _all_judged(values: Floats, finders: list[Finder]) -> list[Clustering]:
    # Imported here because only a refresh that makes clusters needs them, and before the limit because it
    # holds for the libraries that are loaded by then.
    import_module("sklearn.cluster")
    import_module("sklearn.metrics")
    from threadpoolctl import threadpool_limits

    # Threads wait for each other longer than they work, and sums by several differ in their last digits.
    with threadpool_limits(1):
        return [each for each in (_judged(values, find) for find in finders) if each]


def _judged(values: Floats, find: Finder) -> Clustering | None:
    centers = find(values)
    if centers is None:
        return None
    return Clustering(centers, _silhouette(values, centers), *stability(values, centers, find))


def _silhouette(values: Floats, centers: Centers) -> float:
    """The mean silhouette of customers who are in a group (Rousseeuw 1987)."""
    from sklearn.metrics import silhouette_score

    some = values[:: -(-len(values) // MOST_JUDGES)]
    labels = centers.nearest(some)
    inside = labels != NOBODY
    if len(np.unique(labels[inside])) < 2:
        return 0.0
    return float(silhouette_score(some[inside], labels[inside]))


def stability(values: Floats, centers: Centers, find: Finder) -> tuple[float, Floats]:
    """Returns how much clusterings of halves of the customers agree, and how far each cluster is found again.

    A quarter of the customers judges: it is in no half. The first figure is the mean adjusted Rand index
    between the clusterings of two halves (Hubert and Arabie 1985). The second is, by cluster, the mean
    Jaccard index of its customers with those of the cluster of a half that matches it best (Hennig 2007).
    """
    from sklearn.metrics import adjusted_rand_score

    chance = np.random.default_rng(SEED)
    order = chance.permutation(len(values))
    judges = values[order[: min(round(JUDGES * len(values)), MOST_JUDGES)]]
    others = order[len(judges) :]
    told = centers.nearest(judges)
    agreements, again = [], []
    for _ in range(HALVINGS):
        half = min(len(others) // 2, MOST_HALF)
        drawn = chance.permutation(others)[: 2 * half]
        labels = []
        for part in (drawn[:half], drawn[half:]):
            found = find(values[part])
            labels.append(found.nearest(judges) if found else np.full(len(judges), NOBODY))
            again.append(_found_again(told, labels[-1], len(centers.places)))
        agreements.append(adjusted_rand_score(*labels))
    return float(np.mean(agreements)), np.mean(again, axis=0)


def _found_again(told: Places, found: Places, count: int) -> Floats:
    """The Jaccard index of each cluster with its match, one to one, that agrees best over all clusters."""
    from scipy.optimize import linear_sum_assignment

    names = np.unique(found[found != NOBODY])
    jaccards = np.zeros((count, max(len(names), 1)))
    for row in range(count):
        for column, name in enumerate(names):
            either = ((told == row) | (found == name)).sum()
            jaccards[row, column] = ((told == row) & (found == name)).sum() / either if either else 0.0
    result = np.zeros(count)
    rows, columns = linear_sum_assignment(jaccards, maximize=True)
    result[rows] = jaccards[rows, columns]
    return result
