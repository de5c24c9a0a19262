"""Clusters of a shop's customers, held against what Python makes of its orders and of the centers."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from datetime import date, datetime

import numpy as np
import pytest
import small_shop
from clustered_shop import (
    AS_OF,
    CUSTOMERS,
    FEATURES,
    SCORED_ON,
    add,
    customer,
    features,
    open_clustered_shop,
)
from conftest import BuiltProject, copy_project
from sklearn.metrics import adjusted_rand_score

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> BuiltProject:
    project = copy_project(tmp_path_factory.mktemp("clustered") / "shop")
    open_clustered_shop(project)
    project.refresh("--as-of", AS_OF)
    return project


def clusters(shop: BuiltProject) -> dict[str, int]:
    return dict(shop.rows("select customer_id, cluster from published.customer_clusters"))


def known(until: date, scores: dict[str, int]) -> dict[str, list[float]]:
    """The features of customers of whom all are known."""
    return {name: values for name, values in features(until, scores).items() if None not in values}


def nearest(shop: BuiltProject, until: date) -> dict[str, int]:
    """The cluster of each customer by the published centers, from the shop's orders alone."""
    scores = scores_of(shop)
    rows = shop.rows(
        "select cluster, position, place, mean, spread from scores.clustering_centers"
        f" where scored_on = date '{until}'"
    )
    centers: dict[int, dict[int, tuple]] = defaultdict(dict)
    for cluster, position, *figures in rows:
        centers[cluster][position] = figures
    found = {}
    for name, values in known(until, scores).items():
        apart = {
            cluster: sum(
                ((math.log1p(value) - of[place][1]) / of[place][2] - of[place][0]) ** 2
                for place, value in enumerate(values, start=1)
            )
            for cluster, of in centers.items()
        }
        found[name] = min(apart, key=lambda cluster: apart[cluster])
    return found


def test_customers_are_in_the_groups_that_they_were_made_of_and_nothing_later_counts(shop: BuiltProject):
    found = clusters(shop)
    assert found == nearest(shop, SCORED_ON)
    assert len(found) == CUSTOMERS - 6
    groups = [int(name[1:]) % 3 for name in found]
    assert adjusted_rand_score(groups, list(found.values())) > 0.95


def test_what_is_published_of_them_adds_up(shop: BuiltProject):
    ((status, count, stability, customers, without),) = shop.rows(
        "select status, clusters, stability, customers, customers_without from published.cluster_models"
    )
    assert (status, count, customers, without) == ("shown", 3, CUSTOMERS - 6, 6)
    assert stability > 0.9
    sizes = dict(shop.rows("select cluster, customers from published.clusters where is_shown"))
    found = list(clusters(shop).values())
    assert sizes == {cluster: found.count(cluster) for cluster in set(found)}
    of_customers, of_clusters = known(SCORED_ON, scores_of(shop)), clusters(shop)
    means = {
        cluster: np.expm1(
            np.log1p([values for name, values in of_customers.items() if of_clusters[name] == cluster]).mean(
                axis=0
            )
        )
        for cluster in sizes
    }
    rows = shop.rows("select cluster, position, feature, center from published.cluster_centers")
    for cluster, position, feature, center in rows:
        assert feature == FEATURES[position - 1]
        assert center == pytest.approx(means[cluster][position - 1], rel=0.01)


def scores_of(shop: BuiltProject) -> dict[str, int]:
    return dict(shop.rows("select customer_id, frequency_score from published.customer_scores"))


def test_rules_use_the_cluster_as_a_trait_and_the_command_shows_it(shop: BuiltProject):
    members = {name for (name,) in shop.rows("select customer_id from published.second")}
    assert members == {name for name, cluster in clusters(shop).items() if cluster == 2}
    done = shop.segments("clusters")
    assert done.returncode == 0, done.stderr
    for text in (
        "Clusters of customers as of 2024-02-29",
        "3 clusters by kmeans",
        "order in 90 days",
        "6 customers",
    ):
        assert text in done.stdout
    done = shop.segments("vocabulary")
    assert "The number of the cluster." in " ".join(done.stdout.split())


