"""`segments lookalike`: the customers most like a segment's members, as a list and as a draft of one."""

from dataclasses import asdict

from rich.table import Table

from orchestration.discovery.lookalike import Lookalikes, lookalikes
from orchestration.lists.new_list import refuse_name, write_list, written_where
from orchestration.project.figures import number, percent
from orchestration.project.project import Project
from orchestration.rules.drafts import Draft, refuse_unfit, told, write_draft
from orchestration.terminal import console
from orchestration.terminal.tables import figures_table


def show_lookalikes(
    project: Project,
    name: str,
    *,
    size: int,
    into: str | None,
    draft: tuple[str, str | None, str | None] | None,
    as_json: bool,
) -> None:
    """Prints how well likeness finds members and by which signs, and writes the customers as a list if asked.

    `draft` is the name, family and owner of a segment of that list, which has its name unless `into` says
    another. Raises RefusedError for what can't be learned from, for a list that is there already, and for a
    draft that can't be written.
    """
    if draft is not None:
        family, group = refuse_unfit(project, *draft)
        into = into or draft[0]
    if into is not None:
        refuse_name(project, into)
    with console.shown_progress():
        found = lookalikes(project, name, size)
    if into is not None:
        write_list(project, into, found.customers)
    written = ""
    if draft is not None and into is not None:
        description = (
            f"The {number(size)} customers most like the members of {name}, who weren't members then."
        )
        # Its description names the segment, which may be hidden.
        of_list = Draft(
            draft[0], family, group, [f"{{{{ in_list('{into}') }}}}"], description, access=found.access
        )
        written = told(project, draft[0], write_draft(project, of_list))
    if as_json:
        console.print_json(asdict(found))
        return
    title = f"{number(size)} customers like the {number(found.members)} members of {name}"
    console.out.print(title, style="bold")
    console.show(_table(found))
    found_again = (
        f"Of members whom the model didn't know as such, {percent(found.found)} are among the {number(size)}"
        f" likest; of customers drawn by chance, {percent(found.chance)} would be."
    )
    for line in ("", found_again, written_where(into), *([written] if written else [])):
        console.out.print(line, soft_wrap=True, highlight=False)


def _table(found: Lookalikes) -> Table:
    table = figures_table("sign", "odds for one standard deviation more")
    for reason in found.reasons:
        table.add_row(reason.sign, f"{reason.odds:.2f} times")
    return table
