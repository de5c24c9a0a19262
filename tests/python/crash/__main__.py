"""Kills refreshes: `python -m tests.python.crash 100 --seed 1`.

Each process has a shop of its own, made by its seed. The moments of the kills depend on the machine. The
changes to the shop depend only on the seed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import warehouses

from crash.trial import Report, Trial


def main() -> int:
    """Runs the trials. The exit code is 1 if anything differs or a reader saw what it should not."""
    parser = argparse.ArgumentParser(prog="python -m tests.python.crash", description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=100, help="how many, at least (default: 100)")
    parser.add_argument("--seed", type=int, default=1, help="where to begin; a shop a seed (default: 1)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="shops (default: as many as cores)")
    asked = parser.parse_args()
    started, share = time.monotonic(), -(-asked.kills // asked.jobs)
    with warehouses.server(), ProcessPoolExecutor(asked.jobs) as workers:
        seeds = range(asked.seed, asked.seed + asked.jobs)
        reports = list(workers.map(run, seeds, [share] * asked.jobs))
    kills: Counter[str] = sum((report.kills for report in reports), Counter())
    for phase, count in kills.items():
        print(f"{phase:<20} {count:4} kills")
    for seed, report in zip(seeds, reports, strict=True):
        for problem in report.problems:
            print(f"seed {seed}, {problem}")
    moments = len(set().union(*(report.moments for report in reports)))
    problems = sum(len(report.problems) for report in reports)
    print(
        f"kills {kills.total()} (at {moments} moments, {_sum(reports, 'released_though_killed')} after the"
        f" release), refreshes {_sum(reports, 'refreshes')}, looks of readers {_sum(reports, 'looks')},"
        f" differences {problems}, {time.monotonic() - started:.0f} s"
    )
    return 1 if problems else 0


def run(seed: int, kills: int) -> Report:
    """Runs a trial in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="killed-") as folder:
        return Trial(Path(folder), seed).run(kills)


def _sum(reports: list[Report], name: str) -> int:
    return sum(getattr(report, name) for report in reports)


if __name__ == "__main__":
    sys.exit(main())
