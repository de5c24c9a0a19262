"""Selects the received rows that count, as docs/own-data.md says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from .worlds import Row


def counting(rows: Iterable[Row], absent: frozenset[str]) -> Iterator[Row]:
    """Yields the row that counts of each event, without the columns that the input lacks."""
    received: dict[str, list[Row]] = {}
    for row in rows:
        # A row without a time is set aside.
        if row["occurred_at"] is not None:
            known = {name: value for name, value in row.items() if name not in absent}
            received.setdefault(row["event_id"], []).append(known)
    for versions in received.values():
        yield from _last(versions)


def _last(versions: list[Row]) -> Iterable[Row]:
    """Returns nothing if the newest rows contradict each other, or if one says that the event is deleted."""
    newest = max(map(_arrival, versions))
    last = [row for row in versions if _arrival(row) == newest]
    if any(row.get("is_deleted") for row in last):
        return []
    # A row that says it isn't deleted equals one that says nothing about it.
    is_one = all({**row, "is_deleted": False} == {**last[0], "is_deleted": False} for row in last)
    return last[:1] if is_one else []


def _arrival(row: Row) -> datetime:
    return row.get("loaded_at", row["occurred_at"]) or datetime.min
