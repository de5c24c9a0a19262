"""`segments campaign`: what the last release found that a campaign brought, and what to mind about it."""

from typing import Any

from rich.table import Table

from orchestration.project.errors import RefusedError
from orchestration.project.figures import NONE, moment, number
from orchestration.project.nearest import hint
from orchestration.project.project import Project
from orchestration.publication.with_hidden import read_with_hidden
from orchestration.rules.campaigns import FILE, read_campaigns
from orchestration.terminal import console

Row = dict[str, Any]


def show_campaign(project: Project, name: str, *, as_json: bool) -> None:
    """Print the effect per recipient, beside the control arm or other customers, for each of its segments.

    Raises RefusedError for an unknown campaign, and one that no release has measured yet.
    """
    results = read_with_hidden(project, "campaign_results")
    arms = sorted(
        (row for row in read_with_hidden(project, "campaign_arm_results") if row["campaign"] == name),
        key=lambda row: (row["segment"], row["arm"]),
    )
    known = {row.campaign: row for row in read_campaigns(project)}
    found = sorted((row for row in results if row["campaign"] == name), key=lambda row: row["segment"])
    if not found and name not in known:
        raise RefusedError(f"No campaign is called '{name}'{hint(name, known)}.")
    if not found:
        raise RefusedError(
            f"{FILE}: no release has measured {name} yet: it begins on {known[name].starts_on}, and a refresh"
            " of that day or a later one measures it (`segments refresh`)."
        )
    if as_json:
        console.print_json({"campaign": name, "results": found, "arms": arms})
        return
    for row in found:
        console.out.print(
            f"{row['campaign']} to {row['segment']}, {row['starts_on']} to {row['last_day']}",
            style="bold",
        )
        console.show(_table(row))
        if row["warning"]:
            console.out.print(row["warning"], style="yellow")
        of_segment = [arm for arm in arms if arm["segment"] == row["segment"]]
        if of_segment:
            console.show(_arms_table(of_segment))
            for arm in of_segment:
                if arm["warning"]:
                    console.out.print(f"{arm['arm']}: {arm['warning']}", style="yellow")


def _table(row: Row) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_row("recipients", _group(row, "recipients"))
    table.add_row("control arm" if row["is_random"] else "other customers", _group(row, "others"))
    if row.get("recorded_at"):
        table.add_row("arms recorded", moment(row["recorded_at"]))
    table.add_row("difference", _said(row, "difference"))
    table.add_row("effect, spend before removed", _said(row, "effect"))
    table.add_row("if you look every day", _interval(row, "effect_always"))
    table.add_row("sizes of the arms", NONE if row["sizes_p"] is None else f"p = {row['sizes_p']:.3f}")
    return table


def _arms_table(rows: list[Row]) -> Table:
    title = f"each of {rows[0]['arms']} arms, beside the control (intervals and p corrected for so many)"
    table = Table(title=title, title_justify="left")
    for heading in ("arm", "customers", "effect, spend before removed", "if you look every day"):
        table.add_column(heading)
    for row in rows:
        table.add_row(
            row["arm"], _group(row, "recipients"), _said(row, "effect"), _interval(row, "effect_always")
        )
    return table


def _group(row: Row, name: str) -> str:
    mean = row[f"{name}_mean"]
    return number(row[name]) + ("" if mean is None else f", value {mean:,.2f} each")


def _said(row: Row, name: str) -> str:
    if row[name] is None:
        return NONE
    p_value = row[f"{name}_p"]
    told = "" if p_value is None else f", p = {p_value:.3f}"
    return f"{row[name]:,.2f} ({_interval(row, name)}){told}"


def _interval(row: Row, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return NONE if low is None else f"{low:,.2f} to {high:,.2f}"
