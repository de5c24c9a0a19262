"""`segments goals`: the progress of the segments' goals, most urgent first."""

from typing import Any

from rich.table import Table

from orchestration.project.figures import NONE, percent
from orchestration.project.project import Project
from orchestration.publication.with_hidden import read_with_hidden
from orchestration.terminal import console

# The most urgent status comes first.
URGENCY = ("missed", "at_risk", "unknown", "on_track", "met")


def show_goals(project: Project, *, as_json: bool) -> None:
    """Prints each goal with its status. Users who may read the warehouse see hidden segments' goals too."""
    rows = sorted(read_with_hidden(project, "segment_goals"), key=_urgency)
    if as_json:
        console.print_json(rows)
    elif rows:
        console.show(_table(rows))
    else:
        console.out.print("No segment has a goal: seeds/goals.csv is where they are set.")


def _urgency(row: dict[str, Any]) -> tuple[bool, int, Any, str]:
    return not row["is_review_due"], URGENCY.index(row["status"]), row["due_on"], row["goal"]


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("goal", "segment", "wanted"):
        table.add_column(title, overflow="fold")
    for title in ("now", "progress"):
        table.add_column(title, justify="right")
    for title in ("due", "status", "review"):
        table.add_column(title, no_wrap=True)
    for row in rows:
        wanted = f"{row['metric']} {row['direction'].replace('_', ' ')} {row['target']:,g}"
        table.add_row(
            row["goal"],
            row["segment"],
            wanted,
            NONE if row["observed"] is None else f"{row['observed']:,g}",
            percent(row["progress"]),
            f"{row['due_on']}",
            row["status"].replace("_", " "),
            "due" if row["is_review_due"] else f"{row['review_due_on']}",
        )
    return table