def test_a_draft_is_published_once_its_mark_is_gone(shop: BuiltProject):
    found = json.loads(shop.segments("discover", "--json").stdout)
    members = {name for name, cluster in clusters(shop).items() if cluster == 2}
    assert {row["cluster"]: row["customers"] for row in found}[2] == len(members)
    (row,) = [row for row in found if row["cluster"] == 2]
    assert {each["segment"]: each["jaccard"] for each in row["overlaps"]}["second"] == 1.0
    assert min(row["precision"], row["recall"]) > 0.9
    done = shop.segments("discover", "--cluster", "2", "--write", "drafted", "--family", "value")
    assert done.returncode == 0, done.stderr
    described = shop.root / "models/segments/value/drafted.yml"
    assert "enabled: false" in described.read_text(encoding="utf-8")
    again = shop.segments("discover", "--cluster", "2", "--write", "drafted", "--family", "value")
    assert again.returncode == 1
    assert "models/segments/value/drafted.sql is there already" in " ".join(again.stderr.split())
    shop.refresh("--as-of", AS_OF)
    published = "select segment from published.segments where segment = 'drafted'"
    assert shop.rows(published) == []
    for command in ("list", "check"):
        assert "drafts drafted: published once reviewed" in shop.segments(command).stdout
    assert "drafted is a draft" in " ".join(shop.segments("check", "drafted").stderr.split())
    text = described.read_text(encoding="utf-8").replace("    enabled: false\n", "")
    described.write_text(text, encoding="utf-8")
    for command in (["check", "drafted"], ["lint"]):
        done = shop.segments(*command)
        assert done.returncode == 0, done.stderr
    shop.refresh("--as-of", AS_OF)
    drafted = {name for (name,) in shop.rows("select customer_id from published.drafted")}
    assert len(drafted & members) / len(drafted | members) > 0.9


def test_customers_in_no_segment_of_a_family_are_grouped_and_followed(shop: BuiltProject):
    covered = {name for (name,) in shop.rows("select customer_id from published.recent")}
    found = json.loads(shop.segments("discover", "--emerging", "lifecycle", "--json").stdout)
    assert found["asked"] == CUSTOMERS
    assert sum(each["customers"] for each in found["groups"]) == CUSTOMERS - len(covered)
    assert found["shares"][-1] == pytest.approx(1 - len(covered) / CUSTOMERS)
    assert all(each["uncovered"][-1] == 1 for each in found["groups"])
    assert found["days"] == [AS_OF]
    done = shop.segments("discover", "--emerging", "geographic")
    assert done.returncode == 1
    assert "Segments of geographic cover all customers." in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--write", "x"], "--write needs --cluster N"),
        (["--cluster", "2", "--write", "X y", "--family", "value"], "is not a segment's name"),
        (
            ["--cluster", "2", "--write", "x", "--family", "valeu"],
            "--family 'valeu' is not there; the nearest is 'value'",
        ),
        (
            ["--cluster", "2", "--write", "x"],
            "--write needs --family NAME, one of geographic, lifecycle, value",
        ),
        (
            ["--emerging", "lifecycel"],
            "'lifecycel' is no family of published segments; the nearest is 'lifecycle'",
        ),
        (["--cluster", "9"], "--cluster 9 is not shown; valid are 1, 2, 3"),
    ],
)
def test_what_can_t_be_discovered_or_written_is_refused(
    shop: BuiltProject, arguments: list[str], sentence: str
):
    done = shop.segments("discover", *arguments)
    assert done.returncode == 1
    assert sentence in " ".join(done.stderr.split())
    assert not list((shop.root / "models/segments").rglob("x.*"))


