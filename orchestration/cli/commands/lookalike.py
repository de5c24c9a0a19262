"""`segments lookalike`: the customers most like a segment's members, as a list."""

from dataclasses import asdict

from rich.table import Table

from orchestration.discovery.lookalike import Lookalikes, lookalikes
from orchestration.lists.new_list import refuse_name, write_list, written_where
from orchestration.project.figures import number, percent
from orchestration.project.project import Project
from orchestration.terminal import console
from orchestration.terminal.tables import figures_table


def show_lookalikes(project: Project, name: str, *, size: int, into: str | None, as_json: bool) -> None:
    """Prints how well likeness finds members and by which signs, and writes the customers as a list if asked.

    Raises RefusedError for what can't be learned from, and for a list that is there already.
    """
    if into is not None:
        refuse_name(project, into)
    with console.shown_progress():
        found = lookalikes(project, name, size)
    if into is not None:
        write_list(project, into, found.customers)
    if as_json:
        console.print_json(asdict(found))
        return
    title = f"{number(size)} customers like the {number(found.members)} members of {name}"
    console.out.print(title, style="bold")
    console.show(_table(found))
    told = (
        f"Of members whom the model didn't know as such, {percent(found.found)} are among the {number(size)}"
        f" likest; of customers drawn by chance, {percent(found.chance)} would be."
    )
    for line in ("", told, written_where(into)):
        console.out.print(line, soft_wrap=True, highlight=False)


def _table(found: Lookalikes) -> Table:
    table = figures_table("sign", "odds for one standard deviation more")
    for reason in found.reasons:
        table.add_row(reason.sign, f"{reason.odds:.2f} times")
    return table
