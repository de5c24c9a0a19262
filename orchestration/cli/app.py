"""The `segments` command. Exit codes: 0 done, 1 failed or refused, 2 wrong usage."""

from typing import Annotated

import typer

from orchestration.cli.completion import segment_names
from orchestration.cli.lists import lists
from orchestration.cli.options import AsOf, Json, Target, Wait, Yes
from orchestration.cli.outcomes import outcomes
from orchestration.cli.reading import reading
from orchestration.cli.telling import telling
from orchestration.terminal import console
from orchestration.warehouse.find import find_project

app = typer.Typer(
    help="Refresh, inspect, explain and check customer segments.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


# Each command imports its own module, so that listing the commands doesn't load dbt and Dagster.
@app.command()
@console.answers
def init(
    customers: Annotated[
        str | None,
        typer.Option(metavar="RELATION", help="Your customers: a model of your project, or schema.table."),
    ] = None,
    events: Annotated[
        str | None, typer.Option(metavar="RELATION", help="Your events: a model, or schema.table.")
    ] = None,
    time_zone: Annotated[str, typer.Option(metavar="ZONE", help="The IANA zone of your days.")] = "UTC",
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Begin segments in the dbt project of the current folder, with three that fit its events."""
    from orchestration.cli.commands.init import init

    init(customers, events, time_zone, target, as_json=as_json)


@app.command()
@console.answers
def refresh(
    as_of: AsOf = None,
    full: Annotated[
        bool, typer.Option("--full", help="Recompute everything, not only what changed.")
    ] = False,
    history: Annotated[
        int | None,
        typer.Option(
            metavar="MONTHS",
            min=0,
            max=120,
            help="On the first refresh: release so many month ends before the present, too.",
        ),
    ] = None,
    target: Target = None,
    wait: Wait = 0,
    as_json: Json = False,
) -> None:
    """Build the candidates, audit them, and publish the passing segments as one release."""
    from orchestration.cli.commands.refresh import refresh

    project = find_project(target=target)
    refresh(project, as_of=as_of, full=full, history=history, wait=wait, as_json=as_json)


@app.command()
@console.answers
def backfill(
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day, such as 2017-01-31.")],
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="The last day.")],
    every: Annotated[str, typer.Option(metavar="UNIT", help="day, week (to its Sunday) or month.")] = "month",
    target: Target = None,
    wait: Wait = 0,
    as_json: Json = False,
) -> None:
    """Fill history, oldest first: make a release for the end of every past day, week or month."""
    from orchestration.cli.commands.backfill import backfill

    backfill(find_project(target=target), first, last, every, wait=wait, as_json=as_json)


@app.command()
@console.answers
def rollback(
    release: Annotated[int, typer.Argument(metavar="RELEASE", min=1, help="The release's number.")],
    segments: Annotated[
        list[str] | None,
        typer.Option(
            "--segment",
            metavar="NAME",
            autocompletion=segment_names,
            help="Only this segment; repeat it for more.",
        ),
    ] = None,
    target: Target = None,
    wait: Wait = 0,
    as_json: Json = False,
) -> None:
    """Publish the members of an earlier release again, as a new release."""
    from orchestration.cli.commands.rollback import rollback

    rollback(find_project(target=target), release, segments or [], wait=wait, as_json=as_json)


@app.command()
@console.answers
def accept(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="One or more held segments.")],
    release: Annotated[int, typer.Option(metavar="N", min=1, help="The release that held it.")],
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why the finding is right.")],
    by: Annotated[str | None, typer.Option(help="Who accepts it; by default the logged-in user.")] = None,
    target: Target = None,
    wait: Wait = 0,
    as_json: Json = False,
) -> None:
    """Accept the findings for which a release held segments, for that check and that day."""
    from orchestration.cli.commands.accept import accept_findings

    project = find_project(target=target)
    accept_findings(project, names, release, note, by, wait=wait, as_json=as_json)


@app.command()
@console.answers
def export(
    destination: Annotated[
        str | None, typer.Argument(metavar="[DESTINATION]", help="One destination; by default all of them.")
    ] = None,
    is_plan: Annotated[
        bool, typer.Option("--plan", help="Only say what would be sent; nothing is sent or recorded.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Also send again what the destination refused for good.")
    ] = False,
    target: Target = None,
    as_json: Json = False,
) -> None:
    """Send what changed of audiences since the last confirmed delivery to the destinations."""
    from orchestration.cli.commands.export import export_audiences

    project = find_project(target=target)
    export_audiences(project, destination, is_plan=is_plan, retry=retry, as_json=as_json)


@app.command()
@console.answers
def erase(
    customers: Annotated[list[str], typer.Argument(metavar="CUSTOMER", help="One or more customer_ids.")],
    yes: Yes = False,
    target: Target = None,
    wait: Wait = 0,
    as_json: Json = False,
) -> None:
    """Erase customers from every table, the history and the files for readers, for good."""
    from orchestration.cli.commands.erase import erase

    erase(find_project(target=target), customers, yes=yes, wait=wait, as_json=as_json)


@app.command()
@console.answers
def uninstall(
    yes: Yes = False,
    target: Target = None,
    wait: Wait = 0,
) -> None:
    """List everything that the project created in a PostgreSQL database, and remove it."""
    from orchestration.cli.commands.uninstall import uninstall

    uninstall(find_project(target=target), yes=yes, wait=wait)


@app.command()
@console.answers
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 3000,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Another host name that browsers may use; repeat it for more."),
    ] = None,
    read_only: Annotated[
        bool,
        typer.Option(
            "--read-only", help="Serve a page that only shows: it launches nothing and runs no schedule."
        ),
    ] = False,
    target: Target = None,
) -> None:
    """Serve Dagster's page for this project and run its schedule, until stopped."""
    from orchestration.cli.commands.serve import serve

    serve(find_project(target=target), host, port, allow_host or [], read_only=read_only)


app.add_typer(reading)
app.add_typer(outcomes)
app.add_typer(telling)
app.add_typer(lists, name="lists")


def main() -> None:
    """Runs the command."""
    app(prog_name="segments")
