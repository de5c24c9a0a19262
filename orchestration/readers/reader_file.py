"""The files for readers: the last release whole, or the one before it whole, never a mixture.

DuckDB calls an open file's catalogue after the file, whose name must not be the schema's: of a file called
published.duckdb, the name `published.segments` would be ambiguous.
"""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from orchestration.project.file_access import open_to_readers, remove, ship
from orchestration.project.layers import PUBLISHED
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, open_memory
from orchestration.warehouse.identifiers import quoted

SCHEMA = PUBLISHED.schema

# The oldest that DuckDB writes. Those that BI tools bundle, from 1.1 on, read it.
STORAGE = "v1.0.0"


def write_reader_files(project: Project, *, keep_previous: bool = True) -> None:
    """Replace the DuckDB file and the folder of Parquet files by those of the last release.

    Both are written aside and then renamed over the old, so that a program that reads goes on reading what
    it opened, and the next one sees the new release. The Parquet files of the release before stay, too,
    unless they show a segment that is hidden by now; without `keep_previous`, they never do.
    """
    new_file = project.reader_file.with_suffix(".duckdb.new")
    new_folder = project.parquet_folder.with_name("parquet.new")
    # A refresh that was killed here left what it had begun, perhaps with changes not yet in its file.
    remove(new_file, _log(new_file), new_folder)
    open_to_readers(new_folder)
    with open_memory() as reader:
        reader.execute(f"set temp_directory = {_text(project.warehouse_file.with_name('readers.tmp'))}")
        reader.execute(f"attach {_text(new_file)} as reader (storage_version '{STORAGE}')")
        reader.execute(f"attach {_text(project.warehouse_file)} as warehouse (read_only)")
        reader.execute(f"create schema reader.{SCHEMA}")
        reader.execute("use reader")
        _copy_release(reader, new_folder)
        kept = keep_previous and _shows_nothing_hidden(reader, project.parquet_folder)
        # Closing writes the file too, but tells nobody that the disk is full: an empty one replaced the old.
        reader.execute("checkpoint reader")
    _sync(new_file)
    for file in new_folder.iterdir():
        ship(file)
    ship(new_file)
    # Whoever opened the old file to write and was killed left a log, which must not be read into the new one.
    remove(_log(project.reader_file))
    new_file.replace(project.reader_file)
    _swap_folder(new_folder, project.parquet_folder, kept)


def _copy_release(reader: Warehouse, folder: Path) -> None:
    segments = {row["segment"] for row in reader.rows(f"select segment from warehouse.{SCHEMA}.segments")}
    found = reader.rows(
        "select table_name from information_schema.tables"
        " where table_catalog = 'warehouse' and table_schema = ? order by table_name",
        [SCHEMA],
    )
    names = [row["table_name"] for row in found]
    for name in (name for name in names if name not in segments):
        table = f"{SCHEMA}.{quoted(name)}"
        reader.execute(f"create table {table} as select * from warehouse.{table}")
        reader.execute(f"copy {table} to {_text(folder / f'{name}.parquet')} (format parquet)")
    with reader.transaction():
        for name in (name for name in names if name in segments):
            # Without the catalogue's name: another program may open the file under any.
            reader.execute(
                f"create view {SCHEMA}.{quoted(name)} as select customer_id, entered_at"
                f" from {SCHEMA}.segment_members where segment = {_text(name)}"
            )
        for comment in _comments(reader, segments):
            reader.execute(comment)


def _comments(reader: Warehouse, segments: Collection[str]) -> Iterator[str]:
    """The statements that comment relations and columns as those of the warehouse are."""
    where = f"where database_name = 'warehouse' and schema_name = '{SCHEMA}' and comment is not null"
    for row in reader.rows(f"select view_name, comment from duckdb_views() {where}"):
        kind = "view" if row["view_name"] in segments else "table"
        yield f"comment on {kind} {SCHEMA}.{quoted(row['view_name'])} is {_text(row['comment'])}"
    for row in reader.rows(f"select table_name, column_name, comment from duckdb_columns() {where}"):
        column = f"{SCHEMA}.{quoted(row['table_name'])}.{quoted(row['column_name'])}"
        yield f"comment on column {column} is {_text(row['comment'])}"


def _shows_nothing_hidden(reader: Warehouse, folder: Path) -> bool:
    """Whether the Parquet files of the release before hold only of segments that are shown now, too."""
    catalogue = folder / "segments.parquet"
    if not catalogue.is_file():
        return False
    gone = reader.rows(
        f"select segment from read_parquet({_text(catalogue)})"
        f" where segment not in (select segment from {SCHEMA}.segments)"
    )
    return not gone


def _swap_folder(new: Path, folder: Path, keep_previous: bool) -> None:
    """A name can be moved onto a link at once, but not onto a full folder: the name is a link.

    The folder before stays until the next release: whoever followed the link reads it to its end.
    """
    release = folder.with_name(f".{folder.name}-{os.urandom(4).hex()}")
    link = folder.with_name(f"{folder.name}.link")
    new.replace(release)
    remove(link)
    link.symlink_to(release.name)
    kept = {release.name, folder.resolve().name} if keep_previous else {release.name}
    link.replace(folder)
    remove(*(old for old in folder.parent.glob(f".{folder.name}-*") if old.name not in kept))


def _log(file: Path) -> Path:
    return file.with_name(f"{file.name}.wal")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _text(value: str | Path) -> str:
    return "'" + str(value).replace("'", "''") + "'"
