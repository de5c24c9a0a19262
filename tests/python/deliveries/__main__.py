"""Replays releases with faults and kills: `python -m tests.python.deliveries 52 --kills 200 --seed 1`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from delivery_world import settings

from deliveries.replay import Replay


def main() -> int:
    """Replay; the exit code is 1 when a destination differs or was sent what it should not have been."""
    parser = argparse.ArgumentParser(prog="python -m tests.python.deliveries", description=__doc__)
    parser.add_argument("weeks", type=int, nargs="?", default=52, help="releases (default: 52)")
    parser.add_argument("--kills", type=int, default=200, help="deliveries to kill, at least (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="of the shop and of the faults (default: 1)")
    asked = parser.parse_args()
    os.environ.update(settings())
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="deliveries-") as folder:
        report = Replay(Path(folder) / "project", asked.seed).run(asked.weeks, asked.kills)
    for problem in report.problems:
        print(problem)
    print(
        f"weeks {report.weeks}, runs {report.runs}, kills {report.kills}, requests {report.requests},"
        f" rows {report.rows} ({report.removed} removals, {report.repeated} repeated under the same id,"
        f" {report.again} under another),"
        f" differences {len(report.problems)}, {time.monotonic() - began:.0f} s"
    )
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
