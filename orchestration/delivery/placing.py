"""Which files of a server are due, and what was placed there: recorded before a byte leaves, and after."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from orchestration.delivery.destinations import Destination
from orchestration.delivery.files import write_lines
from orchestration.delivery.receipts import BATCHES, PLACED, discard_unsent, doubt
from orchestration.project.errors import RefusedError
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse


@dataclass(frozen=True)
class File:
    """A file for a server, open and without a name on this machine: whatever ends this process removes it.

    `batches` are recorded as being sent with it.
    """

    path: str
    content: BinaryIO
    batches: tuple[str, ...]


@dataclass
class Due:
    """Files to place, former ones to remove, and the paths at which that was done.

    `leaving` are batches of segments that the destination no longer has, which go with their files.
    """

    files: list[File] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    placed: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)


def server_of(destination: Destination) -> str:
    """Where the files are, as it is recorded."""
    settings = destination.settings
    return f"{settings['host'].lower()}:{settings.get('port', 22)}"


def forget_interrupted(warehouse: Warehouse, destination: Destination) -> None:
    """Count members as uncertain whose file may have been placed; within the caller's transaction.

    A file is replaced whole, so the next one says of each of them what is right.
    """
    discard_unsent(warehouse, destination.name)
    found = warehouse.rows(
        f"select batch_id from {BATCHES} where destination = ? and status = 'sending'", [destination.name]
    )
    if found:
        doubt(warehouse, [row["batch_id"] for row in found])


def new_paths(warehouse: Warehouse, destination: Destination) -> list[str]:
    """The paths at which nothing of ours can stand yet: what stands there is somebody else's."""
    ours = _ours(warehouse, destination)
    return [path for path in _paths(destination) if path not in ours]


def files_due(project: Project, warehouse: Warehouse, destination: Destination) -> Due:
    """Make the files of segments that changed, or whose path is new, and record that they are being sent.

    Raises RefusedError where this machine can't write them.
    """
    staged = warehouse.rows(
        f"select batch_id, segment from {BATCHES} where destination = ? and status = 'staged'"
        " order by batch_id",
        [destination.name],
    )
    ours, paths = _ours(warehouse, destination), _paths(destination)
    batches: dict[str, list[str]] = {path: [] for path in paths}
    due = Due(former=sorted(ours.difference(paths)))
    for row in staged:
        # Of a segment that left, too, if its file is another's now.
        batches.get(_path(destination, row["segment"]), due.leaving).append(row["batch_id"])
    folder = project.kept_folder / f"export.{destination.name}.files"
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        for path, segment in paths.items():
            if batches[path] or path not in ours:
                content = _content(folder, path, warehouse, destination, segment)
                due.files.append(File(path, content, tuple(batches[path])))
    except OSError:
        raise RefusedError(f"{destination.name}: its files can't be written beside the warehouse.") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    warehouse.execute(
        f"update {BATCHES} set status = 'sending' where destination = ? and status = 'staged'",
        [destination.name],
    )
    # From here on they may stand there, however this ends.
    here = (destination.name, server_of(destination))
    warehouse.insert(PLACED, [(*here, path) for path in paths if path not in ours])
    return due


def record_placed(warehouse: Warehouse, destination: Destination, due: Due) -> list[str]:
    """Record what was done at the server, within the caller's transaction; gives the batches to confirm."""
    here = [destination.name, server_of(destination)]
    for path in sorted(due.removed):
        warehouse.execute(
            f"delete from {PLACED} where destination = ? and server = ? and path = ?", [*here, path]
        )
    batches = [batch for file in due.files if file.path in due.placed for batch in file.batches]
    if due.removed.issuperset(due.former) and due.placed.issuperset(file.path for file in due.files):
        batches += due.leaving
    return batches


def _ours(warehouse: Warehouse, destination: Destination) -> set[str]:
    rows = warehouse.rows(
        f"select path from {PLACED} where destination = ? and server = ?",
        [destination.name, server_of(destination)],
    )
    return {row["path"] for row in rows}


def _paths(destination: Destination) -> dict[str, str]:
    """By path, the segment whose file stands there."""
    return {_path(destination, segment): segment for segment in destination.segments}


def _path(destination: Destination, segment: str) -> str:
    return str(destination.settings["path"]).replace("{segment}", segment)


def _content(
    folder: Path, path: str, warehouse: Warehouse, destination: Destination, segment: str
) -> BinaryIO:
    ending = f".{path.rpartition('.')[2]}"
    file = folder / f"new{ending}"
    write_lines(file, ending, warehouse, destination, segment)
    opened = file.open("rb")
    file.unlink()
    return opened
