"""Sends a large audience, then a day's change: `python -m tests.python.deliveries.million 1000000`.

Prints rows, CPU seconds and the peak memory of the process that delivers. The exit code is 1 when other rows
were sent than had changed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from delivery_world import World, settings
from faulty_server import Service, serving

from deliveries.killed import run

# Of the members, so many in a thousand leave on a day, and as many come.
CHANGED = 5
WORLD = """
insert into core.customers select 'c' || n from generate_series(1, {n}) as numbers(n);
insert into contacts.contact_points
    select 'c' || n, 'customer.' || n || '@example.com', '+45' || n
    from generate_series(1, {n}) as numbers(n);
insert into contacts.contactable select 'c' || n, 'email' from generate_series(1, {n}) as numbers(n);
insert into ledger.current_versions values ('loyal', 'public', 'live', current_date);
"""
RELEASE = """
delete from ledger.current_members;
insert into ledger.current_members
    select 'loyal', 'c' || n, 'public' from generate_series({first}, {last}) as numbers(n)
"""


class Counting(Service):
    """A service that counts rows and keeps none."""

    def __init__(self) -> None:
        super().__init__()
        self.counts = {"add": 0, "remove": 0}

    def carry_out(self, body: dict[str, Any]) -> int:
        """Count."""
        self.counts[body["action"]] += len(body["members"])
        self.requests.clear()
        self.headers.clear()
        return 200


def main() -> int:
    """Deliver twice."""
    parser = argparse.ArgumentParser(prog="python -m tests.python.deliveries.million", description=__doc__)
    parser.add_argument("members", type=int, nargs="?", default=1_000_000, help="of the audience (1000000)")
    asked = parser.parse_args()
    os.environ.update(settings())
    members, changed = asked.members, asked.members * CHANGED // 1000
    with tempfile.TemporaryDirectory(prefix="deliveries-") as folder, serving(Counting()) as (service, url):
        world = World(Path(folder) / "project")
        world.run(WORLD.format(n=members + changed))
        world.declare("crm", kind="rest", url=url, columns=["email", "phone"], limits={"batch_size": 5_000})
        found = []
        for first, last in ((1, members), (1 + changed, members + changed)):
            world.run(RELEASE.format(first=first, last=last))
            before = dict(service.counts)
            code, said = run(world.root)
            added, removed = (service.counts[action] - before[action] for action in ("add", "remove"))
            kilobytes, seconds = map(float, (world.root / "used.txt").read_text().split())
            cost = f"{seconds:.1f} CPU s, {kilobytes / 1024:.0f} MB at most"
            print(f"added {added:,}, removed {removed:,}, {cost}")
            found.append((code, added, removed))
            if said:
                print(said)
    return 0 if found == [(0, members, 0), (0, changed, changed)] else 1


if __name__ == "__main__":
    sys.exit(main())
