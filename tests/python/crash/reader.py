"""Reads what readers read, over and over, and says whether every look saw one whole release.

    python reader.py FOLDER_FOR_READERS

Looks until stdin ends, then prints {"looks", "releases", "errors", "longest"} as JSON; longest is the most
seconds that one query took.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

PAUSE_SECONDS = 0.5

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
NEWEST = "select max(release_id) from {0}"


def main() -> None:
    """Looks until stdin ends."""
    folder = Path(sys.argv[1])
    looks, seen, errors, newest = 0, set(), [], {}
    ways = FILES if os.environ.get("DBT_TARGET", "duckdb") == "duckdb" else SERVER
    while not select.select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
        for name, look in ways.items():
            try:
                release = look(folder)
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
    """The release in the reader file; raises ValueError when it isn't one whole release."""
    with duckdb.connect(str(folder / "segments.duckdb"), read_only=True) as connection:

        def rows(query: str) -> list[tuple[Any, ...]]:
            return connection.execute(query).fetchall()

        return _whole(rows)


def look_at_parquet(published: Path) -> int:
    """The release in the Parquet folder, whose link is followed once."""
    folder = Path(os.path.realpath(published / "parquet"))
    with duckdb.connect() as connection:
        return _release(lambda query: connection.execute(query).fetchall(), f"'{folder}/{{0}}.parquet'")


def look_at_server(_folder: Path) -> int:
    """The release in PostgreSQL, in a transaction as reports take one that ask more than one question."""
    import psycopg2

    with closing(psycopg2.connect("")) as connection:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection.cursor() as cursor:

            def rows(query: str) -> list[tuple[Any, ...]]:
                started = time.monotonic()
                cursor.execute(query)
                found = cursor.fetchall()
                seconds.append(time.monotonic() - started)
                return found

            return _whole(rows)


FILES = {"file": look_at_file, "parquet": look_at_parquet}
SERVER = {"server": look_at_server}

# What each query of PostgreSQL took.
seconds: list[float] = []


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
    ((newest,),) = rows(NEWEST.format(releases))
    for table in (segments, changes, audits):
        ((known,),) = rows(NEWEST.format(table))
        if known is not None and known > newest:
            raise ValueError(f"{table} knows release {known}, the newest is {newest}")
    return newest


if __name__ == "__main__":
    main()
