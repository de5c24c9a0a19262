"""What BI does besides querying: its own views over published relations, and long-running reads."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import warehouses

from .reader import LONGEST_WAIT
from .trial import Report

LONGEST_LOOK = 6.0
# Objects of a reader's program: in a schema of the database, or in a file next to the reader file.
BUILT = {
    "bi.sizes": "create view bi.sizes as select segment, size from {published}.segments",
    "bi.members": "create view bi.members as select * from {published}.segment_members",
    "bi.loyal": "create {kept} bi.loyal as select * from {published}.loyal",
}
VIEWS = ("segments", "segment_members", "segment_history", "segment_drift", "loyal", "swedes")
# By view: the macro that defines it, where its condition starts, and what follows that.
CONDITIONS = {
    "segment_drift": ("published_drift", "drift.release_id"),
    "segment_members": ("published_members", "access ="),
}


@contextmanager
def standing_by(root: Path, seed: float, report: Report) -> Iterator[None]:
    """Makes BI's own views, which must still exist at the end, and a program that reads for seconds."""
    if warehouses.IS_FILE:
        with duckdb.connect(str(root / "programs.duckdb")) as connection:
            connection.execute(f"attach '{root}/published/segments.duckdb' as shop (read_only)")
            _build(connection, published="shop.published", kept="table")
    else:
        with warehouses.connected(root, read_only=False) as connection:
            _build(connection, published="published", kept="materialized view")
            connection.execute("grant usage on schema bi to segments_reader")
            connection.execute("grant select on all tables in schema bi to segments_reader")
    over, chance = threading.Event(), random.Random(seed)
    look = _hold_file_open if warehouses.IS_FILE else _leave_cursor_open
    looking = threading.Thread(target=_look_for_long, args=(look, root, chance, over, report))
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()
        if not warehouses.IS_FILE:
            with warehouses.connected(root) as connection:
                for name in BUILT:
                    if connection.execute(f"select to_regclass('{name}')").fetchone() == (None,):
                        report.problems.append(f"{name} is gone")


def _build(connection: Any, **places: str) -> None:
    connection.execute("create schema bi")
    for statement in BUILT.values():
        connection.execute(statement.format(**places))


def _look_for_long(
    look: Any, root: Path, chance: random.Random, over: threading.Event, report: Report
) -> None:
    while not over.is_set():
        name = chance.choice(VIEWS)
        try:
            look(root, name, lambda: over.wait(chance.random() * LONGEST_LOOK), report)
        except Exception as error:
            report.problems.append(f"long look at {name}: {error!r}")
            return


def _leave_cursor_open(root: Path, name: str, wait: Any, report: Report) -> None:
    """Reads some of a view's rows, and the rest seconds later. Then refreshes what BI keeps."""
    with warehouses.connected(root) as connection:
        for statement in (
            "begin",
            f"declare looking cursor for select * from published.{name}",
            "fetch 5 from looking",
            None,
            "fetch all from looking",
            "commit",
            "refresh materialized view bi.loyal",
        ):
            if statement is None:
                wait()
                continue
            started = time.monotonic()
            connection.execute(statement)
            report.longest = max(report.longest, time.monotonic() - started)


def _hold_file_open(root: Path, name: str, wait: Any, report: Report) -> None:
    """Opens the reader file. Seconds later, it has the same content, whatever was published meanwhile."""
    started = time.monotonic()
    with duckdb.connect(str(root / "published" / "segments.duckdb"), read_only=True) as connection:
        before = connection.execute(f"select * from published.{name} order by all").fetchall()
        report.longest = max(report.longest, time.monotonic() - started)
        wait()
        if connection.execute(f"select * from published.{name} order by all").fetchall() != before:
            report.problems.append(f"{name} changed in a file that was open")


def change_what_views_are_made_from(root: Path, chance: random.Random) -> None:
    """Changes a variable, which changes no view's text, or the text of a view that then shows the same."""
    if chance.random() < 0.5:
        _replace(root / "dbt_project.yml", r"value_days: \d+", f"value_days: {chance.randrange(30, 365)}")
        return
    macro, condition = CONDITIONS[chance.choice(sorted(CONDITIONS))]
    number = chance.randrange(1000)
    _replace(
        _file_of(root, macro),
        rf"where (\d+ = \d+ and )?{condition}",
        f"where {number} = {number} and {condition}",
    )


def views_left(root: Path) -> list[str]:
    """Returns the views that differ from their macros after a refresh that nobody read during."""
    left = []
    with warehouses.connected(root) as connection:
        for view, (macro, _) in CONDITIONS.items():
            said = re.search(r"where (\d+ = \d+) and", _file_of(root, macro).read_text(encoding="utf-8"))
            query = (
                f"select sql from duckdb_views() where schema_name = 'published' and view_name = '{view}'"
                if warehouses.IS_FILE
                else f"select pg_get_viewdef('published.{view}'::regclass)"
            )
            ((text,),) = connection.execute(query).fetchall()
            if said and said.group(1) not in text:
                left.append(f"published.{view} doesn't say {said.group(1)}")
    return left


def _file_of(root: Path, macro: str) -> Path:
    return root / "macros" / "publication" / f"{macro}.sql"


def _replace(file: Path, known: str, given: str) -> None:
    text, count = re.subn(known, given, file.read_text(encoding="utf-8"))
    assert count == 1, file
    file.write_text(text, encoding="utf-8")


def waits_too_long(report: Report) -> list[str]:
    """Returns a sentence if a read took longer than a reader may wait."""
    if report.longest <= LONGEST_WAIT:
        return []
    return [f"a query took {report.longest:.2f} s, {LONGEST_WAIT:.0f} s is the most"]
