"""What is kept of emerging groups: how they were found, and how large they were at each release."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from orchestration.clusters.centers import Centers, Floats
from orchestration.project.layers import LEDGER
from orchestration.warehouse.connections import Warehouse

GROUPS = f"{LEDGER}.recorded_groups"
CENTERS = f"{LEDGER}.recorded_group_centers"
COVERAGE = f"{LEDGER}.recorded_coverage"


@dataclass(frozen=True)
class Group:
    """A group of customers whom no segment of a family covers, and what tells it from all others.

    `drift` says how far its center moved since the groups before. `customers` are those of a release, and
    `share` of all.
    """

    family: str
    number: int
    drift: float | None
    told_by: str | None
    told_precision: float | None
    told_recall: float | None
    customers: int = 0
    share: float = 0.0


@dataclass(frozen=True)
class Groups:
    """The groups of a family as they were found, with the centers that tell them apart, a row each.

    `places` are in standard deviations (`spreads`) from the `means` of the features' logarithms.
    `found_release` is None until they are kept, and `highest` the highest number that the family ever had.
    """

    family: str
    scored_as_of: datetime
    found_release: int | None
    reason: str | None
    features: list[str]
    means: Floats
    spreads: Floats
    places: Floats
    groups: list[Group]
    highest: int = 0

    @property
    def centers(self) -> Centers:
        """The centers, without bounds."""
        return Centers(self.places, np.full(len(self.places), np.inf))


def kept_groups(warehouse: Warehouse, family: str) -> list[Groups]:
    """Returns all groups that were found of a family, those of the earliest clustering first."""
    by_release: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in warehouse.rows(
        f"select * from {GROUPS} where family = ? and release_id = found_release_id"
        " order by scored_as_of, release_id, emerging_group",
        [family],
    ):
        by_release[row["release_id"]].append(row)
    centers: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in warehouse.rows(
        f"select * from {CENTERS} where family = ? order by release_id, emerging_group, position", [family]
    ):
        centers[row["release_id"]].append(row)
    highest = max((row["emerging_group"] for rows in by_release.values() for row in rows), default=0)
    return [_groups(release, rows, centers[release], highest) for release, rows in by_release.items()]


def _groups(release: int, rows: list[dict[str, Any]], centers: list[dict[str, Any]], highest: int) -> Groups:
    first, count = rows[0], len(rows)
    of_one = centers[: len(centers) // count]
    told = ("emerging_group", "drift", "told_by", "told_precision", "told_recall")
    return Groups(
        family=first["family"],
        scored_as_of=first["scored_as_of"],
        found_release=release,
        reason=first["reason"],
        features=[row["feature"] for row in of_one],
        means=np.array([row["mean"] for row in of_one]),
        spreads=np.array([row["spread"] for row in of_one]),
        places=np.array([row["place"] for row in centers]).reshape(count, -1),
        groups=[Group(row["family"], *(row[name] for name in told)) for row in rows],
        highest=highest,
    )


def keep(
    warehouse: Warehouse,
    release_id: int,
    found: list[tuple[Groups, list[int], int, int]],
    covering: list[tuple[str, str]],
) -> list[Group]:
    """Writes the groups of a release in place of those that it had, with the segments that covered a family.

    Each of `found` has groups, the customers of each among those who were asked, their number, and that of
    all customers. Returns the groups with their sizes.
    """
    kept: list[Group] = []
    with warehouse.transaction():
        for table in (GROUPS, CENTERS, COVERAGE):
            warehouse.execute(f"delete from {table} where release_id = ?", [release_id])
        for groups, sizes, asked, everybody in found:
            if groups.found_release is None:
                warehouse.insert(CENTERS, _center_rows(release_id, groups))
            for group, asked_of_group in zip(groups.groups, sizes, strict=True):
                customers = round(asked_of_group * everybody / asked)
                kept.append(replace(group, customers=customers, share=customers / everybody))
                row = (
                    *(release_id, group.family, group.number, customers, everybody, asked < everybody),
                    *(group.drift, group.told_by, group.told_precision, group.told_recall, groups.reason),
                    *(groups.scored_as_of, groups.found_release or release_id),
                )
                warehouse.insert(GROUPS, [row])
        warehouse.insert(COVERAGE, [(release_id, family, segment) for family, segment in covering])
    return kept


def _center_rows(release_id: int, groups: Groups) -> list[tuple[Any, ...]]:
    return [
        (release_id, groups.family, group.number, position, feature, *map(float, figures))
        for group, places in zip(groups.groups, groups.places, strict=True)
        for position, (feature, *figures) in enumerate(
            zip(groups.features, places, groups.means, groups.spreads, strict=True), start=1
        )
    ]


def shares_before(warehouse: Warehouse, release_id: int) -> dict[tuple[str, int], float]:
    """Returns the share of each group at the release before this one, by family and number."""
    rows = warehouse.rows(
        f"select family, emerging_group, customers, all_customers from {GROUPS}"
        f" where release_id = (select max(release_id) from {GROUPS} where release_id < ?)",
        [release_id],
    )
    return {(row["family"], row["emerging_group"]): row["customers"] / row["all_customers"] for row in rows}
