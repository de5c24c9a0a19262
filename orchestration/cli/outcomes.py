"""The commands of `segments` about outcomes: what a segment predicts, what a campaign shows, its arms."""

from typing import Annotated

import typer

from orchestration.cli.completion import segment_names
from orchestration.cli.options import Family, Group, Json, Name, NewDraft, NewList, Target, Wait
from orchestration.terminal import console
from orchestration.warehouse.find import find_project

outcomes = typer.Typer()

# Days that a campaign is planned for, unless others are named.
DURATIONS = [7, 14, 28, 56]


@outcomes.command()
@console.answers
def backtest(
    name: Name,
    outcome: Annotated[
        str,
        typer.Option(
            metavar="SEGMENT", autocompletion=segment_names, help="The segment that they may be in later."
        ),
    ],
    horizon: Annotated[int, typer.Option(min=1, max=3650, metavar="DAYS", help="How many days later.")],
    times: Annotated[int, typer.Option(min=1, max=120, help="How many month ends, the last ones.")] = 6,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="Keep the result in seeds/segment_backtests.csv, for the next release."),
    ] = False,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Test at past month ends how well membership predicted what happened next."""
    from orchestration.cli.commands.backtest import show_backtest

    project = find_project(target=target)
    show_backtest(project, name, outcome=outcome, horizon=horizon, times=times, keep=keep, as_json=as_json)


@outcomes.command()
@console.answers
def campaign(
    name: Annotated[
        str, typer.Argument(metavar="CAMPAIGN", help="A campaign of seeds/segment_campaigns.csv.")
    ],
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Show what a campaign achieved: the effect per recipient, its interval, and caveats."""
    from orchestration.cli.commands.campaign import show_campaign

    show_campaign(find_project(target=target), name, as_json=as_json)


@outcomes.command("plan-campaign")
@console.answers
def plan_campaign(
    name: Name,
    effect: Annotated[
        float,
        typer.Option(min=0.01, metavar="PERCENT", help="What is to show, in percent of a member's value."),
    ],
    days: Annotated[
        list[int], typer.Option(min=1, max=3650, help="How long the campaign may run. Can be repeated.")
    ] = DURATIONS,
    power: Annotated[
        float, typer.Option(min=50, max=99.9, metavar="PERCENT", help="How often it must be seen.")
    ] = 80,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Say how many members to hold out, and for how long, for a campaign's effect to show."""
    from orchestration.cli.commands.plan_campaign import show_plan

    project = find_project(target=target)
    durations = sorted(set(days))
    show_plan(project, name, effect=effect / 100, durations=durations, power=power / 100, as_json=as_json)


@outcomes.command("start-campaign")
@console.answers
def start_campaign(
    names: Annotated[
        list[str],
        typer.Argument(metavar="CAMPAIGN", help="One or more campaigns of the variable campaigns."),
    ],
    is_plan: Annotated[
        bool, typer.Option("--plan", help="Only say who would be in which arm; nothing is recorded.")
    ] = False,
    target: Target = None,
    wait: Wait = 0,
    as_json: Json = False,
) -> None:
    """Record, before a campaign begins, which customers it gets and in which arm, for good."""
    from orchestration.cli.commands.start_campaign import start

    start(find_project(target=target), names, is_plan=is_plan, wait=wait, as_json=as_json)


@outcomes.command()
@console.answers
def lookalike(
    name: Name,
    size: Annotated[int, typer.Option(min=1, metavar="N", help="How many customers.")],
    into: NewList = None,
    write: NewDraft = None,
    family: Family = None,
    group: Group = None,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Find the customers who most resemble a segment's members, and say by what."""
    from orchestration.cli.commands.lookalike import show_lookalikes

    draft = None if write is None else (write, family, group)
    show_lookalikes(find_project(target=target), name, size=size, into=into, draft=draft, as_json=as_json)


@outcomes.command("cross-sell")
@console.answers
def cross_sell(
    name: Name,
    event: Annotated[
        str | None, typer.Option(metavar="EVENT", help="Look at this kind of event alone, such as purchase.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="A column of the events whose values are things, else kinds of event."
        ),
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="How many days to look at.", show_default="90")
    ] = None,
    thing: Annotated[
        str | None, typer.Option("--for", metavar="THING", help="Find members who lack this.")
    ] = None,
    size: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="How many of them, the likeliest.")
    ] = None,
    into: NewList = None,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Find what a segment's members lack that comparable customers buy, and what it's worth."""
    from orchestration.cli.commands.cross_sell import show_cross_sell
    from orchestration.discovery.comparable import Asked

    project = find_project(target=target)
    # Without options, what the page of the segment shows.
    declared = (project.cross_sell or {}) if (event, by, days) == (None, None, None) else {}
    asked = Asked(
        declared.get("event", event), declared.get("by", by), declared.get("within_days", days or 90)
    )
    show_cross_sell(project, name, asked, thing=thing, size=size, into=into, as_json=as_json)


@outcomes.command()
@console.answers
def discover(
    cluster: Annotated[int | None, typer.Option(metavar="N", help="Only this cluster.")] = None,
    write: NewDraft = None,
    family: Family = None,
    group: Group = None,
    emerging: Annotated[
        str | None,
        typer.Option(metavar="FAMILY", help="Instead: customers whom no segment of a family covers."),
    ] = None,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Say each cluster of customers as a rule, with its precision, recall and overlap with segments."""
    from orchestration.cli.commands.discover import show_discovered, show_emerging

    project = find_project(target=target)
    if emerging is not None:
        show_emerging(project, emerging, as_json=as_json)
        return
    show_discovered(
        project,
        cluster=cluster,
        write=write,
        family=family,
        group=group,
        as_json=as_json,
    )
