"""Emerging groups of a shop: each release counts them as Python does from its orders and the centers."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date

import pytest
import small_shop
from clustered_shop import AS_OF, CUSTOMERS, FEATURES, features, open_clustered_shop
from conftest import BuiltProject, copy_project

pytestmark = pytest.mark.slow

FAMILY = "lifecycle"
# The same clustering, then the next one.
SOON, NEXT = "2024-03-20", "2024-04-05"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> BuiltProject:
    project = copy_project(tmp_path_factory.mktemp("emerging") / "shop")
    open_clustered_shop(project)
    for day in (AS_OF, SOON, NEXT):
        project.refresh("--as-of", day)
    return project


CHECKED = """
import json, os
os.environ["DAGSTER_HOME"] = os.path.abspath(".dagster")
from dagster import AssetCheckKey, AssetKey, DagsterInstance
keys = [
    AssetCheckKey(AssetKey(["ledger", "recorded_groups"]), "emerging_groups_grow_slowly"),
    AssetCheckKey(AssetKey(["scores", "clusterings"]), "clusters_are_stable"),
    AssetCheckKey(AssetKey(["scores", "clustering_centers"]), "clusters_stay"),
    AssetCheckKey(AssetKey(["scores", "scoring_models"]), "scores_are_current"),
]
with DagsterInstance.get() as instance:
    found = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    print(json.dumps({key.name: record.status.value for key, record in found.items()}))
"""


def checked(shop: BuiltProject) -> dict[str, str]:
    """What Dagster has of the last run of each check."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CHECKED],
        cwd=shop.root,
        env=shop.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def groups(shop: BuiltProject, release: int, family: str = FAMILY) -> dict[int, int]:
    """The sizes of a family's groups at a release, by number."""
    return dict(
        shop.rows(
            "select emerging_group, customers from published.emerging_groups"
            f" where family = '{family}' and release_id = {release}"
        )
    )


def counted(shop: BuiltProject, release: int, day: str, found_at: int) -> dict[int, int]:
    """The same from the shop's orders, its members at the time and the centers found at a release."""
    centers: dict[int, list[tuple]] = defaultdict(list)
    for group, *figures in shop.rows(
        "select emerging_group, place, mean, spread from ledger.recorded_group_centers"
        f" where family = '{FAMILY}' and release_id = {found_at} order by emerging_group, position"
    ):
        centers[group].append(tuple(figures))
    scores = dict(
        shop.rows(
            "select customer_id, frequency_score from scores.customer_scorings where scored_as_of ="
            " (select max(scored_as_of) from scores.customer_scorings where scored_as_of <="
            f" (select as_of from published.segment_releases where release_id = {release}))"
        )
    )
    covered = {
        name
        for (name,) in shop.rows(
            "select customer_id from published.segment_history as stays"
            f" cross join (select as_of from published.segment_releases where release_id = {release}) as now"
            " where segment = 'recent' and entered_at <= as_of"
            " and (exited_at is null or exited_at > as_of) and superseded_at is null"
        )
    }
    found: Counter[int] = Counter(dict.fromkeys(centers, 0))
    for name, values in features(date.fromisoformat(day), scores).items():
        if name not in covered:
            found[min(centers, key=lambda group: apart(centers[group], values))] += 1
    return dict(found)


def apart(center: list[tuple], values: list) -> float:
    """The squared distance, in which what isn't known is the mean."""
    return sum(
        ((0 if value is None else (math.log1p(value) - mean) / spread) - place) ** 2
        for value, (place, mean, spread) in zip(values, center, strict=True)
    )


def test_each_release_counts_the_customers_whom_no_segment_of_a_family_covers(shop: BuiltProject):
    rows = shop.rows(
        "select release_id, as_of_day, min(found_release_id), max(found_release_id), count(*), sum(customers)"
        f" from published.emerging_groups where family = '{FAMILY}' group by 1, 2 order by 1"
    )
    assert [(release, str(day)) for release, day, *_ in rows] == [(1, AS_OF), (2, SOON), (3, NEXT)]
    # Found with each clustering, and followed in between.
    assert [(first, last) for _, _, first, last, *_ in rows] == [(1, 1), (1, 1), (3, 3)]
    for release, day, found_at, _, count, _ in rows:
        assert count > 1
        assert groups(shop, release) == counted(shop, release, str(day), found_at)
    covered = dict(shop.rows("select segment, size from published.segments"))["recent"]
    assert rows[-1][-1] == CUSTOMERS - covered
    assert shop.rows("select count(*) from published.emerging_groups where is_estimate") == [(0,)]


def test_groups_keep_their_numbers_after_the_next_clustering(shop: BuiltProject):
    drifts = dict(
        shop.rows(
            "select emerging_group, drift from published.emerging_groups"
            f" where family = '{FAMILY}' and release_id = 3"
        )
    )
    assert set(drifts) == set(groups(shop, 1))
    assert all(0 < drift < 0.5 for drift in drifts.values())


def test_conditions_name_nothing_that_is_not_published(shop: BuiltProject):
    """The club tells the groups apart, and is no trait that readers see."""
    told = [told for (told,) in shop.rows("select distinct told_by from published.emerging_groups")]
    assert any("value" in each or "order in 90 days" in each for each in told)
    assert not any("club" in each for each in told)


def test_a_family_that_covers_everybody_has_no_groups(shop: BuiltProject):
    families = {family for (family,) in shop.rows("select distinct family from published.emerging_groups")}
    assert FAMILY in families
    assert "geographic" not in families


def test_dagster_checks_scores_clusters_and_groups(shop: BuiltProject):
    assert checked(shop) == {
        "emerging_groups_grow_slowly": "SUCCEEDED",
        "clusters_are_stable": "SUCCEEDED",
        "clusters_stay": "SUCCEEDED",
        "scores_are_current": "SUCCEEDED",
    }


def test_a_new_segment_shrinks_groups_and_a_hidden_one_hides_them(shop: BuiltProject):
    before = sum(groups(shop, 3).values())
    small_shop.write_segment(shop.root, "asleep", "not {{ did('order', within_days=30) }}", FAMILY)
    shop.refresh("--as-of", NEXT)
    (size,) = (
        size for name, size in shop.rows("select segment, size from published.segments") if name == "asleep"
    )
    assert size > 0
    assert sum(groups(shop, 4).values()) == before - size
    # Of the same clock, readers see the course of the last release.
    marked = shop.rows(
        "select distinct release_id from published.emerging_groups"
        f" where family = '{FAMILY}' and is_latest_of_clock order by 1"
    )
    assert marked == [(1,), (2,), (4,)]
    rule = "{{ did('order', within_days=15) }}"
    small_shop.write_segment(shop.root, "recent", rule, FAMILY, access="private")
    shop.refresh("--as-of", NEXT)
    assert [groups(shop, release) for release in (1, 2, 3, 4)] == [{}, {}, {}, {}]
    assert sum(groups(shop, 5).values()) == CUSTOMERS - size
    # Whom the hidden segment has is in no segment that readers see, at once.
    assert checked(shop)["emerging_groups_grow_slowly"] == "FAILED"
    with shop.reading() as seen:
        rows = seen.execute("select distinct release_id from published.emerging_groups").fetchall()
    assert {release for (release,) in rows} >= {5}


def test_other_features_begin_with_new_numbers(shop: BuiltProject):
    highest = max(groups(shop, 5))
    small_shop.set_variables(shop.root, clusters=f"{{features: [{FEATURES[0]}, {FEATURES[1]}], at_most: 5}}")
    shop.refresh("--as-of", NEXT)
    assert min(groups(shop, 6)) > highest
