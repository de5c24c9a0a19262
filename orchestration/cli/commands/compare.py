"""`segments compare`: two or three segments side by side, as on the report's page."""

from dataclasses import asdict

from rich.table import Table

from orchestration.project.figures import NONE, clock, number, percent
from orchestration.project.project import Project
from orchestration.publication.comparison import Comparison, compare
from orchestration.terminal import console

# The number of trait values that a terminal shows, largest differences first. --json shows all.
SHOWN = 15


def compare_segments(project: Project, names: list[str], *, as_json: bool) -> None:
    """Prints figures, shared customers and traits of two or three segments.

    Raises RefusedError, naming the nearest segment, if one isn't published.
    """
    found = compare(project, names)
    if as_json:
        console.print_json(asdict(found))
        return
    for table in (_figures(found, project.variables["time_zone"]), _pairs(found), _profiles(found)):
        console.show(table)
        console.out.print()


def _figures(found: Comparison, zone: str) -> Table:
    table = _table("", *(row["segment"] for row in found.segments))
    heads = [row["value"] / row["size"] if row["size"] else None for row in found.segments]
    table.add_row("members", *(number(row["size"]) for row in found.segments))
    table.add_row("of all customers", *(percent(row["share"]) for row in found.segments))
    table.add_row("value", *(number(row["value"]) for row in found.segments))
    table.add_row("value per member", *map(number, heads))
    table.add_row("unknown", *(number(row["unknown"]) for row in found.segments))
    table.add_row("as of", *(clock(row["as_of"], zone) for row in found.segments))
    return table


def _pairs(found: Comparison) -> Table:
    table = _table("shared members", "in both", "only the first", "only the second", "Jaccard", "lift")
    for pair in found.pairs:
        ratios = (NONE if pair[name] is None else f"{pair[name]:.2f}" for name in ("jaccard", "lift"))
        counts = (number(pair[name]) for name in ("in_both", "only_one", "only_other"))
        table.add_row(f"{pair['one']}, {pair['other']}", *counts, *ratios)
    return table


def _profiles(found: Comparison) -> Table:
    names = [row["segment"] for row in found.segments]
    table = _table("trait", *names, "all customers")
    for line in found.profiles[:SHOWN]:
        value = "not known" if line["value"] is None else line["value"]
        shares = (percent(line["share_of"].get(name)) for name in names)
        table.add_row(f"{line['trait']}: {value}", *shares, percent(line["base_share"]))
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(first, overflow="fold")
    for title in others:
        table.add_column(title, justify="right", overflow="fold")
    return table
