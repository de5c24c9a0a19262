"""`segments export`: sends audiences to their destinations, or says what it would send."""

from dataclasses import asdict

import typer
from rich.table import Table

from orchestration.delivery.export import Delivery
from orchestration.delivery.round import export
from orchestration.project.figures import number
from orchestration.project.project import Project
from orchestration.terminal import console


def export_audiences(
    project: Project, name: str | None, *, is_plan: bool, retry: bool, as_json: bool
) -> None:
    """Print what was due and what came of it, a line for each destination and segment.

    Ends with code 1 where a destination has a problem; the others have their deliveries all the same.
    """
    with console.shown_progress():
        deliveries = export(project, name, is_plan=is_plan, retry=retry)
    if as_json:
        console.print_json({"is_plan": is_plan, "deliveries": [asdict(each) for each in deliveries]})
    elif not deliveries:
        console.out.print("There is no destination yet: docs/activation.md says how to declare one.")
    else:
        _print(deliveries)
    if any(each.problems for each in deliveries):
        raise typer.Exit(1)


def _print(deliveries: list[Delivery]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("destination", overflow="fold")
    table.add_column("segment", overflow="fold")
    for title in ("audience", "had", "added", "changed", "removed", "withdrawn"):
        table.add_column(title, justify="right")
    for each in deliveries:
        for due in each.staged:
            figures = (due.size, due.had, due.added, due.changed, due.removed, due.withdrawn)
            table.add_row(each.destination, due.segment, *map(number, figures))
    if table.row_count:
        console.show(table)
    for each in deliveries:
        notes = list(each.notes)
        if each.dead_letters:
            notes.append(f"{each.destination}: {number(each.dead_letters)} dead letters wait for --retry")
        for note in notes:
            console.out.print(note, style="yellow", markup=False, highlight=False, soft_wrap=True)
        for problem in each.problems:
            console.err.print(problem, style="red", markup=False, highlight=False, soft_wrap=True)
