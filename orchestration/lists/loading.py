"""Brings the files of lists/ into the warehouse: each whole or not at all, and again only when it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.lists.files import FileFaultError, ListFile, list_files, name_faults
from orchestration.lists.staging import Staged, staged
from orchestration.lists.tables import ENTRIES, LATEST, REFUSALS, VERSIONS, prepare
from orchestration.project.present import logged_in_user, utc_now
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.csv_rows import load_csv


@dataclass(frozen=True)
class LoadedLists:
    """What a look at lists/ brought.

    `taken` are the lists that have a new version. `news` are sentences that say what somebody should look at
    and is new, `standing` the same of what was so before.
    """

    taken: list[str]
    news: list[str]
    standing: list[str]


def load_lists(project: Project) -> LoadedLists:
    """Take in each file that changed since its last version; the caller holds the writer's lock.

    A file that can't be read changes nothing: the list stays as the last version of it that could. So does
    a list whose file is gone, or is empty where it wasn't: an exclusion list would exclude nobody.
    """
    files = list_files(project)
    with open_warehouse(project) as warehouse:
        # Without files, too: somebody may be added by hand later, and a view that deliveries ask reads these
        # tables only if they were there when it was made.
        prepare(warehouse)
        latest = {row["list_name"]: row for row in warehouse.rows(LATEST)}
        loaded = LoadedLists([], [], [])
        misnamed = dict(name_faults(files))
        loaded.standing.extend(f"{file.shown}: {fault}." for file, fault in misnamed.items())
        for file in files:
            if file not in misnamed:
                _load(warehouse, file, latest.get(file.name), loaded)
        found = {file.name for file in files}
        for name, row in latest.items():
            if name not in found and row["status"] != "dropped":
                _note_gone(warehouse, row, loaded)
    return loaded


def entries_of(warehouse: Warehouse, name: str) -> int:
    """How many entries a list has from its file."""
    (row,) = warehouse.rows(f"select count(*) as entries from {ENTRIES} where list_name = ?", [name])
    return row["entries"]


def _load(warehouse: Warehouse, file: ListFile, latest: dict[str, Any] | None, loaded: LoadedLists) -> None:
    sha256, unreadable = _read(file)
    if latest and latest["sha256"] == sha256 and latest["file"] == file.shown:
        loaded.standing.extend(_said(latest))
        return
    version = (latest["version"] if latest else 0) + 1
    try:
        if unreadable:
            raise unreadable
        with staged(file) as rows:
            before = entries_of(warehouse, file.name)
            if not rows.taken and before:
                raise FileFaultError(
                    f"none of its {rows.read:,} rows can be taken, and the list has {before:,}"
                )
            _replace(warehouse, file, version, rows)
        loaded.taken.append(file.name)
    except FileFaultError as error:
        _note(warehouse, file.name, version, file.shown, sha256, "refused", str(error), [0, 0, 0])
    loaded.news.extend(_said(_latest(warehouse, file.name)))


def _read(file: ListFile) -> tuple[str | None, FileFaultError | None]:
    """The file's hash, or none and why it can't be read."""
    try:
        return file.sha256, None
    except FileFaultError as error:
        return None, error


def _replace(warehouse: Warehouse, file: ListFile, version: int, rows: Staged) -> None:
    with warehouse.transaction():
        for table in (ENTRIES, REFUSALS):
            warehouse.execute(f"delete from {table} where list_name = ?", [file.name])
        load_csv(warehouse, ENTRIES, rows.entries)
        load_csv(warehouse, REFUSALS, rows.refusals)
        figures = [rows.read, rows.taken, rows.refused]
        _note(warehouse, file.name, version, file.shown, file.sha256, "taken", None, figures)


def _note_gone(warehouse: Warehouse, latest: dict[str, Any], loaded: LoadedLists) -> None:
    if latest["status"] == "gone":
        loaded.standing.extend(_said(latest))
        return
    name = latest["list_name"]
    count = entries_of(warehouse, name)
    reason = f"the file is gone; the list keeps its {count:,} entries until `segments lists drop {name}`"
    _note(warehouse, name, latest["version"] + 1, latest["file"], None, "gone", reason, [0, 0, 0])
    loaded.news.extend(_said(_latest(warehouse, name)))


def _note(
    warehouse: Warehouse,
    name: str,
    version: int,
    file: str,
    sha256: str | None,
    status: str,
    reason: str | None,
    figures: Sequence[int],
) -> None:
    warehouse.insert(
        VERSIONS, [(name, version, file, sha256, status, reason, *figures, utc_now(), logged_in_user())]
    )


def _latest(warehouse: Warehouse, name: str) -> dict[str, Any]:
    return next(row for row in warehouse.rows(LATEST) if row["list_name"] == name)


def _said(latest: dict[str, Any]) -> list[str]:
    """A sentence about a version, where somebody should look at it."""
    file, name = latest["file"], latest["list_name"]
    if latest["status"] in ("refused", "gone"):
        kept = "; the list stays as it was" if latest["status"] == "refused" else ""
        return [f"{file}: {latest['reason']}{kept}."]
    if not latest["rows_taken"]:
        return [f"{file}: the list '{name}' is empty: it includes and excludes nobody."]
    if latest["rows_refused"]:
        return [
            f"{file}: {latest['rows_refused']:,} of {latest['rows_read']:,} rows were refused;"
            f" `segments lists report {name}` says which and why."
        ]
    return []


def drop(warehouse: Warehouse, name: str) -> int:
    """Forget a list whose file is gone; gives the number of its entries. The caller holds the lock."""
    latest = _latest(warehouse, name)
    count = entries_of(warehouse, name)
    with warehouse.transaction():
        for table in (ENTRIES, REFUSALS):
            warehouse.execute(f"delete from {table} where list_name = ?", [name])
        _note(warehouse, name, latest["version"] + 1, latest["file"], None, "dropped", None, [0, 0, 0])
    return count
