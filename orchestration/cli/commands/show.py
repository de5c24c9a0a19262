"""`segments show`: everything that is published about one segment."""

from typing import Any

from rich.table import Column, Table
from rich.text import Text

from orchestration.audit.acceptance import accepted_findings, how_to_accept
from orchestration.project.errors import RefusedError
from orchestration.project.figures import NONE, clock, moment, number, percent
from orchestration.project.layers import HIDDEN, PUBLISHED
from orchestration.project.nearest import unknown_segment
from orchestration.project.project import Project
from orchestration.publication.catalogue import open_with_hidden, read_details, read_segments
from orchestration.publication.lateness import with_lateness
from orchestration.rules.registry import segment_files
from orchestration.terminal import console
from orchestration.warehouse.connections import is_file, open_published, open_warehouse
from orchestration.warehouse.lock import glance

SHOWN = (
    "family",
    "description",
    "objective",
    "owner",
    "owner_email",
    "access",
    "cadence",
    "status",
    "held_reason",
)
METRICS = ("size", "entered", "exited", "unknown", "value_total", "value_p50")
HISTORY_ROWS = 10


def show(project: Project, name: str, *, as_json: bool) -> None:
    """Prints one segment. Hidden segments are read from the warehouse itself, by users who may read it.

    Raises RefusedError, naming the nearest segment, if no segment has this name.
    """
    with open_published(project) as published:
        segments = read_segments(published)
        found = next((row for row in segments if row["segment"] == name), None)
        details = read_details(published, name, PUBLISHED.schema) if found else {}
    if found is None:
        found, details = _hidden(project, name, [row["segment"] for row in segments])
    (found,) = with_lateness(project, [found])
    details["accepted"] = _accepted(project, name)
    if as_json:
        console.print_json({**found, "hidden": found["access"] == "private", **details})
    else:
        _print(found, details, project.variables["time_zone"])
        if found["status"] == "held":
            for line in how_to_accept(project, [found], details["audits"]):
                console.out.print(line, highlight=False)


def _hidden(project: Project, name: str, published: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    with open_with_hidden(project) as warehouse:
        # Readers can't see whether hidden segments exist.
        hidden = read_segments(warehouse, hidden=True) if warehouse.columns(f"{HIDDEN}.segments") else []
        for row in hidden:
            if row["segment"] == name:
                return row, read_details(warehouse, name, HIDDEN)
    if segment_files(project).get(name):
        raise RefusedError(
            f"{segment_files(project)[name]}: '{name}' isn't published yet: run `segments refresh`."
        )
    raise unknown_segment(name, published)


def _accepted(project: Project, name: str) -> list[dict[str, Any]]:
    """Returns the accepted findings of the segment, or nothing while a refresh holds the file."""
    if not is_file(project):
        with open_published(project) as warehouse:
            return accepted_findings(warehouse, name)
    try:
        with glance(project.lock_file), open_warehouse(project, read_only=True) as warehouse:
            return accepted_findings(warehouse, name)
    except (RefusedError, OSError):
        # A refresh or another user holds the file.
        return []


def _print(row: dict[str, Any], details: dict[str, Any], zone: str) -> None:
    table = Table.grid(Column(style="dim"), "", padding=(0, 2))
    for name in SHOWN:
        if row.get(name):
            table.add_row(name, str(row[name]))
    table.add_row("size", f"{number(row['size'])} customers, {percent(row['share'])} of all")
    table.add_row("unknown", f"{number(row['unknown'])} customers for whom the rule has no answer")
    table.add_row("value", number(row["value"]))
    table.add_row("as of", f"{clock(row['as_of'], zone)}, published {moment(row['published_at'])}")
    if row["late"]:
        allowed = f"older than its cadence allows since {moment(row['late_after'])}"
        table.add_row("late", Text(allowed, "red"))
    hidden = (" (hidden)", "yellow") if row["access"] == "private" else ""
    console.out.print(Text.assemble((row["segment"], "bold"), hidden))
    console.show(table)
    for title, told in (
        ("rule", row.get("rule") or row["rule_sql"]),
        ("as its file has it", row.get("rule_text")),
    ):
        if told:
            console.out.print(f"\n{title}", style="bold")
            console.out.print(told, markup=False, highlight=False)
    console.out.print()
    console.show(_audits_table(details["audits"]))
    for found in details["accepted"]:
        finding = f"release {found['release_id']}, {found['check_name']}: {found['observed']}"
        who = f"{found['accepted_by']}, {moment(found['accepted_at'])}: {found['note']}"
        console.out.print(f"accepted for {found['as_of_day']}: {finding} ({who})", markup=False)
    console.show(_metrics_table(details["metrics"][:HISTORY_ROWS], zone))


def _audits_table(audits: list[dict[str, Any]]) -> Table:
    table = Table("", "check", "severity", "observed", "expected", title="last audit", **_look())
    for row in audits:
        mark = Text("✓", "green") if row["passed"] else Text("✗", "red")
        table.add_row(mark, row["check_name"], row["severity"], row["observed"] or NONE, row["expected"])
    return table


def _metrics_table(metrics: list[dict[str, Any]], zone: str) -> Table:
    table = Table("release", Column("as of", no_wrap=True), title="history", **_look())
    for name in METRICS:
        table.add_column(name.replace("_p50", " median").replace("_", " "), justify="right")
    for row in metrics:
        table.add_row(
            str(row["release_id"]), clock(row["as_of"], zone), *(number(row[name]) for name in METRICS)
        )
    return table


def _look() -> dict[str, Any]:
    return {
        "box": None,
        "title_justify": "left",
        "title_style": "bold",
        "header_style": "dim",
        "pad_edge": False,
    }
