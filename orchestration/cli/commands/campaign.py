"""`segments campaign`: the effect of a campaign, with its interval and caveats."""

from dataclasses import asdict

from rich.table import Table

from orchestration.campaigns.results import Result, campaign_result
from orchestration.campaigns.statistics import Effect
from orchestration.project.figures import NONE, number
from orchestration.project.project import Project
from orchestration.terminal import console


def show_campaign(project: Project, name: str, *, as_json: bool) -> None:
    """Prints the effect per recipient, compared with the control arm or with other customers.

    Raises RefusedError for an unknown campaign, one that hasn't begun, and one without recipients in history.
    """
    found = campaign_result(project, name)
    if as_json:
        console.print_json(asdict(found))
        return
    console.out.print(
        f"{found.campaign} to {found.segment}, {found.first_day} to {found.last_day}",
        style="bold",
    )
    console.show(_table(found))
    for warning in found.warnings:
        console.out.print(warning, style="yellow")


def _table(found: Result) -> Table:
    low, high = found.always_valid
    table = Table.grid(padding=(0, 2))
    table.add_row("recipients", f"{number(found.recipients)}, value {found.recipients_mean:,.2f} each")
    against = "control arm" if found.is_random else "other customers"
    table.add_row(against, f"{number(found.others)}, value {found.others_mean:,.2f} each")
    table.add_row("difference", _said(found.plain))
    table.add_row("effect, spend before removed", _said(found.effect))
    table.add_row("if you look every day", f"{low:,.2f} to {high:,.2f}")
    table.add_row("sizes of the arms", NONE if found.evenness is None else f"p = {found.evenness:.3f}")
    return table


def _said(effect: Effect) -> str:
    return f"{effect.value:,.2f} ({effect.low:,.2f} to {effect.high:,.2f}), p = {effect.p_value:.3f}"
