"""`segments plan-campaign`: how many members to hold out, and for how long, for an effect to show."""

from dataclasses import asdict
from math import ceil

from rich.table import Table

from orchestration.explanation.campaign_plan import Plan, plan_campaign
from orchestration.project.figures import NONE, number, percent
from orchestration.project.project import Project
from orchestration.terminal import console


def show_plan(
    project: Project, name: str, *, effect: float, durations: list[int], power: float, as_json: bool
) -> None:
    """Print a line for each duration, and the shortest campaign that can show the effect.

    effect and power are shares. Raises RefusedError as plan_campaign() does.
    """
    plans = plan_campaign(project, name, effect=effect, durations=durations, power=power)
    if as_json:
        console.print_json({"segment": name, "power": power, "plans": [asdict(plan) for plan in plans]})
        return
    console.out.print(
        f"{name}: an effect of {percent(effect)} of what a member brings, seen {percent(power)} of the time",
        style="bold",
    )
    console.show(_table(plans))
    possible = [plan for plan in plans if plan.held_out is not None]
    if not possible:
        console.out.print(
            "In none of these durations would it show: take a longer one, or a larger effect.",
            style="yellow",
            soft_wrap=True,
        )
        return
    shortest = min(possible, key=lambda plan: plan.days)
    console.out.print(
        f"The shortest: {shortest.days} days, with {_share(shortest)} of the members held out. Write in"
        f" dbt_project.yml: campaigns: {{CAMPAIGN: {{arms: {{mailing: {100 - _percent(shortest)}, holdout:"
        f" {_percent(shortest)}}}}}}}, and run `segments start-campaign CAMPAIGN` before it begins.",
        soft_wrap=True,
        markup=False,
        highlight=False,
    )


def _table(plans: list[Plan]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("days", "members", "value each", "effect each", "hold out", "share", "shows at all from"):
        table.add_column(title, justify="right", overflow="fold")
    for plan in plans:
        table.add_row(
            number(plan.days),
            number(plan.members),
            f"{plan.mean:,.2f}",
            f"{plan.effect:,.2f}",
            NONE if plan.held_out is None else number(plan.held_out),
            NONE if plan.held_out is None else _share(plan),
            NONE if plan.smallest is None else percent(plan.smallest / plan.mean),
        )
    return table


def _share(plan: Plan) -> str:
    return f"{_percent(plan)}%"


def _percent(plan: Plan) -> int:
    """The share to hold out in whole percent, as `campaigns` takes it; never fewer members than needed."""
    return ceil(100 * (plan.held_out or 0) / plan.members)
