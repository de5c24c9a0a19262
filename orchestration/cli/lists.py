"""The commands `segments lists ...`."""

from typing import Annotated

import typer

from orchestration.cli.options import Json, Target, Wait
from orchestration.terminal import console
from orchestration.warehouse.find import find_project

lists = typer.Typer(help="Show lists of customers, and change them.", invoke_without_command=True)

ListName = Annotated[str, typer.Argument(metavar="NAME", help="The list's name, the same as its file's.")]
Customer = Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer_id.")]
Note = Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")]


@lists.callback()
@console.answers
def show(context: typer.Context, target: Target = None, as_json: Json = False) -> None:
    """Show lists of customers: their files, versions, and how many customers each names."""
    if context.invoked_subcommand is None:
        from orchestration.cli.commands.lists import show_lists

        show_lists(find_project(target=target), as_json=as_json)


@lists.command()
@console.answers
def load(target: Target = None, wait: Wait = 0, as_json: Json = False) -> None:
    """Take in the changed files of lists/ now. A refresh does so, too."""
    from orchestration.cli.commands.lists import load

    load(find_project(target=target), wait=wait, as_json=as_json)


@lists.command()
@console.answers
def report(name: ListName, target: Target = None, as_json: Json = False) -> None:
    """Show the versions of a list, each refused row, and who was added or removed by hand."""
    from orchestration.cli.commands.lists import report

    report(find_project(target=target), name, as_json=as_json)


@lists.command()
@console.answers
def add(
    name: ListName,
    customer: Customer,
    note: Note = None,
    new: Annotated[bool, typer.Option("--new", help="Begin the list if there is none of this name.")] = False,
    target: Target = None,
    wait: Wait = 0,
    as_json: Json = False,
) -> None:
    """Add a customer to a list by hand; that holds, whatever its file says later."""
    from orchestration.cli.commands.lists import change

    project = find_project(target=target)
    change(project, name, customer, is_listed=True, note=note, is_new=new, wait=wait, as_json=as_json)


@lists.command()
@console.answers
def remove(
    name: ListName,
    customer: Customer,
    note: Note = None,
    target: Target = None,
    wait: Wait = 0,
    as_json: Json = False,
) -> None:
    """Take a customer off a list by hand; that holds, whatever its file says later."""
    from orchestration.cli.commands.lists import change

    project = find_project(target=target)
    change(project, name, customer, is_listed=False, note=note, is_new=False, wait=wait, as_json=as_json)


@lists.command()
@console.answers
def drop(name: ListName, target: Target = None, wait: Wait = 0, as_json: Json = False) -> None:
    """Drop the entries of a list whose file has been removed."""
    from orchestration.cli.commands.lists import forget

    forget(find_project(target=target), name, wait=wait, as_json=as_json)
