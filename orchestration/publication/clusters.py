"""Reads what is published about clusters of customers, without a row for each customer."""

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


def read_clusters(published: Warehouse) -> dict[str, list[dict[str, Any]]] | None:
    """Returns how the clusters of the last release were made, the clusters, and their centers by feature.

    None if it has no clustering, or the project makes none.
    """
    if not published.columns(f"{PUBLISHED}.cluster_models"):
        return None
    found = {name: published.rows(query) for name, query in QUERIES.items()}
    return found if found["models"] else None
