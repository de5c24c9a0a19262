"""Writes an audience as a file that is replaced whole: readers see one delivery or the one before."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from drt.config.models import FileDestinationConfig, SyncOptions
from drt.destinations.file import FileDestination

from orchestration.delivery.batches import values_of
from orchestration.delivery.destinations import Destination
from orchestration.delivery.receipts import OUTBOX, RECEIPTS
from orchestration.project.errors import RefusedError
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, open_memory
from orchestration.warehouse.identifiers import literal

# Rows in memory at a time.
PAGE = 10_000

# What the destination has once all that is staged is delivered.
AFTERWARDS = f"""
select member_key, columns, content
from (
    select member_key, columns, content from {OUTBOX} where destination = ? and segment = ? and action = 'add'
    union all
    select known.member_key, known.columns, known.content
    from {RECEIPTS} as known
    where
        known.destination = ? and known.segment = ?
        and not exists (
            select 1 from {OUTBOX} as sent
            where
                sent.destination = known.destination and sent.segment = known.segment
                and sent.member_key = known.member_key
        )
) as members
where member_key > ?
order by member_key
limit {PAGE}
"""


def file_of(project: Project, destination: Destination, segment: str) -> Path:
    """Where a segment's audience is written; below the project's folder unless the path is absolute."""
    return project.root / destination.settings["path"].replace("{segment}", segment)


def write_audience(project: Project, warehouse: Warehouse, destination: Destination, segment: str) -> None:
    """Replace the file by what the destination has after the delivery under way, in the order of keys.

    Raises RefusedError where it can't be written.
    """
    path = file_of(project, destination, segment)
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_lines(new, path.suffix, warehouse, destination, segment)
        new.replace(path)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise RefusedError(f"{destination.file}: path: the file can't be written: {reason}.") from None
    finally:
        with contextlib.suppress(OSError):
            for left in (new, _lines_of(new)):
                left.unlink(missing_ok=True)


def _pages(warehouse: Warehouse, destination: Destination, segment: str) -> Iterator[list[dict[str, str]]]:
    last, whose = "", [destination.name, segment]
    while True:
        rows = warehouse.rows(AFTERWARDS, [*whose, *whose, last])
        found = map(values_of, rows)
        yield [{name: values.get(name, "") for name in destination.columns} for values in found]
        if len(rows) < PAGE:
            return
        last = rows[-1]["member_key"]


def write_lines(new: Path, ending: str, warehouse: Warehouse, destination: Destination, segment: str) -> None:
    """Write what the destination has after the delivery under way; raises OSError where it can't.

    A file of the same name with `.csv` behind it may be left.
    """
    lines = _lines_of(new) if ending == ".parquet" else new
    config = FileDestinationConfig(
        type="file", path=str(lines), format="jsonl" if ending == ".jsonl" else "csv"
    )
    writer = FileDestination()
    # drt writes no file for nobody; readers want the columns all the same.
    header = "" if ending == ".jsonl" else ",".join(destination.columns) + "\r\n"
    lines.write_text(header, encoding="utf-8", newline="")
    for page in _pages(warehouse, destination, segment):
        said = writer.load(list(page), config, SyncOptions())
        if said.failed:
            raise OSError(said.errors[0])
    if ending == ".parquet":
        columns = ", ".join(f"'{name}': 'varchar'" for name in destination.columns)
        with open_memory() as engine:
            engine.execute(
                f"copy (select * from read_csv({literal(lines)}, header = true, delim = ',', quote = '\"',"
                f" escape = '\"', nullstr = '', columns = {{{columns}}}))"
                f" to {literal(new)} (format parquet)"
            )


def _lines_of(new: Path) -> Path:
    """The lines of which a Parquet file is made."""
    return new.with_name(f"{new.name}.csv")
