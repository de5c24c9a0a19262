"""Clusters: against customers whose groups are known, and against none."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from made_tables import create_statements
from sklearn.metrics import adjusted_rand_score

from orchestration.clusters.centers import NOBODY, Centers, by_density, by_kmeans
from orchestration.clusters.choice import STABLE, chosen, stability
from orchestration.clusters.clustering import MOST, cluster
from orchestration.clusters.labels import Former, numbered
from orchestration.warehouse.connections import Warehouse, open_memory

PLACES = np.array([[0, 0, 0], [6, 0, 0], [0, 6, 0], [6, 6, 6]], dtype=float)
AT = datetime(2026, 1, 31)


def blobs(seed: int, each: int = 500, places: np.ndarray = PLACES) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    told = np.repeat(np.arange(len(places)), each)
    order = chance.permutation(len(told))
    return (places[told] + chance.normal(size=(len(told), places.shape[1])))[order], told[order]


@pytest.mark.parametrize("method", ["kmeans", "hdbscan"])
def test_groups_that_are_there_are_found_as_many_as_there_are(method: str):
    values, told = blobs(1)
    found = chosen(values, 8, method)
    assert found
    assert found.is_stable
    assert len(found.centers.places) == len(PLACES)
    labels = found.centers.nearest(values)
    inside = labels != NOBODY
    assert adjusted_rand_score(told[inside], labels[inside]) > 0.98
    assert inside.mean() > 0.9
    assert found.of_each.min() > STABLE


@pytest.mark.parametrize("method", ["kmeans", "hdbscan"])
def test_a_cloud_without_groups_is_not_stable(method: str):
    found = chosen(np.random.default_rng(2).normal(size=(3_000, 8)), 8, method)
    assert found is None or not found.is_stable


def test_a_cluster_that_halves_do_not_agree_on_is_told_from_the_others():
    """Two groups apart and a third one that three centers can divide in any direction."""
    wide = np.random.default_rng(3).normal(size=(1_500, 3)) * 2
    values = np.vstack([blobs(3, places=PLACES[:2] * 6)[0] - 50, wide])
    centers = by_kmeans(4)(values)
    assert centers
    _, of_each = stability(values, centers, by_kmeans(4))
    far = np.linalg.norm(centers.places, axis=1) > 20
    assert far.sum() == 2
    assert of_each[far].min() > 0.98
    assert of_each[~far].max() < 0.8


def test_by_density_outliers_are_in_no_cluster():
    values, _ = blobs(4, places=PLACES * 2)
    outliers = np.random.default_rng(4).uniform(30, 60, size=(20, 3))
    found = by_density(8)(np.vstack([values, outliers]))
    assert found
    assert set(found.nearest(outliers)) == {NOBODY}
    assert (found.nearest(values) != NOBODY).mean() > 0.9


def test_fewer_different_customers_than_clusters_are_not_divided():
    assert by_kmeans(3)(np.repeat([[0.0], [1.0]], 100, axis=0)) is None


def test_numbers_stay_whatever_the_order_and_a_center_that_left_its_place_is_new():
    former = Former([7, 2, 4], PLACES[:3], highest=9)
    moved = np.array([[0, 5.5, 0], [0.3, 0, 0], [6, 0, 0], [3, 3, 30]])
    numbers, drifts = numbered(Centers(moved, np.full(4, np.inf)), former)
    assert numbers == [4, 7, 2, 10]
    assert drifts == [pytest.approx(0.5 / np.sqrt(3)), pytest.approx(0.3 / np.sqrt(3)), 0.0, None]
    # Nearer to where another was: it isn't the same any more.
    assert numbered(Centers(np.array([[5.0, 0, 0], [6, 0.5, 0]]), np.full(2, np.inf)), former)[0] == [10, 2]
    assert numbered(Centers(PLACES, np.full(4, np.inf)), None) == ([1, 2, 3, 4], [None] * 4)


def stand(warehouse: Warehouse, values: np.ndarray, features: tuple[str, ...]) -> None:
    """Writes features as a refresh leaves them, and the tables that the fits are kept in."""
    warehouse.execute("create schema if not exists scores")
    columns = ", ".join(f"feature_{place} double" for place in range(1, len(features) + 1))
    for table in (
        "cluster_plan (at_most bigint, method varchar)",
        "cluster_feature_names (position bigint, feature varchar)",
        f"cluster_features (customer_id bigint, {columns})",
    ):
        warehouse.execute(f"create or replace table scores.{table}")
    for table in ("fitted_clusterings", "fitted_clusters", "fitted_centers"):
        warehouse.execute(f"drop table if exists scores.{table}")
    tables = create_statements("clusters/create_cluster_tables.sql", "create_cluster_tables", _clusters={})
    warehouse.execute(tables)
    warehouse.insert("scores.cluster_plan", [(8, "kmeans")])
    warehouse.insert("scores.cluster_feature_names", list(enumerate(features, start=1)))
    rows = [(number, *map(float, row)) for number, row in enumerate(values)]
    for start in range(0, len(rows), 500):
        warehouse.insert("scores.cluster_features", rows[start : start + 500])


def fitted(warehouse: Warehouse, table: str) -> list[dict]:
    return warehouse.rows(f"select * from scores.{table}")


def test_what_is_fitted_is_written_once_and_the_same_again():
    values, _ = blobs(6)
    with open_memory() as warehouse:
        stand(warehouse, np.expm1(np.abs(values)), ("a", "b", "c"))
        cluster(warehouse, AT)
        first = [
            fitted(warehouse, name) for name in ("fitted_clusterings", "fitted_clusters", "fitted_centers")
        ]
        cluster(warehouse, AT)
        again = [
            fitted(warehouse, name) for name in ("fitted_clusterings", "fitted_clusters", "fitted_centers")
        ]
    assert first == again
    ((clustering,), clusters, centers) = first
    assert clustering["status"] == "shown"
    assert clustering["customers"] == len(values)
    assert len(clusters) * 3 == len(centers) == clustering["clusters"] * 3


def test_too_few_customers_and_other_features_are_said():
    values, _ = blobs(7)
    with open_memory() as warehouse:
        stand(warehouse, values[:150], ("a", "b", "c"))
        found = cluster(warehouse, AT)
        assert (found.status, found.reason) == (
            "not fitted",
            "all features are known of 150 customers, at least 200 are needed",
        )
        assert fitted(warehouse, "fitted_clusters") == []
        stand(warehouse, values, ("a", "b", "c"))
        cluster(warehouse, AT)
        warehouse.execute("create table scores.clustering_centers as select * from scores.fitted_centers")
        highest = max(row["cluster"] for row in fitted(warehouse, "fitted_clusters"))
        stand(warehouse, values, ("a", "b", "other"))
        cluster(warehouse, datetime(2026, 2, 28))
        numbers = [row["cluster"] for row in fitted(warehouse, "fitted_clusters")]
    assert min(numbers) > highest


def test_of_many_customers_a_fair_share_decides():
    values, _ = blobs(8, each=MOST // 2)
    with open_memory() as warehouse:
        stand(warehouse, values[:0], ("a", "b", "c"))
        warehouse.cursor.register("simulated", _frame(values))
        warehouse.execute("insert into scores.cluster_features select * from simulated")
        found = cluster(warehouse, AT)
    assert found.customers == pytest.approx(MOST, rel=0.05)
    assert found.status == "shown"


def _frame(values: np.ndarray):
    import pandas

    names = {f"feature_{place}": column for place, column in enumerate(values.T, start=1)}
    return pandas.DataFrame({"customer_id": np.arange(len(values)), **names})
