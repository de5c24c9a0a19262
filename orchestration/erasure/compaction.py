"""Writes the DuckDB file anew: deleted rows stay in a file's free blocks until something else needs them."""

import os

from orchestration.project.project import Project
from orchestration.warehouse.connections import open_file


def rewrite_warehouse(project: Project) -> None:
    """Replace the warehouse's file by one of its rows alone; whoever ends in between leaves the old one.

    It takes the file's size again on disk while it lasts. The caller holds the writer's lock.
    """
    file = project.warehouse_file
    new, log = (file.with_name(f"{file.name}.{ending}") for ending in ("new", "wal"))
    # Of one that was ended here; its log, read into the new file, would bring back what it held.
    for begun in (new, new.with_name(f"{new.name}.wal")):
        begun.unlink(missing_ok=True)
    with open_file(file, read_only=False) as warehouse:
        warehouse.execute("checkpoint")
        (current,) = warehouse.rows("select current_database() as name")
        warehouse.execute(f"attach '{str(new).replace(chr(39), chr(39) * 2)}' as rewritten")
        warehouse.execute(f'copy from database "{current["name"]}" to rewritten')
        # Detaching writes the file too, but would tell nobody of a disk that is full.
        warehouse.execute("checkpoint rewritten")
        warehouse.execute("detach rewritten")
    with new.open("rb") as written:
        os.fsync(written.fileno())
    # A log that no longer belongs to the file must not be read into it.
    log.unlink(missing_ok=True)
    new.replace(file)
