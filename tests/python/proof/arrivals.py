"""Which of the received rows count, as docs/own-data.md says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from .worlds import Row


def counting(rows: Iterable[Row], absent: frozenset[str]) -> Iterator[Row]:
    """Of each event the row that counts, without the columns that the input lacks."""
    received: dict[str, list[Row]] = {}
    for row in rows:
        # Without a time it is set aside.
        if row["occurred_at"] is not None:
            known = {name: value for name, value in row.items() if name not in absent}
            received.setdefault(row["event_id"], []).append(known)
    for versions in received.values():
        yield from _last(versions)


def _last(versions: list[Row]) -> Iterable[Row]:
    """None where the newest say different things, or one that the event is gone."""
    newest = max(map(_arrival, versions))
    last = [row for row in versions if _arrival(row) == newest]
    if any(row.get("is_deleted") for row in last):
        return []
    # Whether it says that it is not deleted, or nothing of that, is the same.
    is_one = all({**row, "is_deleted": False} == {**last[0], "is_deleted": False} for row in last)
    return last[:1] if is_one else []


def _arrival(row: Row) -> datetime:
    return row.get("loaded_at", row["occurred_at"]) or datetime.min
