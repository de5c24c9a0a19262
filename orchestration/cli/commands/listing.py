"""`segments list`: the published segments."""

from typing import Any

from rich.table import Table
from rich.text import Text

from orchestration.project.figures import number, percent
from orchestration.project.project import Project
from orchestration.publication.catalogue import read_segments, still_listed
from orchestration.publication.lateness import with_lateness
from orchestration.rules.drafts import drafts
from orchestration.terminal import console
from orchestration.warehouse.connections import open_published

STYLES = {"live": "green", "new": "cyan", "held": "yellow", "retired": "dim"}
LATE = Text(", ").append("late", "red")


def list_segments(project: Project, *, as_json: bool) -> None:
    """Prints the published segments by family, then size."""
    with open_published(project) as published:
        segments = with_lateness(project, still_listed(project, read_segments(published)))
    if as_json:
        console.print_json(segments)
    else:
        console.show(segments_table(segments))
        tell_drafts(project)


def tell_drafts(project: Project) -> None:
    """Prints which segments are drafts, if there are any."""
    names = drafts(project)
    if names:
        line = Text.assemble(("drafts", "yellow"), f" {', '.join(names)}: published once reviewed")
        console.out.print(line, highlight=False, soft_wrap=True)


def segments_table(segments: list[dict[str, Any]]) -> Table:
    """Returns the segments as a table for the terminal."""
    table = Table("segment", "family", box=None, header_style="bold", pad_edge=False)
    for column in ("size", "share", "value"):
        table.add_column(column, justify="right")
    table.add_column("status")
    for row in segments:
        style = STYLES.get(row["status"], "default")
        table.add_row(
            row["segment"],
            row["family"],
            number(row["size"]),
            percent(row["share"]),
            number(row["value"]),
            Text(row["status"], style).append_text(LATE if row.get("late") else Text()),
        )
    return table
