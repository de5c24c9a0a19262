"""`python -m bench.lookup`: how long a service waits for the membership of one customer, on PostgreSQL.

It reads what is published as readers do, by a prepared statement over one connection, of customers drawn at
random. Milliseconds are those of the client by the clock, the way to the server included.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg2

from orchestration.project.layers import PUBLISHED
from orchestration.project.project import Project
from orchestration.warehouse.connections import address
from orchestration.warehouse.postgres import ensure_server, name_server
from orchestration.warehouse.role_making import READER

LOOKUP = f"select segment, entered_at from {PUBLISHED}.segment_members where customer_id = "
TYPE = f"""
select format_type(atttypid, atttypmod) from pg_attribute
where attrelid = '{PUBLISHED}.segment_members'::regclass and attname = 'customer_id'
"""
CUSTOMERS = (
    f"select customer_id from {PUBLISHED}.customer_segments order by md5(customer_id::text) limit 10000"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, and prints a line; the exit code is 1 where nobody is published."""
    parser = argparse.ArgumentParser(prog="python -m bench.lookup", description=__doc__)
    parser.add_argument("--lookups", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    project = Project(Path(__file__).parents[1], "postgres")
    name_server(project)
    ensure_server(project)
    with contextlib.closing(psycopg2.connect(address(project))) as connection:
        times = lookups(connection, asked.lookups, asked.seed)
    if not times:
        print(f"{PUBLISHED}.customer_segments has nobody: refresh first.")
        return 1
    print(described(times))
    return 0


def lookups(connection: Any, count: int, seed: int) -> list[float]:
    """Milliseconds of each lookup, as a reader; empty where nobody is published."""
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{READER}"')
        cursor.execute(TYPE)
        ((kind,),) = cursor.fetchall()
        cursor.execute(CUSTOMERS)
        customers = [customer for (customer,) in cursor.fetchall()]
        if not customers:
            return []
        cursor.execute(f"prepare lookup({kind}) as {LOOKUP}$1")
        chosen = random.Random(seed).choices(customers, k=count)
        return [_timed(cursor, customer) for customer in chosen]


def described(times: Sequence[float]) -> str:
    """The median, the 99th percentile and the slowest, in a line."""
    slow = statistics.quantiles(times, n=100)[98]
    median = statistics.median(times)
    return (
        f"{len(times):,} lookups: median {median:.2f} ms, 99% within {slow:.2f} ms,"
        f" slowest {max(times):.2f} ms"
    )


def _timed(cursor: Any, customer: Any) -> float:
    begun = time.perf_counter()
    cursor.execute("execute lookup(%s)", [customer])
    rows = cursor.fetchall()
    seconds = time.perf_counter() - begun
    assert rows
    return seconds * 1000


if __name__ == "__main__":
    raise SystemExit(main())
