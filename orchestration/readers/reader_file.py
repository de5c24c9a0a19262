"""The files for readers: the whole last release, or the whole release before it, never a mixture.

DuckDB names an open file's catalogue after the file, which must not have the schema's name: in a file called
published.duckdb, the name `published.segments` would be ambiguous.
"""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from orchestration.project.file_access import open_to_readers, remove, ship
from orchestration.project.layers import PUBLISHED
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, open_memory
from orchestration.warehouse.identifiers import literal, quoted

SCHEMA = PUBLISHED.schema

# The oldest version that DuckDB writes. The versions that BI tools bundle, from 1.1 on, can read it.
STORAGE = "v1.0.0"


def write_reader_files(project: Project, *, keep_previous: bool = True) -> None:
    """Replaces the DuckDB file and the folder of Parquet files by those of the last release.

    Both are written aside and then renamed over the old ones. A program that is reading continues with what
    it opened, and the next one sees the new release. The Parquet files of the previous release stay too,
    unless they show a segment that is hidden now. With `keep_previous=False`, they never stay.
    """
    new_file = project.reader_file.with_suffix(".duckdb.new")
    new_folder = project.parquet_folder.with_name("parquet.new")
    # A refresh that was killed here left unfinished files, perhaps with changes in a log.
    remove(new_file, _log(new_file), new_folder)
    open_to_readers(new_folder)
    with open_memory() as reader:
        reader.execute(f"set temp_directory = {literal(project.kept_folder / 'readers.tmp')}")
        reader.execute(f"attach {literal(new_file)} as reader (storage_version '{STORAGE}')")
        reader.execute(f"attach {literal(project.warehouse_file)} as warehouse (read_only)")
        reader.execute(f"create schema reader.{SCHEMA}")
        reader.execute("use reader")
        _copy_release(reader, new_folder)
        kept = keep_previous and _shows_nothing_hidden(reader, project.parquet_folder)
        # Closing also writes the file, but doesn't report a full disk: an empty file once replaced the old
        # one.
        reader.execute("checkpoint reader")
    _sync(new_file)
    for file in new_folder.iterdir():
        ship(file)
    ship(new_file)
    # A program that opened the old file for writing and was killed left a log, which the new file must not
    # read.
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
        reader.execute(f"copy {table} to {literal(folder / f'{name}.parquet')} (format parquet)")
    with reader.transaction():
        for name in (name for name in names if name in segments):
            # Without the catalogue's name, because another program may open the file under any name.
            reader.execute(
                f"create view {SCHEMA}.{quoted(name)} as select customer_id, entered_at"
                f" from {SCHEMA}.segment_members where segment = {literal(name)}"
            )
        for comment in _comments(reader, segments):
            reader.execute(comment)


def _comments(reader: Warehouse, segments: Collection[str]) -> Iterator[str]:
    """Yields the statements that give relations and columns the same comments as in the warehouse."""
    where = f"where database_name = 'warehouse' and schema_name = '{SCHEMA}' and comment is not null"
    for row in reader.rows(f"select view_name, comment from duckdb_views() {where}"):
        kind = "view" if row["view_name"] in segments else "table"
        yield f"comment on {kind} {SCHEMA}.{quoted(row['view_name'])} is {literal(row['comment'])}"
    for row in reader.rows(f"select table_name, column_name, comment from duckdb_columns() {where}"):
        column = f"{SCHEMA}.{quoted(row['table_name'])}.{quoted(row['column_name'])}"
        yield f"comment on column {column} is {literal(row['comment'])}"


def _shows_nothing_hidden(reader: Warehouse, folder: Path) -> bool:
    """Returns whether the Parquet files of the previous release show only segments that are still shown."""
    catalogue = folder / "segments.parquet"
    if not catalogue.is_file():
        return False
    gone = reader.rows(
        f"select segment from read_parquet({literal(catalogue)})"
        f" where segment not in (select segment from {SCHEMA}.segments)"
    )
    return not gone


def _swap_folder(new: Path, folder: Path, keep_previous: bool) -> None:
    """Replaces the folder through a link, because a name can't be moved onto a full folder atomically.

    The previous folder stays until the next release, so a program that followed the link can read it to its
    end.
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
