"""The commands of `segments` about notices: what waits for somebody, and that it was seen to."""

from typing import Annotated

import typer

from orchestration.cli.options import Json, Target, Wait
from orchestration.terminal import console
from orchestration.warehouse.find import find_project

telling = typer.Typer()


@telling.command()
@console.answers
def followups(target: Target = None, as_json: Json = False) -> None:
    """List the follow-ups that wait for somebody, the longest overdue first."""
    from orchestration.cli.commands.followups import list_followups

    list_followups(find_project(target=target), as_json=as_json)


@telling.command()
@console.answers
def ack(
    notice: Annotated[str, typer.Argument(metavar="ID", help="The follow-up's ID, as its notice says it.")],
    note: Annotated[str, typer.Option(metavar="TEXT", help="What was done.")],
    by: Annotated[str | None, typer.Option(help="Who did it; by default the logged-in user.")] = None,
    target: Target = None,
    wait: Wait = 0,
    as_json: Json = False,
) -> None:
    """Close a follow-up: say what was done about it."""
    from orchestration.cli.commands.followups import close_followup

    close_followup(find_project(target=target), notice, note, by, wait=wait, as_json=as_json)
