"""The twelve months of 2017, on the demonstration input: `python -m tests.python.demonstration.months`.

Twelve monthly refreshes in sequence, one backfill, and a full build from nothing at each month's end.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

import warehouses
from conftest import copy_project

from months.proof import Proof
from orchestration.ingest import load_into
from orchestration.project.project import Project

LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAYS = [f"2017-{month:02}-{day}" for month, day in enumerate(LAST_DAYS, 1)]


def main() -> int:
    """Runs the proof. The exit code is 1 if anything differs."""
    started = time.monotonic()
    with warehouses.server(), tempfile.TemporaryDirectory(prefix="months-") as text:
        folder = Path(text)
        (folder / "project").mkdir()
        project = copy_project(folder / "project")
        os.environ |= warehouses.environment(project.root)
        load_into(Project(project.root, warehouses.TARGET))
        report = Proof(project, folder).run(DAYS, "month")
    for problem in report.problems:
        print(problem)
    print(
        f"releases {report.releases}, members compared {report.members}, differences {len(report.problems)},"
        f" {time.monotonic() - started:.0f} s"
    )
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
