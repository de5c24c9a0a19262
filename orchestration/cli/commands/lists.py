"""`segments lists`: how lists stand, what was refused of their files, and who was added or removed."""

from typing import Any

from rich.table import Table

from orchestration.defs.notices import notify
from orchestration.lists.edits import edit, known_lists
from orchestration.lists.loading import drop, load_lists
from orchestration.lists.reading import read_list, read_lists
from orchestration.project.errors import RefusedError
from orchestration.project.figures import NONE, number
from orchestration.project.nearest import hint
from orchestration.project.project import Project
from orchestration.rules.vocabulary import read_vocabulary
from orchestration.terminal import console
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.lock import glance
from orchestration.warehouse.writer import only_writer


def show_lists(project: Project, *, as_json: bool) -> None:
    """Print each list: its file, its version, how many customers it names, and what is wrong with it."""
    with glance(project.lock_file), open_warehouse(project, read_only=True) as warehouse:
        _refuse_before_core(warehouse)
        rows = read_lists(warehouse)
    if as_json:
        console.print_json(rows)
    elif rows:
        console.show(_table(rows))
        for row in rows:
            if row["status"] in ("refused", "gone"):
                _say(f"{row['file']}: {row['reason']}.")
            elif not row["customers"]:
                _say(f"The list '{row['list_name']}' names no customer: it includes and excludes nobody.")
    else:
        console.out.print("There are no lists: put a file into lists/, such as lists/do_not_contact.csv.")


def load(project: Project, *, wait: float, as_json: bool) -> None:
    """Take in the files of lists/ that changed, and say what somebody should look at."""
    with only_writer(project, wait):
        loaded = load_lists(project)
        if loaded.news:
            # A refresh tells only what is new to it.
            notify(project, "Lists", loaded.news)
    if as_json:
        console.print_json({"taken": loaded.taken, "findings": loaded.news + loaded.standing})
        return
    if loaded.taken:
        _say(f"Taken: {', '.join(loaded.taken)}.")
    elif not loaded.news:
        _say("No file of lists/ changed.")
    for sentence in loaded.news + loaded.standing:
        _say(sentence)
    if loaded.taken:
        _say("Deliveries heed them now; segments do from the next refresh on.")


def report(project: Project, name: str, *, as_json: bool) -> None:
    """Print the versions of a list, each refused row of its file, and what was done by hand."""
    with glance(project.lock_file), open_warehouse(project, read_only=True) as warehouse:
        _refuse_before_core(warehouse)
        _refuse_unknown(warehouse, name)
        found = read_list(warehouse, name)
    if as_json:
        console.print_json(found)
        return
    for version in found["versions"]:
        taken = f"{number(version['rows_taken'])} of {number(version['rows_read'])} rows taken"
        said = (
            taken
            if version["status"] == "taken"
            else f"{version['status']}: {version['reason'] or ''}".rstrip(": ")
        )
        when = f"{_when(version['loaded_at'])} by {version['loaded_by']}"
        _say(f"version {version['version']}, {version['file']}, {when}: {said}")
    for row in found["refused"]:
        _say(
            f"  line {row['line']}: {row['reason']}" + (f" ({row['listed_as']})" if row["listed_as"] else "")
        )
    shown = len(found["refused"])
    refused = next((row["rows_refused"] for row in found["versions"] if row["status"] == "taken"), 0)
    if refused > shown:
        _say(f"  and {number(refused - shown)} more")
    for row in found["edits"]:
        done = "added" if row["is_listed"] else "removed"
        note = f": {row['note']}" if row["note"] else ""
        _say(f"{row['customer_id']} {done} {_when(row['edited_at'])} by {row['edited_by']}{note}")
    if not any(found.values()):
        _say(f"The list '{name}' comes from a seed: seeds/imported_list_rows.csv has who added whom.")


def change(
    project: Project,
    name: str,
    customer: str,
    *,
    is_listed: bool,
    note: str | None,
    is_new: bool,
    wait: float,
    as_json: bool,
) -> None:
    """Add a customer to a list, or remove one, whatever its file says; raises what `edit` raises."""
    with only_writer(project, wait), open_warehouse(project) as warehouse:
        _refuse_before_core(warehouse)
        with warehouse.transaction():
            done = edit(warehouse, name, customer, is_listed=is_listed, note=note, is_new=is_new)
    if as_json:
        console.print_json(done)
        return
    what = f"is on the list '{name}'" if is_listed else f"is off the list '{name}'"
    _say(
        f"Customer {customer} {what}, whatever its file says."
        " Deliveries heed it now, segments from the next refresh on."
    )


def forget(project: Project, name: str, *, wait: float, as_json: bool) -> None:
    """Drop what a list has from a file that is gone; raises RefusedError while the file is there."""
    with only_writer(project, wait), open_warehouse(project) as warehouse:
        _refuse_before_core(warehouse)
        row = next((row for row in read_lists(warehouse) if row["list_name"] == name and row["status"]), None)
        if row is None:
            _refuse_unknown(warehouse, name)
            raise RefusedError(f"The list '{name}' comes from no file of lists/; nothing was changed.")
        if (project.root / row["file"]).exists():
            raise RefusedError(f"{row['file']} is there: remove it first. Nothing was changed.")
        count = drop(warehouse, name)
    if as_json:
        console.print_json({"list_name": name, "entries": count})
    else:
        _say(f"Dropped the {number(count)} entries that the list '{name}' had from {row['file']}.")


def _refuse_before_core(warehouse: Warehouse) -> None:
    if read_vocabulary(warehouse) is None:
        raise RefusedError("Nothing has been refreshed yet: run `segments refresh` first.")


def _refuse_unknown(warehouse: Warehouse, name: str) -> None:
    lists = known_lists(warehouse)
    if name not in lists:
        raise RefusedError(f"'{name}' isn't a list{hint(name, lists)}.")


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("list", "file"):
        table.add_column(title, overflow="fold")
    for title in ("version", "customers", "unknown", "refused", "added", "removed"):
        table.add_column(title, justify="right")
    for title in ("status", "loaded"):
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(
            row["list_name"],
            row["file"] or "by hand or seed",
            NONE if row["version"] is None else f"{row['version']}",
            *(number(row[figure]) for figure in ("customers", "unknown", "rows_refused", "added", "removed")),
            row["status"] or "",
            f"{_when(row['loaded_at'])} by {row['loaded_by']}" if row["loaded_at"] else "",
        )
    return table


def _when(instant: Any) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def _say(sentence: str) -> None:
    console.out.print(sentence, markup=False, highlight=False, soft_wrap=True)
