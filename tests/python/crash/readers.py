"""Refreshes under readers: `python -m tests.python.crash.readers 50 --seed 1`.

Processes read what is published all the time, as BI does: one reads the reader file and the Parquet copies,
or eight use connections to PostgreSQL. They also query BI's own views. Each look must find one whole release,
none older than the last. Meanwhile variables and views change, and another program reads for seconds from
what it has opened, by a cursor if there is a server. No error may occur, no query may take longer than a
second, and all views must be up to date once nobody reads any more.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import warehouses
from conftest import copy_project

from crash.bystanders import change_what_views_are_made_from, standing_by, views_left, waits_too_long
from crash.published import released
from crash.servers import Server
from crash.shop import Shop
from crash.trial import WAYS, Report, reading

BUILT_WAY = "views beside file" if warehouses.IS_FILE else "views on server"


def main() -> int:
    """Runs the refreshes. The exit code is 1 if a look failed, took too long or saw two releases."""
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
        f" longest query {report.longest:.2f} s, {time.monotonic() - started:.0f} s"
    )
    return 1 if report.problems else 0


def refresh_under_readers(root: Path, refreshes: int, seed: int, readers: int) -> Report:
    """Makes a shop in `root`. Something happens to it before each refresh."""
    report = Report()
    copy_project(root)
    server, shop = Server(root), Shop([root], random.Random(seed))
    shop.open()
    server.prepare()
    server.run_here(shop.as_of())
    shop.files_changed = False
    first = released(root)
    chance = random.Random(seed)
    with standing_by(root, chance.random(), report), reading(root, report, readers, ways=(*WAYS, BUILT_WAY)):
        while report.refreshes < refreshes and not report.problems:
            shop.go_on()
            if chance.random() < 0.6:
                change_what_views_are_made_from(root, chance)
                shop.files_changed = True
            _refresh(server, shop, report)
    report.problems += waits_too_long(report)
    # Nobody reads any more, so views that had to stay unchanged can change now.
    _refresh(server, shop, report)
    report.problems += views_left(root)
    if released(root) - first != report.refreshes:
        report.problems.append(f"{released(root) - first} releases of {report.refreshes} refreshes")
    server.close()
    return report


def _refresh(server: Server, shop: Shop, report: Report) -> None:
    if shop.files_changed:
        server.prepare()
        shop.files_changed = False
    server.begin(shop.as_of())
    outcome = server.end()
    if outcome.error:
        report.problems.append(outcome.error)
    report.refreshes += 1
    print(f"{report.refreshes} refreshes", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
