"""Reads the CSV files of seeds/ that people maintain by hand, so that messages can name a mistake's line."""

import csv
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from orchestration.project.project import Project


def read_rows(
    project: Project, file: str, columns: tuple[str, ...], optional: Collection[str] = ()
) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Yields the rows of a file, stripped, each with its line. Yields nothing without the file.

    If a row leaves a column empty that isn't `optional`, or if the file lacks a column, a sentence takes the
    row's place.
    """
    path = project.root / file
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        reader = csv.DictReader(text)
        missing = [column for column in columns if column not in (reader.fieldnames or [])]
        if missing:
            yield 1, f"there is no column {missing[0]}; the columns are {', '.join(columns)}"
            return
        for row in reader:
            values = {column: (row[column] or "").strip() for column in columns}
            empty = [column for column in columns if not values[column] and column not in optional]
            yield reader.line_num, f"{empty[0]}: nothing is given" if empty else values


def day(row: Mapping[str, str], column: str) -> date | str:
    """Returns the day in a column, or a sentence about what it contains instead."""
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        return f"{column}: '{row[column]}' is not a date; write it like 2017-06-30"
