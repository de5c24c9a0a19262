"""`segments lookalike`: the customers most like a segment's members, as a list."""

import csv
import os
from dataclasses import asdict

from rich.table import Table

from orchestration.discovery.lookalike import Lookalikes, lookalikes
from orchestration.lists.files import FOLDER, NAME, list_files
from orchestration.project.errors import RefusedError
from orchestration.project.figures import number, percent
from orchestration.project.project import Project
from orchestration.terminal import console


def show_lookalikes(project: Project, name: str, *, size: int, into: str | None, as_json: bool) -> None:
    """Prints how well likeness finds members and by which signs, and writes the customers as a list if asked.

    Raises RefusedError for what can't be learned from, and for a list that is there already.
    """
    if into is not None:
        _refuse_list(project, into)
    with console.shown_progress():
        found = lookalikes(project, name, size)
    if into is not None:
        _write(project, into, found)
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
    where = f"`--list NAME` writes them to {FOLDER}/NAME.csv, which a rule reads by in_list('NAME')."
    if into:
        where = f"Written to {FOLDER}/{into}.csv. After the next refresh, in_list('{into}') has them."
    for line in ("", told, where):
        console.out.print(line, soft_wrap=True, highlight=False)


def _refuse_list(project: Project, name: str) -> None:
    if not NAME.fullmatch(name):
        raise RefusedError(
            f"--list '{name}' is not a list's name: lower-case letters, digits and underscores."
        )
    for file in list_files(project):
        if file.name == name:
            raise RefusedError(f"{file.shown} is there already; nothing was written. Choose another --list.")


def _write(project: Project, name: str, found: Lookalikes) -> None:
    folder = project.root / FOLDER
    folder.mkdir(exist_ok=True)
    file, aside = folder / f"{name}.csv", folder / f".{name}.new"
    # Customers' IDs are for the owner alone, and a list is whole or not there.
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["customer_id"])
        writer.writerows([customer] for customer in found.customers)
    aside.replace(file)


def _table(found: Lookalikes) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("sign", no_wrap=True)
    table.add_column("odds for one standard deviation more", justify="right")
    for reason in found.reasons:
        table.add_row(reason.sign, f"{reason.odds:.2f} times")
    return table
