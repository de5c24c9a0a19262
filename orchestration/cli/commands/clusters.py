"""`segments clusters`: the clusters of customers, by what they differ, and how far to trust them."""

from typing import Any

from rich.table import Table

from orchestration.project.errors import RefusedError
from orchestration.project.figures import NONE, number, percent
from orchestration.project.project import PROJECT_FILE, Project
from orchestration.publication.clusters import read_clusters
from orchestration.terminal import console
from orchestration.terminal.tables import figures_table
from orchestration.warehouse.connections import open_published


def show_clusters(project: Project, *, as_json: bool) -> None:
    """Prints how the clusters were made, their sizes and stability, and their centers by feature.

    Raises RefusedError if the project makes no clusters, or no release has any yet.
    """
    if project.clusters is None:
        example = "{features: [value, p_alive]}"
        raise RefusedError(f"{PROJECT_FILE}: clusters is null, so there are none; write {example}.")
    with open_published(project) as published:
        found = read_clusters(published)
    if not found:
        raise RefusedError("The last release has no clusters: run `segments refresh`.")
    if as_json:
        console.print_json(found)
        return
    (model,) = found["models"]
    console.out.print(f"Clusters of customers as of {model['scored_on']}", style="bold")
    for line in _told(model):
        console.out.print(line, soft_wrap=True, highlight=False)
    if found["clusters"]:
        console.out.print()
        console.show(_sizes(found["clusters"]))
        console.out.print("\nCenters, and what is usual", style="bold")
        console.show(_centers(found["centers"]))


def _told(model: dict[str, Any]) -> list[str]:
    lines = []
    if model["status"] != "shown":
        lines.append(f"{model['status'].capitalize()}: {model['reason']}.")
    if model["clusters"] is not None:
        lines.append(
            f"{model['clusters']} clusters by {model['method']} of {number(model['customers'])} customers:"
            f" silhouette {model['silhouette']:.2f} ({model['how_apart']}),"
            f" agreement of halves {model['stability']:.2f}."
        )
    if model["customers_without"]:
        count = number(model["customers_without"])
        lines.append(f"{count} customers have no cluster, because a feature isn't known of them.")
    return lines


def _sizes(rows: list[dict[str, Any]]) -> Table:
    table = figures_table("cluster", "customers", "share", "stability", "moved by")
    for row in rows:
        size = (number(row["customers"]), percent(row["share"])) if row["is_shown"] else ("not shown", NONE)
        moved = NONE if row["drift"] is None else f"{row['drift']:.2f}"
        table.add_row(str(row["cluster"]), *size, f"{row['stability']:.2f}", moved)
    return table


def _centers(rows: list[dict[str, Any]]) -> Table:
    clusters = list(dict.fromkeys(row["cluster"] for row in rows))
    table = figures_table("feature", "usual", *map(str, clusters))
    by_feature: dict[str, dict[int, dict[str, Any]]] = {}
    for row in rows:
        by_feature.setdefault(row["feature"], {})[row["cluster"]] = row
    for feature, centers in by_feature.items():
        usual = next(iter(centers.values()))["usual"]
        table.add_row(
            feature, f"{usual:,.2f}", *(f"{centers[cluster]['center']:,.2f}" for cluster in clusters)
        )
    return table
