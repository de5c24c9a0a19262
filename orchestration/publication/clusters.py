"""Reads what is published about clusters of customers, without a row for each customer."""

from collections import defaultdict
from typing import Any

from orchestration.project.layers import PUBLISHED
from orchestration.warehouse.connections import Warehouse

# Silhouettes from which clusters are apart, and below which they hardly are (Kaufman and Rousseeuw 1990).
APART, HARDLY = 0.5, 0.25
HOW_APART = f"""
case
    when silhouette >= {APART} then 'apart' when silhouette < {HARDLY} then 'hardly apart'
    when silhouette is not null then 'partly apart'
end
"""
QUERIES = {
    "models": f"select models.*, {HOW_APART} as how_apart from {PUBLISHED}.cluster_models as models",
    "clusters": f"select * from {PUBLISHED}.clusters order by cluster",
    "centers": f"select * from {PUBLISHED}.cluster_centers order by cluster, position",
}

# The latest clocks of each group that the page draws.
CLOCKS = 120
EMERGING = f"""
select
    family, emerging_group, customers, share, is_estimate, told_by, told_precision, told_recall, reason, as_of
from {PUBLISHED}.emerging_groups
where is_latest_of_clock
order by family, emerging_group, as_of
"""


def read_clusters(published: Warehouse) -> dict[str, list[dict[str, Any]]] | None:
    """Returns how the clusters of the last release were made, the clusters, and their centers by feature.

    None if it has no clustering, or the project makes none.
    """
    if not published.columns(f"{PUBLISHED}.cluster_models"):
        return None
    found = {name: published.rows(query) for name, query in QUERIES.items()}
    return found if found["models"] else None


def read_emerging(published: Warehouse) -> list[dict[str, Any]]:
    """Returns the emerging groups of the newest clock that has any, each with its `sizes` up to then.

    `sizes` has the as-of times and the customers, the oldest first. Empty if the project makes no clusters.
    """
    if not published.columns(f"{PUBLISHED}.emerging_groups"):
        return []
    rows = published.rows(EMERGING)
    sizes: dict[tuple[str, int], list[list[Any]]] = defaultdict(list)
    for row in rows:
        sizes[row["family"], row["emerging_group"]].append([row["as_of"], row["customers"]])
    newest = max((row["as_of"] for row in rows), default=None)
    return [
        {**row, "sizes": sizes[row["family"], row["emerging_group"]][-CLOCKS:]}
        for row in rows
        if row["as_of"] == newest
    ]
