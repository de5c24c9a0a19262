"""The groups of customers whom no segment of a family covers, counted once a release stands."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    AssetsDefinition,
    MaterializeResult,
    ResourceParam,
    asset,
)

from orchestration.defs.assets.names import CLUSTERS_GROUP
from orchestration.defs.resources import Refresh
from orchestration.project.layers import LEDGER, PUBLISHED
from orchestration.project.progress import step
from orchestration.publication.catalogue import read_releases
from orchestration.warehouse.connections import open_warehouse

GROUPS = AssetKey([LEDGER.schema, "recorded_groups"])
GROW = "emerging_groups_grow_slowly"
# By this share of all customers a group may grow from one release to the next without a warning.
MOST_GROWTH = 0.05


def emerging_asset() -> AssetsDefinition:
    """Returns the asset of emerging groups, with the check that none of them grows fast."""

    @asset(
        key=GROUPS,
        deps=[AssetKey([PUBLISHED.schema, "segments"])],
        group_name=CLUSTERS_GROUP,
        kinds={"python", "table"},
        description="Customers whom no segment of a family covers, in groups, at each release.",
        check_specs=[
            AssetCheckSpec(
                GROW,
                asset=GROUPS,
                description=f"No group grows by more than {MOST_GROWTH:.0%} of all customers from one release"
                " to the next: customers in no segment of a family may need one.",
            )
        ],
    )
    def recorded_groups(refresh: ResourceParam[Refresh]) -> Iterator[Any]:
        # Imported here because its libraries take long, and a refresh that stops before does without them.
        from orchestration.discovery.followed import follow
        from orchestration.discovery.kept_groups import shares_before

        with step("emerging") as say, open_warehouse(refresh.project) as warehouse:
            (release,) = read_releases(warehouse, limit=1, hidden=True)
            found = follow(refresh.project, warehouse, release["release_id"], release["as_of"])
            before = shares_before(warehouse, release["release_id"])
            families: dict[str, int] = defaultdict(int)
            for group in found:
                families[group.family] += group.customers
            say(f"{len(found)} groups of {len(families)} families")
        grown = {
            f"{group.family} {group.number}": f"{before[key]:.1%} to {group.share:.1%} of all customers"
            for group in found
            for key in [(group.family, group.number)]
            if key in before and group.share - before[key] > MOST_GROWTH
        }
        yield MaterializeResult(
            metadata={"groups": len(found), **{f"uncovered/{name}": size for name, size in families.items()}}
        )
        yield AssetCheckResult(
            asset_key=GROUPS,
            check_name=GROW,
            passed=not grown,
            severity=AssetCheckSeverity.WARN,
            description=f"{len(grown)} groups grow fast" if grown else None,
            metadata=grown,
        )

    return recorded_groups
