"""Refreshes under readers: `python -m tests.python.crash.readers 50 --seed 1`.

Processes look at what is published all the while, as BI does: one at the reader file and at the Parquet
copies, or eight over connections to PostgreSQL. Each look must find one whole release, none older than the
last. On PostgreSQL, variables and views change as well, BI has built views of its own on what is published,
and a session leaves cursors open.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import warehouses
from conftest import copy_project

from crash.bystanders import change_what_views_are_made_from, standing_by
from crash.published import released
from crash.servers import Server
from crash.shop import Shop
from crash.trial import Report, reading


def main() -> int:
    """Runs the refreshes; the exit code is 1 when a look failed or saw two releases at once."""
    parser = argparse.ArgumentParser(prog="python -m tests.python.crash.readers", description=__doc__)
    parser.add_argument("refreshes", type=int, nargs="?", default=50, help="how many (default: 50)")
    parser.add_argument("--seed", type=int, default=1, help="what happens between them (default: 1)")
    parser.add_argument("--readers", type=int, help="how many (default: 1, on PostgreSQL 8)")
    asked = parser.parse_args()
    started = time.monotonic()
    readers = asked.readers or (1 if warehouses.IS_FILE else 8)
    with warehouses.server(), tempfile.TemporaryDirectory(prefix="readers-") as folder:
        report = refresh_under_readers(Path(folder), asked.refreshes, asked.seed, readers)
    for problem in report.problems:
        print(problem)
    print(
        f"refreshes {report.refreshes}, looks of {readers} readers {report.looks},"
        f" releases seen {report.releases_seen}, errors {len(report.problems)},"
        f" {'' if warehouses.IS_FILE else f'longest query {report.longest:.2f} s, '}"
        f"{time.monotonic() - started:.0f} s"
    )
    return 1 if report.problems else 0


def refresh_under_readers(root: Path, refreshes: int, seed: int, readers: int) -> Report:
    """A shop in `root`, to which something happens before each of so many refreshes."""
    report = Report()
    copy_project(root)
    server, shop = Server(root), Shop([root], random.Random(seed))
    shop.open()
    server.prepare()
    server.run_here(shop.as_of())
    shop.files_changed = False
    first = released(root)
    chance = random.Random(seed)
    beside = nullcontext() if warehouses.IS_FILE else standing_by(root, chance, report.problems)
    with beside, reading(root, report, readers):
        while report.refreshes < refreshes and not report.problems:
            shop.go_on()
            if not warehouses.IS_FILE and chance.random() < 0.6:
                change_what_views_are_made_from(root, chance)
                shop.files_changed = True
            if shop.files_changed:
                server.prepare()
                shop.files_changed = False
            server.begin(shop.as_of())
            outcome = server.end()
            if outcome.error:
                report.problems.append(outcome.error)
            report.refreshes += 1
    if released(root) - first != refreshes:
        report.problems.append(f"{released(root) - first} releases of {refreshes} refreshes")
    server.close()
    return report


if __name__ == "__main__":
    sys.exit(main())
