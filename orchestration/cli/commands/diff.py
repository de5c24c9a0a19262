"""`segments diff`: whom a change of the files moves, before it is merged or released."""

from dataclasses import asdict
from itertools import zip_longest
from pathlib import Path
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from orchestration.changes.diff import Asked, Diff, diff
from orchestration.changes.difference import Difference, Example
from orchestration.changes.markdown import as_markdown
from orchestration.changes.page import as_page
from orchestration.changes.telling import headline, kind_of, notes, verdict, worth
from orchestration.project.errors import RefusedError
from orchestration.project.figures import clock, number, percent
from orchestration.project.project import Project
from orchestration.terminal import console


def show_diff(
    project: Project,
    asked: Asked,
    *,
    markdown: Path | None,
    html: Path | None,
    with_hidden: bool,
    with_customers: bool,
    accepted: str | None,
    as_json: bool,
) -> None:
    """Prints the comparison, and writes it as Markdown or as a page if asked.

    Ends with code 1 if a segment moves more than its band allows, unless somebody accepted that. Raises
    RefusedError for an unknown revision, mistakes in files, and a file that can't be written.
    """
    for option, file in (("--markdown", markdown), ("--html", html)):
        if file and not file.resolve().parent.is_dir():
            raise RefusedError(f"{option} {file}: there is no folder {file.parent}.")
    with console.shown_progress():
        found = diff(project, asked)
    if markdown:
        said = as_markdown(found, with_hidden=with_hidden, with_customers=with_customers)
        markdown.write_text(said, encoding="utf-8")
    if html:
        page = as_page(found, project.name, with_hidden=with_hidden, with_customers=with_customers)
        html.write_text(page, encoding="utf-8")
    if as_json:
        console.print_json(_data(found))
    else:
        _print(found)
    if any(each.is_beyond for each in found.differences) and not accepted:
        raise typer.Exit(1)


def _data(found: Diff) -> dict[str, Any]:
    differences = [
        {
            "segment": each.change.name,
            **asdict(each),
            "moved": {**asdict(each.moved), "share": each.moved.share, "jaccard": each.moved.jaccard},
            "is_beyond": each.is_beyond,
            "at_clocks": [{"as_of": at, "differ": count} for at, count in each.at_clocks.items()],
        }
        for each in found.differences
    ]
    kept = {name: value for name, value in vars(found).items() if name != "differences"}
    return {**kept, "differences": differences}


def _print(found: Diff) -> None:
    between = f"{found.base} → {found.head}, as of {clock(found.as_of, found.zone)}"
    console.out.print(Text.assemble((headline(found, found.differences), "bold")))
    console.out.print(between, highlight=False)
    if found.differences:
        console.out.print()
        console.show(_figures(found))
    for each in found.differences:
        _print_one(each, found)
    for note in notes(found):
        console.out.print()
        console.out.print(note, highlight=False)


def _figures(found: Diff) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("segment")
    table.add_column("change")
    for title in ("before", "after", "in", "out", "moved", "value before", "value after"):
        table.add_column(title, justify="right")
    table.add_column("band")
    for each in found.differences:
        one = each.moved
        counts = (one.size_before, one.size_after, one.entered, one.exited)
        style = "red" if each.is_beyond else None
        row = (each.change.name, kind_of(each), *map(number, counts), percent(one.share), *worth(each))
        table.add_row(*row, verdict(each), style=style)
    return table


def _print_one(each: Difference, found: Diff) -> None:
    if each.steps_before or each.steps_after:
        console.out.print()
        console.out.print(f"{each.change.name}: customers left after each condition", style="bold")
        console.show(_conditions(each))
    for title, customers in (("in", each.entering), ("out", each.leaving)):
        if customers:
            console.show(_customers(title, customers))
    if each.at_clocks:
        differ, ends = sum(each.at_clocks.values()), len(each.at_clocks)
        told = f"{number(differ)} memberships of {each.change.name} differ at the {ends} month ends before."
        console.out.print(told, highlight=False)
    if each.uses:
        console.out.print(f"{each.change.name} is used by {', '.join(each.uses)}.", highlight=False)


def _conditions(each: Difference) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    told = {"before": each.steps_before, "after": each.steps_after}
    told = {title: steps for title, steps in told.items() if steps}
    for title in told:
        table.add_column(title, overflow="fold")
        table.add_column("left", justify="right")
    for sides in zip_longest(*told.values()):
        cells: list[str] = []
        for side in sides:
            cells += [f"{'  ' * side.depth}{side.words}", number(side.remaining)] if side else ["", ""]
        table.add_row(*cells)
    return table


def _customers(title: str, customers: list[Example]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(title)
    table.add_column("because" if any(one.conditions for one in customers) else "")
    for one in customers:
        table.add_row(str(one.customer_id), "; ".join(turned.told() for turned in one.conditions))
    return table
