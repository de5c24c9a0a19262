"""`segments attrition`: how many customers remain after each condition of a rule, and how many it removes."""

from dataclasses import asdict

from rich.table import Table
from rich.text import Text

from orchestration.explanation.attrition import Step, attrition
from orchestration.explanation.standalone import refuse_mistakes, render_standalone
from orchestration.explanation.tree import Trees
from orchestration.project.figures import clock, number
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.terminal import console
from orchestration.warehouse.connections import open_warehouse


def show_attrition(project: Project, name: str, *, as_of: str | None, as_json: bool) -> None:
    """Prints the rule's conditions in order, with the number of customers that remain after each.

    Raises RefusedError for an unknown segment, a mistake in its file, or a warehouse that isn't built.
    """
    with console.shown_progress():
        standalone = render_standalone(project, name, as_of)
        with step("evaluate"), open_warehouse(project, read_only=True) as warehouse:
            refuse_mistakes(project, standalone, warehouse)
            tree = Trees(standalone.segments, standalone.dialect).of(name)
            customers, steps = attrition(tree, standalone.rendering, warehouse)
    if as_json:
        answer = {"segment": name, "as_of": standalone.as_of, "customers": customers}
        console.print_json({**answer, "steps": [asdict(each) for each in steps]})
        return
    console.out.print(f"{name}, as of {clock(standalone.as_of, standalone.zone)}", style="bold")
    console.show(_table(customers, steps))


def _table(customers: int, steps: list[Step]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("condition", overflow="fold")
    for title in ("left", "removed by it alone", "false", "unknown"):
        table.add_column(title, justify="right")
    table.add_row("all customers", number(customers), "", "", "")
    for each in steps:
        alone = "" if each.removed_alone is None else number(each.removed_alone)
        counts = (number(each.remaining), alone, number(each.false_count), number(each.unknown_count))
        table.add_row(Text(f"{'  ' * each.depth}{each.words}"), *counts)
    return table
