"""Sizes over many refreshes on PostgreSQL: `DBT_TARGET=postgres python -m tests.python.crash.bounded 200`.

Something happens to a shop before each refresh. Replaced rows and remade tables leave dead rows in tables and
in the catalogue, which vacuum must remove as fast as refreshes make them. From half of the refreshes on, only
the ledger may grow, by its rows.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import warehouses
from conftest import copy_project

from crash.servers import Server
from crash.shop import Shop

SIZES = """
select
    namespaces.nspname as schema,
    tables.relname as name,
    pg_total_relation_size(tables.oid) / 1024 as kilobytes,
    coalesce(counted.n_live_tup, 0) as rows,
    coalesce(counted.n_dead_tup, 0) as dead
from pg_class as tables
inner join pg_namespace as namespaces on tables.relnamespace = namespaces.oid
left join pg_stat_all_tables as counted on tables.oid = counted.relid
where
    tables.relkind = 'r'
    and namespaces.nspname in ('pg_catalog', 'raw', 'core', 'features', 'membership', 'ledger', 'audit')
"""
# Each release may add to these.
HISTORY = ("ledger", "audit")
# The size in kilobytes below which a table is ignored, and the largest growth allowed since half time.
SMALL, GROWTH = 1024, 1.5


@dataclass(frozen=True)
class Size:
    """A table's kilobytes with its indexes, and its rows in PostgreSQL's own count, which is approximate."""

    kilobytes: int
    rows: int
    dead: int


Sizes = dict[tuple[str, str], Size]


def main() -> int:
    """Refreshes and prints the sizes at four times. The exit code is 1 if anything keeps growing."""
    parser = argparse.ArgumentParser(prog="python -m tests.python.crash.bounded", description=__doc__)
    parser.add_argument("refreshes", type=int, nargs="?", default=200, help="how many (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="what happens between them (default: 1)")
    asked = parser.parse_args()
    if warehouses.IS_FILE:
        parser.error("only PostgreSQL leaves remains: set DBT_TARGET=postgres")
    if asked.refreshes < 4:
        parser.error(f"refreshes: expected 4 or more, received {asked.refreshes}")
    started = time.monotonic()
    with warehouses.server(), tempfile.TemporaryDirectory(prefix="bounded-") as folder:
        found = refreshed(Path(folder), asked.refreshes, asked.seed)
    print("\n".join(told(found)))
    grown = problems(found)
    for problem in grown:
        print(problem)
    print(f"refreshes {asked.refreshes}, grown without end {len(grown)}, {time.monotonic() - started:.0f} s")
    return 1 if grown else 0


def refreshed(root: Path, refreshes: int, seed: int) -> dict[int, Sizes]:
    """Returns sizes in a shop in `root` after a quarter, half, three quarters and all of the refreshes."""
    copy_project(root)
    server, shop = Server(root), Shop([root], random.Random(seed))
    shop.open()
    found: dict[int, Sizes] = {}
    looks = {refreshes * quarter // 4 for quarter in range(1, 5)}
    for count in range(1, refreshes + 1):
        if shop.files_changed:
            server.prepare()
            shop.files_changed = False
        server.run_here(shop.as_of())
        if count in looks:
            found[count] = _sizes(root)
        if count in looks or count % 10 == 0:
            print(f"after {count} refreshes: {_total(_sizes(root)):.1f} MB", file=sys.stderr, flush=True)
        shop.go_on()
    server.close()
    return found


def problems(found: dict[int, Sizes]) -> list[str]:
    """Returns a sentence for each thing that grew too much from half of the refreshes to their end."""
    _, half, _, end = (found[count] for count in sorted(found))
    grown = []
    for (schema, name), size in end.items():
        if size.kilobytes <= SMALL:
            continue
        before = half.get((schema, name), Size(0, 0, 0))
        if schema not in HISTORY and size.kilobytes > GROWTH * before.kilobytes:
            grown.append(f"{schema}.{name} grew from {before.kilobytes} to {size.kilobytes} kB")
        if schema in HISTORY and size.dead > max(size.rows, 1000):
            grown.append(f"{schema}.{name} has {size.dead} dead rows beside {size.rows}")
    return grown


def told(found: dict[int, Sizes]) -> list[str]:
    """Returns the sizes as lines: one for each larger table, and one for all others of its schema."""
    counts, end = sorted(found), found[max(found)]
    lines = [
        f"{'kB after refreshes':<42}" + "".join(f"{count:>9}" for count in counts) + "     rows     dead"
    ]
    for schema in dict.fromkeys(schema for schema, _ in sorted(end)):
        tables = [key for key in sorted(end) if key[0] == schema]
        for key in [key for key in tables if end[key].kilobytes > SMALL / 4]:
            lines.append(_line(".".join(key), [found[count].get(key) for count in counts]))
        everything = [_sum(found[count], schema) for count in counts]
        lines.append(_line(f"{schema}: all of {len(tables)} tables", everything))
    return lines


def _line(name: str, sizes: list[Size | None]) -> str:
    columns = "".join(f"{size.kilobytes if size else 0:>9}" for size in sizes)
    last = sizes[-1] or Size(0, 0, 0)
    return f"{name:<42}{columns}{last.rows:>9}{last.dead:>9}"


def _sum(sizes: Sizes, schema: str) -> Size:
    of = [size for (where, _), size in sizes.items() if where == schema]
    return Size(sum(s.kilobytes for s in of), sum(s.rows for s in of), sum(s.dead for s in of))


def _sizes(root: Path) -> Sizes:
    with warehouses.connected(root) as connection:
        rows = connection.execute(SIZES).fetchall()
    return {(schema, name): Size(*numbers) for schema, name, *numbers in rows}


def _total(sizes: Sizes) -> float:
    return sum(size.kilobytes for size in sizes.values()) / 1024


if __name__ == "__main__":
    sys.exit(main())
