"""Rewrites the DuckDB file, because deleted rows stay in its free blocks until something overwrites them."""

import os

from orchestration.project.project import Project
from orchestration.warehouse.connections import open_file


def rewrite_warehouse(project: Project) -> None:
    """Replaces the warehouse's file by a copy of its current rows. If interrupted, the old file remains.

    The copy needs the file's size again on disk until it is done. The caller holds the writer's lock.
    """
    file = project.warehouse_file
    new, log = (file.with_name(f"{file.name}.{ending}") for ending in ("new", "wal"))
    # Files of an interrupted run. If the log were read into the new file, it would restore erased rows.
    for begun in (new, new.with_name(f"{new.name}.wal")):
        begun.unlink(missing_ok=True)
    with open_file(file, read_only=False) as warehouse:
        warehouse.execute("checkpoint")
        (current,) = warehouse.rows("select current_database() as name")
        warehouse.execute(f"attach '{str(new).replace(chr(39), chr(39) * 2)}' as rewritten")
        warehouse.execute(f'copy from database "{current["name"]}" to rewritten')
        # Detaching also writes the file, but reports no error if the disk is full.
        warehouse.execute("checkpoint rewritten")
        warehouse.execute("detach rewritten")
    with new.open("rb") as written:
        os.fsync(written.fileno())
    # The log belongs to the old file, and must not be read into the new one.
    log.unlink(missing_ok=True)
    new.replace(file)
