"""`segments init`: begins segments in a dbt project of the user's own."""

import sys
from pathlib import Path

import typer
from rich.table import Table

from orchestration.beginning.begin import Begun, begin, has_begun, host_of
from orchestration.host.places import FOLDER
from orchestration.terminal import console

NEXT = ("dbt deps", "segments refresh")


def init(customers: str | None, events: str | None, zone: str, target: str | None, *, as_json: bool) -> None:
    """Writes the folder of segments in the dbt project around the current folder, and says what comes next.

    Changes nothing if the project has segments already.
    """
    host = host_of(Path.cwd().resolve())
    if has_begun(host):
        if as_json:
            console.print_json({"begun": False, "folder": str(host / FOLDER)})
        else:
            console.out.print(f"{host / FOLDER} has segments already; nothing was changed. Next: {NEXT[-1]}")
        return
    begun = begin(host, customers, events, zone=zone, target=target, ask=_ask)
    if as_json:
        inputs = {each.option.lstrip("-"): each.roles() for each in (begun.customers, begun.events)}
        names = [each.name for each in begun.beginning.segments]
        console.print_json({"begun": True, "folder": str(host / FOLDER), **inputs, "segments": names})
        return
    _tell(host, begun)


def _ask(option: str, fitting: list[str]) -> str | None:
    if not sys.stdin.isatty():
        return None
    offered = f" ({', '.join(fitting)})" if fitting else ""
    return typer.prompt(
        f"The relation of your {option.lstrip('-')}{offered}", default=next(iter(fitting), None)
    )


def _tell(host: Path, begun: Begun) -> None:
    for each in (begun.customers, begun.events):
        table = Table("column", "type", "will be", title=f"{each.relation}, your {each.option.lstrip('-')}")
        for name, role in each.roles().items():
            table.add_row(name, each.columns[name], role)
        console.show(table)
    for segment in begun.beginning.segments:
        console.out.print(f"segment {segment.name}: {segment.description}")
    console.out.print(f"written {host / FOLDER}/, and one line in {begun.packages.name}")
    if begun.hides_password:
        console.out.print("The password isn't copied from your profile: set PGPASSWORD for `segments`.")
    console.out.print(f"Next: {' && '.join(NEXT)}")
