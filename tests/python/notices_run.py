"""A process that makes releases of a ledger and tells people, to be killed: its folder, and how many.

Started again, it goes on where it was killed.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from told_ledger import release

from orchestration.notices.keeping import note_release, open_notices
from orchestration.notices.sending import LONGEST_PAUSE, send_pending
from orchestration.project.project import Project
from orchestration.rules.notify import Notify
from orchestration.warehouse.connections import open_warehouse

ENTRIES = [
    ("loyal", Notify("enter", "vp@shop.example", 24)),
    ("loyal", Notify("enter", "office@shop.example", digest=True)),
    ("loyal", Notify("exit", "owner")),
]
EACH = 3


def main(folder: Path, releases: int) -> None:
    """Make releases up to a number, and send what waits; prints a line when all is told."""
    project = Project(folder, "duckdb")
    # Each process begins when every pause is over.
    pause = timedelta(minutes=LONGEST_PAUSE)
    with open_warehouse(project) as warehouse:
        (last,) = warehouse.rows("select coalesce(max(release_id), 0) as number from ledger.releases")
    tried = project.root / "starts"
    starts = len(tried.read_text().splitlines()) + 1 if tried.is_file() else 1
    with tried.open("a") as file:
        file.write("\n")
    now = datetime.now(UTC).replace(tzinfo=None) + starts * pause
    for number in range(last["number"], releases + 1):
        with open_warehouse(project) as warehouse:
            if number > last["number"]:
                note_release(warehouse, number)
                release(warehouse, number, customers(number), customers(number - 2))
            open_notices(project, warehouse, ENTRIES, now)
        assert send_pending(project, now).failed == {}
    print("told")


def customers(number: int) -> list[str]:
    """Who enters with a release; they leave with the second next."""
    return [f"c{number}-{each}" for each in range(EACH)] if number > 0 else []


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
