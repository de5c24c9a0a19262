"""`segments releases`: every release, latest first."""

from typing import Any

from rich.table import Table

from orchestration import console
from orchestration.figures import NONE, clock, moment, number
from orchestration.project import Project
from orchestration.publication.catalogue import read_releases
from orchestration.warehouse import open_published

SHA_LETTERS = 10


def releases(project: Project, *, limit: int, as_json: bool) -> None:
    """Print the latest releases that readers have been given, however busy the warehouse is."""
    with open_published(project) as published:
        rows = read_releases(published, limit)
    if as_json:
        console.print_json(rows)
    else:
        console.out.print(_table(rows, project.variables["time_zone"]))


def _table(rows: list[dict[str, Any]], time_zone: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("release", justify="right")
    for column in ("as of", "published at", "status", "mode"):
        table.add_column(column)
    for column in ("published", "held"):
        table.add_column(column, justify="right")
    table.add_column("commit")
    for row in rows:
        table.add_row(
            str(row["release_id"]),
            clock(row["as_of"], time_zone),
            moment(row["published_at"]),
            row["status"],
            row["mode"],
            number(row["segments_published"]),
            number(row["segments_held"]),
            _commit(row["git_sha"]),
        )
    return table


def _commit(sha: str | None) -> str:
    """A commit short enough for a table; files that differed from it stay told."""
    commit, _, dirty = (sha or "").partition("-")
    return f"{commit[:SHA_LETTERS]}{' +changes' if dirty else ''}" or NONE
