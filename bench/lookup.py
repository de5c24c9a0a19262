"""`python -m bench.lookup`: how long a service waits for the membership of one customer, on PostgreSQL.

It reads what is published as readers do, by a prepared statement over one connection, of customers drawn at
random. Milliseconds are those of the client by the clock, the way to the server included. With --stays, it
reads a copy of the database whose ledger it makes so large, and then drops it: no other session may
be connected.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extensions import make_dsn

from orchestration.project.layers import LEDGER, PUBLISHED
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


COPY = "lookup"
LAST = f"(select max(release_id) from {LEDGER}.releases)"
COPIES = f"""
insert into {LEDGER}.{{table}} select VALUES
from (
    select * from {LEDGER}.{{table}} where release_id = {LAST} and status <> 'retired' limit 1
) as last
cross join generate_series(0, {{last}}) as numbers(n)
"""
# Every second one has ended; each customer stays in segment after segment.
STAYS = f"""
insert into {LEDGER}.segment_stays (segment, customer_id, entered_at, exited_at, recorded_release)
select
    'lookup_' || n % {{segments}},
    known.customer_id,
    last.as_of - interval '1 day' * (n % 300 + 2),
    case when n % 2 = 0 then last.as_of - interval '1 day' end,
    last.release_id
from generate_series(0, {{last}}) as numbers(n)
inner join (
    select customer_id, row_number() over (order by customer_id) - 1 as place, count(*) over () as customers
    from (select distinct customer_id from {LEDGER}.segment_stays) as customers
) as known on n / {{segments}} % known.customers = known.place
cross join (select * from {LEDGER}.releases where release_id = {LAST}) as last
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, and prints a line; the exit code is 1 where nobody is published."""
    parser = argparse.ArgumentParser(prog="python -m bench.lookup", description=__doc__)
    parser.add_argument("--lookups", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--stays", type=int, help="stays in a copy's history (default: measure what there is)"
    )
    parser.add_argument("--segments", type=int, default=200, help="with --stays")
    parser.add_argument("--releases", type=int, default=1_000, help="with --stays")
    asked = parser.parse_args(arguments)
    project = Project(Path(__file__).parents[1], "postgres")
    name_server(project)
    ensure_server(project)
    database = address(project)
    with contextlib.ExitStack() as held:
        if asked.stays:
            database = held.enter_context(copied(database))
            _enlarge(database, asked.segments, asked.releases, asked.stays)
        with contextlib.closing(psycopg2.connect(database)) as connection:
            times = lookups(connection, asked.lookups, asked.seed)
    if not times:
        print(f"{PUBLISHED}.customer_segments has nobody: refresh first.")
        return 1
    print(described(times))
    return 0


@contextlib.contextmanager
def copied(database: str) -> Iterator[str]:
    """A copy of a database, which is dropped in the end; gives its address."""
    with contextlib.closing(psycopg2.connect(make_dsn(database, dbname="postgres"))) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            name = psycopg2.extensions.parse_dsn(database)["dbname"]
            cursor.execute(f'drop database if exists "{name}_{COPY}"')
            cursor.execute(f'create database "{name}_{COPY}" template "{name}"')
            try:
                yield make_dsn(database, dbname=f"{name}_{COPY}")
            finally:
                cursor.execute(f'drop database "{name}_{COPY}"')


def _enlarge(database: str, segments: int, releases: int, stays: int) -> None:
    """Put copies of the last release's first segment, of that release, and of stays into the ledger."""
    # Releases last: from then on, another one is the last.
    tables = {
        "segment_stays": STAYS.format(segments=segments, last=stays - 1),
        "segment_versions": COPIES.format(table="segment_versions", last=segments * releases - 1),
        "releases": COPIES.format(table="releases", last=releases - 1),
    }
    changed = {
        "release_id": f"last.release_id + n % {releases} + 1",
        "segment": f"'lookup_' || n / {releases}",
        "access": "'public'",
    }
    with contextlib.closing(psycopg2.connect(database)) as connection:
        with connection, connection.cursor() as cursor:
            for table, insert in tables.items():
                cursor.execute(f"select * from {LEDGER}.{table} limit 0")
                names = [column.name for column in cursor.description or ()]
                cursor.execute(
                    insert.replace("VALUES", ", ".join(changed.get(name, f'last."{name}"') for name in names))
                )
        connection.autocommit = True
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"vacuum analyze {LEDGER}.{table}")


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
