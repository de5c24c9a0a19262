"""Finds clusters by the features of a period's end, and writes their centers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orchestration.clusters.centers import Centers, Floats, by_logarithm
from orchestration.clusters.choice import STABLE, Clustering, chosen
from orchestration.clusters.labels import Former, numbered
from orchestration.clusters.trees import rule_for
from orchestration.project.layers import SCORES
from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.numbers import numbers
from orchestration.warehouse.shares import of_a_share

PLAN = f"{SCORES}.cluster_plan"
NAMES = f"{SCORES}.cluster_feature_names"
FEATURES = f"{SCORES}.cluster_features"
KEPT = f"{SCORES}.clustering_centers"
CLUSTERINGS = f"{SCORES}.fitted_clusterings"
CLUSTERS = f"{SCORES}.fitted_clusters"
CENTERS = f"{SCORES}.fitted_centers"

# Fewer customers say little about groups.
FEWEST = 200
# More than these move no center: a fair share is asked, always the same.
MOST = 20_000


@dataclass(frozen=True)
class Standard:
    """Customers by feature: logarithms in standard deviations from their mean; and the columns before."""

    values: Floats
    means: Floats
    spreads: Floats
    columns: list[Floats]


@dataclass(frozen=True)
class Found:
    """What came of a clustering. Without `clustering` or if it isn't stable, `reason` says why."""

    customers: int
    without: int
    clustering: Clustering | None
    reason: str | None

    @property
    def status(self) -> str:
        """What people read."""
        if self.reason is None:
            return "shown"
        return "not stable" if self.clustering else "not fitted"


def cluster(warehouse: Warehouse, scored_as_of: datetime) -> Found:
    """Finds clusters by the features that stand, and writes their centers in place of those before."""
    (plan,) = warehouse.rows(f"select at_most, method from {PLAN}")
    names = [row["feature"] for row in warehouse.rows(f"select feature from {NAMES} order by position")]
    columns = [f"feature_{place}" for place in range(1, len(names) + 1)]
    known = " and ".join(f"{column} is not null" for column in columns)
    (count,) = warehouse.rows(
        f"select count(*) as customers, coalesce(sum(case when {known} then 1 else 0 end), 0) as known"
        f" from {FEATURES}"
    )
    standard = _standard(numbers(warehouse, _of_a_share(columns, known, count["known"])))
    found = _found(standard, count, plan)
    with warehouse.transaction():
        for table in (CLUSTERINGS, CLUSTERS, CENTERS):
            warehouse.execute(f"delete from {table}")
        _keep(warehouse, scored_as_of, names, standard, found, plan["method"])
    return found


def _of_a_share(columns: list[str], known: str, customers: int) -> str:
    share = of_a_share("customer_id", customers, MOST)
    limit = f" and {share}" if share else ""
    return f"select {', '.join(columns)} from {FEATURES} where {known}{limit} order by customer_id"


def _standard(columns: list[Floats]) -> Standard:
    logs = by_logarithm(np.column_stack(columns))
    means = logs.mean(axis=0) if len(logs) else np.zeros(logs.shape[1])
    spreads = logs.std(axis=0) if len(logs) else np.ones(logs.shape[1])
    # A feature that all customers share tells nobody apart.
    spreads = np.where(spreads > 1e-9, spreads, 1.0)
    return Standard((logs - means) / spreads, means, spreads, columns)


def _found(standard: Standard, count: dict[str, Any], plan: dict[str, Any]) -> Found:
    customers, known = len(standard.values), int(count["known"])
    without = int(count["customers"]) - known
    if known < FEWEST:
        reason = f"all features are known of {known} customers, at least {FEWEST} are needed"
        return Found(customers, without, None, reason)
    clustering = chosen(standard.values, int(plan["at_most"]), plan["method"])
    if clustering is None:
        return Found(customers, without, None, "customers don't fall into two groups")
    unstable = f"halves of the customers agree by {clustering.stability:.2f}, at least {STABLE} is needed"
    return Found(customers, without, clustering, None if clustering.is_stable else unstable)


def _keep(
    warehouse: Warehouse,
    scored_as_of: datetime,
    names: list[str],
    standard: Standard,
    found: Found,
    method: str,
) -> None:
    made, is_shown = found.clustering, found.reason is None
    told = (len(made.centers.places), made.silhouette, made.stability) if made else (None, None, None)
    where, share = _map(standard.values, made.centers) if made and is_shown else (None, None)
    fit = (scored_as_of, method, *told, found.customers, found.without, found.status, found.reason, share)
    warehouse.insert(CLUSTERINGS, [fit])
    if made is None or where is None:
        return
    nearest = made.centers.nearest(standard.values)
    labels, drifts = numbered(made.centers, _former(warehouse, scored_as_of, names, standard))
    for place, label in enumerate(labels):
        of_each, radius = float(made.of_each[place]), float(made.centers.radii[place])
        bound = radius if np.isfinite(radius) else None
        point = (float(where[place, 0]), float(where[place, 1]))
        told_by = _told_by(standard, names, nearest == place)
        row = (scored_as_of, label, of_each >= STABLE, of_each, bound, drifts[place], *point, *told_by)
        warehouse.insert(CLUSTERS, [row])
        at = [made.centers.places[place], standard.means, standard.spreads]
        columns = zip(names, *(column.tolist() for column in at), strict=True)
        rows = [(scored_as_of, label, position, *column) for position, column in enumerate(columns, start=1)]
        warehouse.insert(CENTERS, rows)


def _told_by(
    standard: Standard, names: list[str], is_member: NDArray[np.bool_]
) -> tuple[str | None, float | None, float | None]:
    """The conditions that tell a cluster from the others in words, with their precision and recall."""
    rule = rule_for(standard.columns, is_member, list(range(len(names))))
    if rule is None:
        return None, None, None
    said = [names[each.sign] + each.said(" > {}", " <= {}") for each in rule.conditions]
    return " and ".join(said), rule.precision, rule.recall


def _map(values: Floats, centers: Centers) -> tuple[Floats, float]:
    """Where the centers are on the two principal components of the customers, and what share these show."""
    from sklearn.decomposition import PCA

    if values.shape[1] < 2:
        return np.column_stack([centers.places[:, 0], np.zeros(len(centers.places))]), 1.0
    components = PCA(2).fit(values)
    return components.transform(centers.places), float(components.explained_variance_ratio_.sum())


def _former(
    warehouse: Warehouse, scored_as_of: datetime, names: list[str], standard: Standard
) -> Former | None:
    """The clusters of the newest clustering before, or else of the oldest.

    If it was made by other features, none can be recognized, and numbers go on behind the highest.
    """
    if not warehouse.columns(KEPT):
        return None
    rows = warehouse.rows(
        f"select scored_as_of, cluster, feature, place, mean, spread from {KEPT}"
        " where scored_as_of <> ? order by scored_as_of, cluster, position",
        [scored_as_of],
    )
    if not rows:
        return None
    highest = max(int(row["cluster"]) for row in rows)
    times = [row["scored_as_of"] for row in rows]
    at = max((time for time in times if time < scored_as_of), default=min(times))
    clusters: dict[int, dict[str, float]] = {}
    for row in rows:
        if row["scored_as_of"] == at:
            logs = row["place"] * row["spread"] + row["mean"]
            clusters.setdefault(int(row["cluster"]), {})[row["feature"]] = logs
    if set(next(iter(clusters.values()))) != set(names):
        return Former([], np.empty((0, len(names))), highest)
    logs = np.array([[features[name] for name in names] for features in clusters.values()])
    return Former(list(clusters), (logs - standard.means) / standard.spreads, highest)
