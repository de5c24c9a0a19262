"""What BI does on PostgreSQL beside asking: views on what is published, and cursors that it leaves open."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import warehouses

LONGEST_LOOK = 6.0
BUILT = {
    "bi.sizes": "create view bi.sizes as select segment, size from published.segments",
    "bi.members": "create view bi.members as select * from published.segment_members",
    "bi.loyal": "create materialized view bi.loyal as select * from published.loyal",
}
VIEWS = ("segments", "segment_members", "segment_history", "segment_drift", "loyal", "swedes")


@contextmanager
def standing_by(root: Path, chance: random.Random, problems: list[str]) -> Iterator[None]:
    """Views of BI's own, which must stand at the end, and a session that leaves cursors open."""
    with warehouses.connected(root, read_only=False) as connection:
        connection.execute("create schema bi")
        for statement in BUILT.values():
            connection.execute(statement)
    over = threading.Event()
    seed = chance.random()
    looking = threading.Thread(target=_leave_cursors_open, args=(root, seed, over, problems))
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()
        with warehouses.connected(root) as connection:
            for name in BUILT:
                if connection.execute(f"select to_regclass('{name}')").fetchone() == (None,):
                    problems.append(f"{name} is gone")


def _leave_cursors_open(root: Path, seed: float, over: threading.Event, problems: list[str]) -> None:
    chance = random.Random(seed)
    with warehouses.connected(root) as connection:
        while not over.is_set():
            name = chance.choice(VIEWS)
            try:
                connection.execute("begin")
                connection.execute(f"declare looking cursor for select * from published.{name}")
                connection.execute("fetch 5 from looking")
                over.wait(chance.random() * LONGEST_LOOK)
                connection.execute("commit")
            except Exception as error:
                problems.append(f"cursor on {name}: {error!r}")
                return


def change_what_views_are_made_from(root: Path, chance: random.Random) -> None:
    """A variable, which changes no view, or the text of one of them, which shows the same after it."""
    if chance.random() < 0.7:
        file, known = root / "dbt_project.yml", r"value_days: \d+"
        given = f"value_days: {chance.randrange(30, 365)}"
    else:
        file, known = root / "macros" / "publication" / "published_drift.sql", r"where (\d+ = \d+ and )?drift"
        number = chance.randrange(1000)
        given = f"where {number} = {number} and drift"
    text, count = re.subn(known, given, file.read_text(encoding="utf-8"))
    assert count == 1, file
    file.write_text(text, encoding="utf-8")