def test_clusters_stay_until_a_period_ends_then_incremental_is_full(shop: BuiltProject):
    before = clusters(shop)
    late = [(customer(1), datetime(2024, 2, 1, 12), 90_000.0)]
    with shop.connected(read_only=False) as connection:
        add(connection, late, "late")
    shop.refresh("--as-of", "2024-03-11")
    assert clusters(shop) == before
    # As after a refresh that stopped between a scoring and its clusters.
    with shop.connected(read_only=False) as connection:
        connection.execute("delete from shop.orders where event_id = 'late0'")
        connection.execute("delete from scores.clusterings")
    shop.refresh("--as-of", "2024-03-11", "--full")
    assert clusters(shop) == before
    shop.refresh("--as-of", "2024-04-02", "--full")
    after = clusters(shop)
    assert after == nearest(shop, date(2024, 3, 31))
    # Most customers are where they were, under the same numbers.
    assert np.mean([after[name] == before[name] for name in before]) > 0.95
    assert max(drift for (drift,) in shop.rows("select drift from published.clusters")) < 0.5
    shop.refresh("--as-of", "2024-04-03")
    members = "select segment, customer_id from published.segment_members order by 1, 2"
    incremental = shop.rows(members)
    shop.refresh("--as-of", "2024-04-03", "--full")
    assert shop.rows(members) == incremental
    assert clusters(shop) == after
    # A past time has the clusters of then, which were kept.
    shop.refresh("--as-of", AS_OF)
    assert clusters(shop) == before


def test_clusters_that_move_or_are_not_stable_are_warned_of(shop: BuiltProject):
    shop.refresh("--as-of", "2024-04-02")
    file = shop.root / "dbt_project.yml"
    kept = file.read_text(encoding="utf-8")
    strict = "    events_are_fresh: {at_most: null}\n    clusters_stay: {at_most: 0}\n"
    file.write_text(kept.replace("    events_are_fresh: {at_most: null}\n", strict), encoding="utf-8")
    with shop.connected(read_only=False) as connection:
        connection.execute("update scores.clusterings set stability = 0.5")
    answer = shop.refresh("--as-of", "2024-04-03")
    warned = {row["check_name"]: float(row["observed"]) for row in answer["warnings"]}
    (farthest,) = shop.rows("select max(drift) from published.clusters where is_shown")
    assert warned["clusters_are_stable"] == 0.5
    assert warned["clusters_stay"] == pytest.approx(farthest[0], abs=0.001)
    file.write_text(kept, encoding="utf-8")


def test_features_that_there_are_not_are_refused_with_the_nearest(shop: BuiltProject):
    kept = (shop.root / "dbt_project.yml").read_text(encoding="utf-8")
    for setting, sentence in (
        (
            "{features: [valeu]}",
            "clusters: features has 'valeu', which is no number of customers; the nearest is 'value'",
        ),
        ("{features: [value], at_mots: 3}", "clusters: unknown 'at_mots'; the nearest is 'at_most'"),
        ("{features: [value], method: kmean}", "clusters: method is 'kmean'; the nearest is 'kmeans'"),
        ("{features: [value], at_most: 1}", "clusters: at_most is '1'; write a whole number from 2 to 20"),
    ):
        small_shop.set_variables(shop.root, clusters=setting)
        done = shop.segments("refresh", "--as-of", AS_OF)
        assert done.returncode == 1
        assert sentence in " ".join(done.stderr.split())
    (shop.root / "dbt_project.yml").write_text(kept, encoding="utf-8")


def test_an_erased_customer_is_in_no_cluster(shop: BuiltProject):
    name = sorted(clusters(shop))[0]
    done = shop.segments("erase", name, "--yes")
    assert done.returncode == 0, done.stderr
    assert name not in clusters(shop)
    for table in ("customer_clusterings", "cluster_features"):
        assert shop.rows(f"select 1 from scores.{table} where customer_id = '{name}'") == []
