"""`segments releases`: every release, latest first."""

from typing import Any

from rich.table import Table

from orchestration.project.figures import NONE, clock, moment, number
from orchestration.project.project import Project
from orchestration.publication.catalogue import read_releases
from orchestration.terminal import console
from orchestration.warehouse.connections import open_published

SHA_LETTERS = 7


def releases(project: Project, *, limit: int, as_json: bool) -> None:
    """Prints the latest published releases, even while a refresh uses the warehouse."""
    with open_published(project) as published:
        rows = read_releases(published, limit)
    if as_json:
        console.print_json(rows)
    else:
        console.show(_table(rows, project.variables["time_zone"]))
        for row in rows:
            for said in (row.get("moves_accepted") or "").splitlines():
                told = f"The members that release {row['release_id']} moves were accepted by {said}."
                console.out.print(told, highlight=False)


def _table(rows: list[dict[str, Any]], time_zone: str) -> Table:
    # The table fits a terminal of 80 columns, because a truncated time is useless.
    table = Table(box=None, header_style="bold", pad_edge=False, collapse_padding=True)
    table.add_column("release", justify="right")
    for column in ("as of", "published (UTC)", "how"):
        table.add_column(column, no_wrap=True)
    for column in ("segments", "held"):
        table.add_column(column, justify="right")
    table.add_column("commit")
    for row in rows:
        is_rollback = row["mode"] == "rollback"
        table.add_row(
            str(row["release_id"]),
            clock(row["as_of"], time_zone),
            moment(row["published_at"]).removesuffix(" UTC"),
            row["status"] if is_rollback else row["mode"],
            number(row["segments_published"]),
            number(row["segments_held"]),
            _commit(row["git_sha"]),
        )
    return table


def _commit(sha: str | None) -> str:
    """Returns a short form of the commit, with a plus sign if files differed from it."""
    commit, _, dirty = (sha or "").partition("-")
    return f"{commit[:SHA_LETTERS]}{'+' if dirty else ''}" or NONE
