"""The read-only commands of `segments`: what is published, and what the files say."""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.completion import segment_names
from orchestration.cli.options import AsOf, Json, Name, Target
from orchestration.terminal import console
from orchestration.warehouse.find import find_project

reading = typer.Typer()


@reading.command()
@console.answers
def releases(
    limit: Annotated[int, typer.Option(min=1, help="How many releases, the latest first.")] = 20,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """List the releases: as-of times, statuses, and how many segments each published and held."""
    from orchestration.cli.commands.releases import releases

    releases(find_project(target=target), limit=limit, as_json=as_json)


@reading.command("list")
@console.answers
def list_(target: Target = None, as_json: Json = False) -> None:
    """List the published segments by family and size."""
    from orchestration.cli.commands.listing import list_segments

    list_segments(find_project(target=target), as_json=as_json)


@reading.command()
@console.answers
def show(name: Name, target: Target = None, as_json: Json = False) -> None:
    """Show everything published about one segment."""
    from orchestration.cli.commands.show import show

    show(find_project(target=target), name, as_json=as_json)


@reading.command()
@console.answers
def report(target: Target = None, as_json: Json = False) -> None:
    """Rewrite the one-page report of all published segments, as each release does."""
    from orchestration.cli.commands.report import report

    report(find_project(target=target), as_json=as_json)


@reading.command()
@console.answers
def scores(target: Target = None, as_json: Json = False) -> None:
    """Show what customers' scores rest on, how forecasts fared, deciles and RFM cells."""
    from orchestration.cli.commands.scores import scores

    scores(find_project(target=target), as_json=as_json)


@reading.command()
@console.answers
def clusters(target: Target = None, as_json: Json = False) -> None:
    """Show the clusters of customers, by what they differ, and how stable they are."""
    from orchestration.cli.commands.clusters import show_clusters

    show_clusters(find_project(target=target), as_json=as_json)


@reading.command()
@console.answers
def preview(
    name: Name,
    as_of: AsOf = None,
    vary: Annotated[
        str | None,
        typer.Option(
            metavar="LITERAL=VALUES",
            help="Also evaluate it with other values of a literal: within_days=30,60,90.",
        ),
    ] = None,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Evaluate a segment's rule as its file stands now, without publishing anything."""
    from orchestration.cli.commands.preview import preview

    preview(find_project(target=target), name, as_of=as_of, vary=vary, as_json=as_json)


@reading.command()
@console.answers
def diff(
    base: Annotated[
        str | None,
        typer.Argument(metavar="[BASE]", help="A git revision; by default the last release."),
    ] = None,
    head: Annotated[
        str | None,
        typer.Argument(metavar="[HEAD]", help="A git revision; by default the files as they stand."),
    ] = None,
    as_of: AsOf = None,
    every: Annotated[
        bool, typer.Option("--all", help="Compare every segment, whether or not its files changed.")
    ] = False,
    clocks: Annotated[
        int, typer.Option(min=0, metavar="N", help="Compare at the N month ends before, too.")
    ] = 0,
    examples: Annotated[int, typer.Option(min=0, help="Customers to show each way.")] = 10,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write it as Markdown, without customers.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write it as a page, without customers.")
    ] = None,
    with_hidden: Annotated[
        bool, typer.Option("--with-hidden", help="Write hidden segments into these files, too.")
    ] = False,
    with_customers: Annotated[
        bool, typer.Option("--with-customers", help="Write customers' IDs into these files, too.")
    ] = False,
    accepted: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Who accepted moves beyond the band, and why: exit code 0."),
    ] = None,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Show whom a change of the files moves into and out of segments, before it is merged or released."""
    from orchestration.changes.diff import Asked
    from orchestration.cli.commands.diff import show_diff

    show_diff(
        find_project(target=target),
        Asked(base, head, as_of, every, clocks, examples),
        markdown=markdown,
        html=html,
        with_hidden=with_hidden,
        with_customers=with_customers,
        accepted=accepted,
        as_json=as_json,
    )


@reading.command()
@console.answers
def explain(
    name: Name,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's customer_id.")],
    as_of: AsOf = None,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Explain why a customer is in a segment or isn't: the rule as a tree, and what decided each part."""
    from orchestration.cli.commands.explain import explain

    explain(find_project(target=target), name, customer, as_of=as_of, as_json=as_json)


@reading.command()
@console.answers
def attrition(name: Name, as_of: AsOf = None, target: Target = None, as_json: Json = False) -> None:
    """Show how many customers remain after each condition of a rule, and how many each removes by itself."""
    from orchestration.cli.commands.attrition import show_attrition

    show_attrition(find_project(target=target), name, as_of=as_of, as_json=as_json)


@reading.command()
@console.answers
def compare(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME NAME [NAME]", autocompletion=segment_names, help="Two or three segments."
        ),
    ],
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Show two or three segments side by side: size, value, shared members, and who they are."""
    from orchestration.cli.commands.compare import compare_segments

    compare_segments(find_project(target=target), names, as_json=as_json)


@reading.command()
@console.answers
def goals(target: Target = None, as_json: Json = False) -> None:
    """Show the progress of the goals in seeds/goals.csv, most urgent first."""
    from orchestration.cli.commands.goals import show_goals

    show_goals(find_project(target=target), as_json=as_json)


@reading.command()
@console.answers
def lint(
    strict: Annotated[bool, typer.Option("--strict", help="Exit with code 1 if anything is found.")] = False,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Find doubtful segments: unused, unowned, empty, duplicate, or with idle conditions."""
    from orchestration.cli.commands.lint import lint

    lint(find_project(target=target), strict=strict, as_json=as_json)


@reading.command()
@console.answers
def check(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One segment; by default all of them.")
    ] = None,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Check the segments' files for mistakes, without evaluating anything."""
    from orchestration.cli.commands.check import check

    check(find_project(target=target), name, as_json=as_json)


@reading.command()
@console.answers
def vocabulary(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A trait or a column of events whose values to show."),
    ] = None,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Show what rules can refer to: events, their columns, traits and lists, with their values."""
    from orchestration.cli.commands.vocabulary import vocabulary

    vocabulary(find_project(target=target), name, as_json=as_json)
