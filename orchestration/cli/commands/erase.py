"""`segments erase`: permanently removes customers from everything that the project keeps."""

import contextlib
import sys
from collections.abc import Sequence

import typer

from orchestration.erasure.compaction import rewrite_warehouse
from orchestration.erasure.erase import Erasure, check_known, erase_customers
from orchestration.erasure.leftovers import files_naming
from orchestration.project.errors import RefusedError
from orchestration.project.figures import number
from orchestration.project.layers import PUBLISHED
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.readers.for_readers import write_for_readers
from orchestration.terminal import console
from orchestration.warehouse.connections import is_file, open_warehouse
from orchestration.warehouse.writer import only_writer


def erase(project: Project, customers: Sequence[str], *, yes: bool, wait: float, as_json: bool) -> None:
    """Erases all of the customers or none. Prints what was erased, and where else they are named.

    If the command is interrupted, either all tables or none are changed. A second run visits every place
    again.
    Raises RefusedError for an unknown customer, and if nobody can be asked to confirm.
    """
    customers = list(dict.fromkeys(customers))
    with contextlib.ExitStack() as held:
        with console.shown_progress(only={"waiting"}):
            held.enter_context(only_writer(project, wait))
        check_known(project, customers)
        if not yes:
            _ask(customers)
        with console.shown_progress():
            with step("erase") as say:
                erasure = erase_customers(project, customers)
                say(f"{sum(erasure.rows.values()):,} rows of {len(erasure.rows)} tables")
            _replace_files(project)
            erasure.remains.extend(files_naming(project, customers))
    if as_json:
        console.print_json(
            {
                "erased": erasure.customers,
                "rows": erasure.rows,
                "still_named_by": erasure.remains,
                "may_be_in": erasure.notes,
            }
        )
    else:
        _print(project, erasure)


def _ask(customers: Sequence[str]) -> None:
    if not sys.stdin.isatty():
        raise RefusedError(
            "Nothing was erased: confirm with --yes, because there is no terminal to ask on."
            " You can't undo this."
        )
    names = ", ".join(customers)
    if not typer.confirm(f"Erase {names} from every table, history and file? It can't be undone.", err=True):
        raise RefusedError("Nothing was erased.")


def _replace_files(project: Project) -> None:
    if is_file(project):
        with step("warehouse") as say:
            rewrite_warehouse(project)
            say(f"written anew, {project.warehouse_file.stat().st_size / 1e6:.1f} MB")
    with open_warehouse(project, read_only=True) as warehouse:
        has_releases = bool(warehouse.columns(f"{PUBLISHED}.segments"))
    if has_releases:
        write_for_readers(project, keep_previous=False)


def _print(project: Project, erasure: Erasure) -> None:
    who = f"customer {erasure.customers[0]}"
    if len(erasure.customers) > 1:
        who = f"{number(len(erasure.customers))} customers"
    lines = [
        f"Erased {who}: {number(sum(erasure.rows.values()))} rows of {len(erasure.rows)} tables."
        " Later refreshes leave them out."
    ]
    if erasure.remains:
        lines += [
            "These still name them; remove them yourself:",
            *(f"  {place}" for place in erasure.remains),
        ]
    lines += [f"May still be in: {note}." for note in erasure.notes]
    if not project.reads_own_data:
        lines.append("The files that the project loads its input from are unchanged.")
    for line in lines:
        console.out.print(line, markup=False, highlight=False)
