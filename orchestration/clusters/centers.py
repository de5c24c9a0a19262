"""Groups as centers: how they are found among customers, and who is nearest to which."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

SEED = 1
# Starts of k-means, of which the best counts: one start alone finds another clustering now and then.
STARTS = 5
# Who is in no group.
NOBODY = -1
# The smallest group that HDBSCAN finds, as a share of the customers.
SMALLEST_SHARE = 0.02
# The share of a group's own customers who are within its radius.
WITHIN = 0.99
# HDBSCAN compares each customer with each other: more than these take too long.
MOST_DENSE = 5_000


@dataclass(frozen=True)
class Centers:
    """A center in each row of `places`, and the distance up to which customers belong to it, or infinity."""

    places: Floats
    radii: Floats

    def nearest(self, values: Floats) -> Places:
        """Returns the number of the nearest center for each row of values, NOBODY beyond its radius."""
        squares = (self.places**2).sum(axis=1) - 2 * values @ self.places.T
        chosen = squares.argmin(axis=1)
        distances = np.linalg.norm(values - self.places[chosen], axis=1)
        return np.where(distances <= self.radii[chosen], chosen, NOBODY)


def by_logarithm(values: Floats) -> Floats:
    """Returns amounts by the logarithm of their size, with their sign: a few large ones don't decide."""
    return np.sign(values) * np.log1p(np.abs(values))


# Finds centers among customers, or None if there are none to find.
Finder = Callable[[Floats], Centers | None]


def by_kmeans(count: int) -> Finder:
    """Returns what finds `count` centers by k-means, the best of several starts."""

    def find(values: Floats) -> Centers | None:
        # Imported here because it takes a second, and most refreshes fit nothing.
        from sklearn.cluster import KMeans

        if len(np.unique(values, axis=0)) < count:
            return None
        places = KMeans(count, n_init=STARTS, random_state=SEED).fit(values).cluster_centers_
        return Centers(places, np.full(count, np.inf))

    return find


def by_density(at_most: int) -> Finder:
    """Returns what finds dense groups by HDBSCAN, at most the `at_most` largest, each with a radius."""

    def find(values: Floats) -> Centers | None:
        from sklearn.cluster import HDBSCAN

        some = values[:: -(-len(values) // MOST_DENSE)]
        smallest = max(5, round(SMALLEST_SHARE * len(some)))
        labels = HDBSCAN(min_cluster_size=smallest, copy=True).fit(some).labels_
        sizes = np.bincount(labels[labels >= 0]) if (labels >= 0).any() else np.empty(0, int)
        largest = np.argsort(-sizes, kind="stable")[:at_most]
        if len(largest) < 2:
            return None
        groups = [some[labels == label] for label in largest]
        places = np.array([group.mean(axis=0) for group in groups])
        radii = [
            np.quantile(np.linalg.norm(group - place, axis=1), WITHIN)
            for group, place in zip(groups, places, strict=True)
        ]
        return Centers(places, np.array(radii))

    return find
