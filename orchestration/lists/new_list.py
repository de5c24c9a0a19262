"""Writes customers into a file of their own in lists/, where there is none of that name."""

import csv
import os
from collections.abc import Iterable

from orchestration.lists.files import FOLDER, NAME, list_files
from orchestration.project.errors import RefusedError
from orchestration.project.project import Project


def refuse_name(project: Project, name: str) -> None:
    """Raises RefusedError if `name` can't name a new list."""
    if not NAME.fullmatch(name):
        raise RefusedError(
            f"--list '{name}' is not a list's name: lower-case letters, digits and underscores."
        )
    for file in list_files(project):
        if file.name == name:
            raise RefusedError(f"{file.shown} is there already; nothing was written. Choose another --list.")


def write_list(project: Project, name: str, customers: Iterable[object]) -> None:
    """Writes lists/NAME.csv with these IDs, as a whole or not at all. Only its owner can read it."""
    folder = project.root / FOLDER
    folder.mkdir(exist_ok=True)
    file, aside = folder / f"{name}.csv", folder / f".{name}.new"
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["customer_id"])
        writer.writerows([customer] for customer in customers)
    aside.replace(file)


def written_where(name: str | None) -> str:
    """Returns the sentence about a list that was written, or about how to write one."""
    if name:
        return f"Written to {FOLDER}/{name}.csv. After the next refresh, in_list('{name}') has them."
    return f"`--list NAME` writes them to {FOLDER}/NAME.csv, which a rule reads by in_list('NAME')."
