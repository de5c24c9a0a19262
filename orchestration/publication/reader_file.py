"""The files for readers: the last release whole, or the one before it whole, never a mixture.

DuckDB calls an open file's catalog after the file: in published.duckdb the tables stand in the schema main,
and `published.segments` names them as it does in the warehouse. A schema published would make it ambiguous.
"""

import os
import shutil
from pathlib import Path

from orchestration.project import Project
from orchestration.warehouse import Warehouse, open_file

SCHEMA = "published"


def write_reader_files(project: Project, *, keep_previous: bool = True) -> None:
    """Replace the DuckDB file and the folder of Parquet files by those of the last release.

    Both are written aside and then renamed over the old, so that a program that reads goes on reading what
    it opened, and the next one sees the new release. Without `keep_previous` no earlier Parquet files stay.
    """
    new_file = project.reader_file.with_suffix(".duckdb.new")
    new_folder = project.parquet_folder.with_name("published.new")
    # A refresh that was killed here left what it had begun, perhaps with changes not yet in its file.
    for begun in (new_file, new_file.with_name(f"{new_file.name}.wal"), new_folder):
        _remove(begun)
    new_folder.mkdir()
    with open_file(new_file, read_only=False) as reader:
        reader.execute(f"attach {_text(project.warehouse_file)} as warehouse (read_only)")
        _copy_release(reader, new_folder)
        reader.execute("detach warehouse")
        # Closing writes the file too, but tells nobody that the disk is full: an empty one replaced the old.
        reader.execute("checkpoint")
    _sync(new_file)
    new_file.replace(project.reader_file)
    _swap_folder(new_folder, project.parquet_folder, keep_previous)


def _copy_release(reader: Warehouse, folder: Path) -> None:
    segments = {row["segment"] for row in reader.rows(f"select segment from warehouse.{SCHEMA}.segments")}
    relations = reader.rows(
        "select table_name from information_schema.tables"
        " where table_catalog = 'warehouse' and table_schema = ? order by table_name",
        [SCHEMA],
    )
    names = [row["table_name"] for row in relations]
    for name in (name for name in names if name not in segments):
        reader.execute(f"create table {_name(name)} as select * from warehouse.{SCHEMA}.{_name(name)}")
        reader.execute(f"copy {_name(name)} to {_text(folder / f'{name}.parquet')} (format parquet)")
    for name in (name for name in names if name in segments):
        reader.execute(
            f"create view {_name(name)} as select customer_id, entered_at"
            f" from segment_members where segment = {_text(name)}"
        )


def _swap_folder(new: Path, folder: Path, keep_previous: bool) -> None:
    """A name can be moved onto a link at once, but not onto a full folder: the name is a link.

    The folder before stays until the next release: whoever followed the link reads it to its end.
    """
    release = folder.with_name(f".{folder.name}-{os.urandom(4).hex()}")
    link = folder.with_name(f"{folder.name}.link")
    new.replace(release)
    _remove(link)
    link.symlink_to(release.name)
    kept = {release.name, folder.resolve().name} if keep_previous else {release.name}
    link.replace(folder)
    for old in folder.parent.glob(f".{folder.name}-*"):
        if old.name not in kept:
            _remove(old)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _text(value: str | Path) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
