"""Sends what is in the outbox, a window of batches at a time, and records what came of each.

The warehouse is held for the moments before and after a window, never while a destination is waited for: a
slow one delays no refresh. What is in memory is one window.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from orchestration.delivery.audience import CONTACTS_MADE
from orchestration.delivery.batches import Batch, RowsRefusedError, load_rows
from orchestration.delivery.carriers import Carrier
from orchestration.delivery.destinations import Destination
from orchestration.delivery.receipts import BATCHES, OUTBOX, bury, confirm
from orchestration.project.errors import RefusedError
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, is_file, open_warehouse
from orchestration.warehouse.lock import WAIT_SECONDS
from orchestration.warehouse.writer import only_writer

# Rows and batches that are on their way at a time, unless a single batch has more rows.
WINDOW_ROWS = 10_000
WINDOW_BATCHES = 100
# Batches of a file, which are large, that are recorded at a time.
FEW_BATCHES = 10

# What DuckDB takes before it spills to disk, however many members an audience has.
MEMORY = "512MB"

COLUMNS = "batch_id, segment, action, phase, number, members"


@dataclass
class Sent:
    """Counts of members that a destination confirmed, and refused for good."""

    confirmed: int = 0
    refused: int = 0


@dataclass
class _Window:
    batches: Sequence[Batch]
    confirmed: list[Batch] = field(default_factory=list)
    refused: list[tuple[Batch, str]] = field(default_factory=list)
    # Of these nothing has left.
    untouched: list[Batch] = field(default_factory=list)


@contextmanager
def writing(project: Project) -> Iterator[Warehouse]:
    """The warehouse in a transaction, as its one writer, after whoever writes now."""
    with only_writer(project, WAIT_SECONDS), open_warehouse(project) as warehouse:
        if is_file(project):
            warehouse.execute(f"set memory_limit = '{MEMORY}'")
        with warehouse.transaction():
            yield warehouse


def contacts_of(warehouse: Warehouse, destination: Destination) -> tuple[str, str] | None:
    """Where contacts made are recorded, and on which channel; None for a destination that makes none."""
    if destination.channel is None or not warehouse.columns(CONTACTS_MADE):
        return None
    return CONTACTS_MADE, destination.channel


def confirm_all(project: Project, destination: Destination, batches: Sequence[str]) -> int:
    """Record that a file with all of these batches stands; gives the members concerned.

    A few at a time: an engine keeps in memory what a transaction changes. What is left after an interruption
    is settled by the next file.
    """
    members = 0
    for start in range(0, len(batches), FEW_BATCHES):
        window = list(batches[start : start + FEW_BATCHES])
        with writing(project) as warehouse:
            marks = ", ".join("?" * len(window))
            counted = f"select sum(members) as members from {BATCHES} where batch_id in ({marks})"
            members += int(warehouse.rows(counted, window)[0]["members"])
            confirm(warehouse, window, contacts_of(warehouse, destination))
    return members


def send_all(project: Project, destination: Destination, carry: Carrier, sent: Sent, seconds: float) -> bool:
    """Send all that is staged, who withdrew first and removals last; whether it was done within so long.

    Raises what the carrier raises; what was confirmed before is recorded, and the rest is sent next time.
    """
    until = time.monotonic() + seconds
    with writing(project) as warehouse:
        batches = _claim(warehouse, destination)
    while batches:
        batches = send(project, destination, carry, batches, sent, until=until)
        if time.monotonic() >= until:
            return False
    return True


def send(
    project: Project,
    destination: Destination,
    carry: Carrier,
    batches: Sequence[Batch],
    sent: Sent,
    *,
    until: float | None = None,
) -> list[Batch]:
    """Send batches that are recorded as being sent, and record the outcome of each; raises what stops it.

    until: by time.monotonic(), when what is due has to be worked out anew: no batch leaves after it. Before
    it, the next batches are given, recorded as being sent.
    """
    window = _Window(batches)
    stopped: RefusedError | None = None
    try:
        stopped = _try(window, carry, until)
    finally:
        # Also when a person stops it: what was confirmed isn't sent again.
        with writing(project) as warehouse:
            _record(warehouse, destination, window, sent)
            goes_on = until is not None and time.monotonic() < until and not stopped
            following = _claim(warehouse, destination) if goes_on else []
    if stopped:
        raise stopped
    return following


def _claim(warehouse: Warehouse, destination: Destination) -> list[Batch]:
    """Mark the next batches, of one phase, as being sent: from here on they may have arrived."""
    found = warehouse.rows(
        f"select {COLUMNS} from {BATCHES} where destination = ? and status = 'staged'"
        f" order by phase, segment, number limit {WINDOW_BATCHES}",
        [destination.name],
    )
    chosen: list[dict[str, Any]] = []
    rows = 0
    for row in found:
        if chosen and (row["phase"] != chosen[0]["phase"] or rows + row["members"] > WINDOW_ROWS):
            break
        chosen.append(row)
        rows += row["members"]
    if not chosen:
        return []
    marks = ", ".join("?" * len(chosen))
    ids = [row["batch_id"] for row in chosen]
    warehouse.execute(f"update {BATCHES} set status = 'sending' where batch_id in ({marks})", ids)
    return load_rows(warehouse, chosen, destination)


def _try(window: _Window, carry: Carrier, until: float | None) -> RefusedError | None:
    """Send one batch after another until time is up or one may be lost; gives what happened to that one."""
    for place, batch in enumerate(window.batches):
        if until is not None and time.monotonic() >= until:
            window.untouched.extend(window.batches[place:])
            return None
        try:
            carry(batch)
            window.confirmed.append(batch)
        except RowsRefusedError as refusal:
            window.refused.append((batch, refusal.reason))
        except RefusedError as error:
            window.untouched.extend(window.batches[place + 1 :])
            return error
    return None


def _record(warehouse: Warehouse, destination: Destination, window: _Window, sent: Sent) -> None:
    if window.confirmed:
        confirm(warehouse, [batch.id for batch in window.confirmed], contacts_of(warehouse, destination))
        sent.confirmed += sum(len(batch.rows) for batch in window.confirmed)
    for batch, reason in window.refused:
        if len(batch.rows) > 1:
            _halve(warehouse, destination, batch)
        else:
            bury(warehouse, batch.id, reason)
            sent.refused += 1
    for batch in window.untouched:
        warehouse.execute(f"update {BATCHES} set status = 'staged' where batch_id = ?", [batch.id])


def _halve(warehouse: Warehouse, destination: Destination, batch: Batch) -> None:
    """Put two batches in the place of one that was refused: a single row may be the reason."""
    half = batch.rows[len(batch.rows) // 2].key
    for ending, condition in (("a", "<"), ("b", ">=")):
        part = f"{batch.id}{ending}"
        warehouse.execute(
            f"update {OUTBOX} set batch_id = ? where batch_id = ? and member_key {condition} ?",
            [part, batch.id, half],
        )
        warehouse.execute(
            f"insert into {BATCHES} select ?, destination, segment, action, phase, number,"
            f" (select count(*) from {OUTBOX} where batch_id = ?), 'staged', null, staged_at, null"
            f" from {BATCHES} where batch_id = ?",
            [part, part, batch.id],
        )
    warehouse.execute(f"update {BATCHES} set status = 'halved' where batch_id = ?", [batch.id])
