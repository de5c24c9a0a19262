"""Reads what readers read, over and over, and says whether every look saw one whole release.

    python reader.py FOLDER_FOR_READERS WAY...

A way is one of `WAYS`. Looks until stdin ends, then prints {"looks", "releases", "errors", "longest"} as
JSON; longest is the most seconds that a query, or opening a connection, took.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb

PAUSE_SECONDS = 0.5
# In seconds: no reader may have to wait longer.
LONGEST_WAIT = 1.0

Rows = Callable[[str], list[tuple[Any, ...]]]

SIZES = """
    select segments.segment, segments.size, count(members.customer_id), count(members.customer_id) filter (
        where members.as_of is distinct from segments.as_of
    )
    from {segments} as segments
    left join {members} as members on segments.segment = members.segment
    where segments.status <> 'retired'
    group by segments.segment, segments.size
    having coalesce(segments.size, 0) <> count(members.customer_id) or count(members.customer_id) filter (
        where members.as_of is distinct from segments.as_of
    ) > 0
"""
# What the page asks: figures over time. They must be those of the members.
METRICS = """
    select segments.segment, segments.size, metrics.size
    from {0} as segments
    left join {1} as metrics
        on
            segments.segment = metrics.segment and segments.as_of = metrics.as_of
            and metrics.is_latest_of_clock
    where segments.status in ('live', 'new') and segments.size is distinct from metrics.size
"""
NEWEST = "select max(release_id) from {0}"
# What BI has built must show the same as the relations below it.
ODD = """
    select segment, size from bi.sizes except select segment, size from {published}.segments
    union all
    select 'members', count(*) from bi.members having count(*) <> (
        select count(*) from {published}.segment_members
    )
"""


def main() -> None:
    """Looks until stdin ends."""
    folder, ways = Path(sys.argv[1]), sys.argv[2:]
    looks, seen, errors, newest = 0, set(), [], {}
    while not select.select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
        for name in ways:
            try:
                release = WAYS[name](folder)
            except Exception as error:
                errors.append(f"{name}: {error!r}")
                continue
            looks += 1
            seen.add(release)
            if release < newest.get(name, 0):
                errors.append(f"{name}: release {release} after {newest[name]}")
            newest[name] = release
    told = {"looks": looks, "releases": len(seen), "errors": errors[:20], "longest": max(seconds, default=0)}
    print(json.dumps(told))


def look_at_file(folder: Path) -> int:
    """Returns the release in the reader file. Raises ValueError if it isn't one whole release."""
    with _opened(folder / "segments.duckdb") as rows:
        return _whole(rows)


def look_at_parquet(published: Path) -> int:
    """Returns the release in the Parquet folder, whose link is followed once."""
    folder = Path(os.path.realpath(published / "parquet"))
    with duckdb.connect() as connection:
        return _release(_timed(connection), f"'{folder}/{{0}}.parquet'")


def look_through_views_beside_file(folder: Path) -> int:
    """Returns the release that BI's own views show. They are in a file that attaches the reader file."""
    with _opened(folder.parent / "programs.duckdb") as rows:
        rows(f"attach '{folder}/segments.duckdb' as shop (read_only)")
        return _as_built(rows, "shop.published")


def look_at_server(_folder: Path) -> int:
    """Returns the release in PostgreSQL, in one transaction, like reports that send several queries."""
    with _connected() as rows:
        return _whole(rows)


def look_through_views_on_server(_folder: Path) -> int:
    """Returns the release that BI's own views in the database show."""
    with _connected() as rows:
        return _as_built(rows, "published")


WAYS = {
    "file": look_at_file,
    "parquet": look_at_parquet,
    "views beside file": look_through_views_beside_file,
    "server": look_at_server,
    "views on server": look_through_views_on_server,
}

# The duration of each query, and of each opening of a file or a connection.
seconds: list[float] = []


@contextmanager
def _opened(file: Path) -> Iterator[Rows]:
    started = time.monotonic()
    with duckdb.connect(str(file), read_only=True) as connection:
        seconds.append(time.monotonic() - started)
        yield _timed(connection)


@contextmanager
def _connected() -> Iterator[Rows]:
    import psycopg2

    started = time.monotonic()
    # As a reader's own user: a remade relation must be readable from its first moment on.
    with closing(psycopg2.connect("", options="-c role=segments_reader")) as connection:
        seconds.append(time.monotonic() - started)
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection.cursor() as cursor:
            yield _timed(cursor)


def _timed(asked: Any) -> Rows:
    def rows(query: str) -> list[tuple[Any, ...]]:
        started = time.monotonic()
        asked.execute(query)
        found = asked.fetchall()
        seconds.append(time.monotonic() - started)
        return found

    return rows


def _whole(rows: Rows) -> int:
    live = rows("select segment, size from published.segments where status in ('live', 'new')")
    for segment, size in live:
        ((members,),) = rows(f'select count(*) from published."{segment}"')
        if members != size:
            raise ValueError(f"{segment} has {members} members, its size is {size}")
    return _release(rows, "published.{0}")


def _release(rows: Rows, relation: str) -> int:
    names = ("segments", "segment_members", "segment_changes", "segment_audits", "segment_releases")
    segments, members, changes, audits, releases = (relation.format(name) for name in names)
    wrong = rows(SIZES.format(segments=segments, members=members))
    if wrong:
        raise ValueError(f"sizes: {wrong}")
    odd = rows(METRICS.format(segments, relation.format("segment_metrics")))
    if odd:
        raise ValueError(f"figures over time: {odd}")
    ((newest,),) = rows(NEWEST.format(releases))
    for table in (segments, changes, audits):
        ((known,),) = rows(NEWEST.format(table))
        if known is not None and known > newest:
            raise ValueError(f"{table} knows release {known}, the newest is {newest}")
    return newest


def _as_built(rows: Rows, published: str) -> int:
    odd = rows(ODD.format(published=published))
    if odd:
        raise ValueError(f"BI's views show something else: {odd}")
    rows("select count(*) from bi.loyal")
    ((newest,),) = rows(NEWEST.format(f"{published}.segment_releases"))
    return newest


if __name__ == "__main__":
    main()
