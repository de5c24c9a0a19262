"""One delivery to one destination, from what an earlier one left to the last confirmed removal."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from orchestration.delivery.audience import has_consents
from orchestration.delivery.carriers import carrier
from orchestration.delivery.destinations import Destination
from orchestration.delivery.files import file_of, write_audience
from orchestration.delivery.kinds import WHOLE
from orchestration.delivery.placing import files_due, forget_interrupted, new_paths, record_placed
from orchestration.delivery.receipts import (
    BATCHES,
    DEAD_LETTERS,
    RECEIPTS,
    confirm,
    discard_unsent,
    hold_to_match,
    prepare,
)
from orchestration.delivery.resuming import in_doubt
from orchestration.delivery.sending import Sent, confirm_all, send, send_all, writing
from orchestration.delivery.sftp import Server
from orchestration.delivery.staging import Staged, stage
from orchestration.delivery.turns import only_exporter
from orchestration.project.errors import PassingError, RefusedError, UndoneError
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse

# Seconds after which what is due is worked out anew: who withdraws meanwhile isn't sent.
FRESH = 300.0


@dataclass
class Delivery:
    """What was due at a destination, and what came of it; `notes` are no failures, `problems` are.

    `may_pass`: whether the problems may be gone when it is tried again.
    """

    destination: str
    staged: Sequence[Staged] = ()
    sent: Sent = field(default_factory=Sent)
    dead_letters: int = 0
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    may_pass: bool = False


def plan(project: Project, destination: Destination) -> Delivery:
    """What a delivery would send now; nothing is sent or recorded."""
    delivery = Delivery(destination.name)
    with contextlib.suppress(UndoneError), writing(project) as warehouse:
        prepare(project, warehouse)
        if destination.kind not in WHOLE:
            hold_to_match(warehouse, destination)
        waiting = in_doubt(warehouse, destination)
        if waiting:
            rows = sum(len(batch.rows) for batch in waiting)
            delivery.notes.append(f"{rows:,} members of an interrupted delivery are sent again first")
            confirm(warehouse, [batch.id for batch in waiting], None)
        _stage(warehouse, destination, delivery)
        raise UndoneError
    return delivery


def deliver(project: Project, destination: Destination, *, retry: bool) -> Delivery:
    """Send what changed since the last confirmed delivery; problems of the destination are told, not raised.

    retry: send what was refused for good again. Raises PassingError while the same is delivered elsewhere.
    """
    delivery = Delivery(destination.name)
    with only_exporter(project, destination.name):
        try:
            if destination.kind == "file":
                _write(project, destination, delivery, retry=retry)
            elif destination.kind == "sftp":
                _place(project, destination, delivery, retry=retry)
            else:
                _send(project, destination, delivery, retry=retry)
        except RefusedError as error:
            delivery.may_pass = isinstance(error, PassingError) and not delivery.problems
            delivery.problems.extend(error.sentences)
        with writing(project) as warehouse:
            prepare(project, warehouse)
            dead = _count_dead(warehouse, destination)
    delivery.dead_letters = sum(dead.values())
    if dead.get("remove"):
        delivery.problems.append(
            f"{destination.name}: it refuses to remove {dead['remove']:,} members, who are still there;"
            f" `segments export {destination.name} --retry` asks again."
        )
    if delivery.sent.refused:
        delivery.problems.append(
            f"{destination.name}: it refused {delivery.sent.refused:,} members;"
            f" `segments export {destination.name} --retry` sends them again."
        )
    return delivery


def _send(project: Project, destination: Destination, delivery: Delivery, *, retry: bool) -> None:
    carry = carrier(destination)
    while True:
        with writing(project) as warehouse:
            _begin(project, warehouse, destination, retry=retry)
            hold_to_match(warehouse, destination)
            waiting = in_doubt(warehouse, destination)
            if not waiting:
                _stage(warehouse, destination, delivery)
        if waiting:
            send(project, destination, carry, waiting, delivery.sent)
        elif send_all(project, destination, carry, delivery.sent, FRESH):
            return
        retry = False


def _write(project: Project, destination: Destination, delivery: Delivery, *, retry: bool) -> None:
    """A file is written before its receipts; killed in between, it is written again."""
    with writing(project) as warehouse:
        _begin(project, warehouse, destination, retry=retry)
        discard_unsent(warehouse, destination.name)
        _stage(warehouse, destination, delivery)
        found = warehouse.rows(
            f"select batch_id, segment from {BATCHES} where destination = ? and status = 'staged'",
            [destination.name],
        )
        changed = {row["segment"] for row in found}
        # Last the segments of today: one that left may have had the file that is another's now.
        left = sorted(changed.difference(destination.segments))
        is_shared = bool(left) and "{segment}" not in destination.settings["path"]
        for segment in (*left, *destination.segments):
            is_due = segment in changed or is_shared
            if is_due or not file_of(project, destination, segment).is_file():
                write_audience(project, warehouse, destination, segment)
    batches = [row["batch_id"] for row in found]
    delivery.sent.confirmed += confirm_all(project, destination, batches)


def _place(project: Project, destination: Destination, delivery: Delivery, *, retry: bool) -> None:
    """Files of a server are made in one transaction, and recorded in another when they stand there."""
    server = Server(destination)
    with writing(project) as warehouse:
        _begin(project, warehouse, destination, retry=retry)
        new = new_paths(warehouse, destination)
    server.refuse_taken(new)
    with writing(project) as warehouse:
        forget_interrupted(warehouse, destination)
        _stage(warehouse, destination, delivery)
        due = files_due(project, warehouse, destination)
    try:
        server.carry_out(due)
    finally:
        with writing(project) as warehouse:
            placed = record_placed(warehouse, destination, due)
        delivery.sent.confirmed += confirm_all(project, destination, placed)


def _begin(project: Project, warehouse: Warehouse, destination: Destination, *, retry: bool) -> None:
    prepare(project, warehouse)
    if retry:
        warehouse.execute(f"delete from {DEAD_LETTERS} where destination = ?", [destination.name])


def _stage(warehouse: Warehouse, destination: Destination, delivery: Delivery) -> None:
    declared = list(destination.segments)
    known = warehouse.rows(
        f"select distinct segment from {RECEIPTS} where destination = ? order by segment", [destination.name]
    )
    left = [row["segment"] for row in known if row["segment"] not in declared]
    delivery.staged = [
        *(stage(warehouse, destination, segment, declared=True) for segment in declared),
        *(stage(warehouse, destination, segment, declared=False) for segment in left),
    ]
    delivery.notes = [note for note in delivery.notes if "interrupted" in note]
    if destination.channel is not None and not has_consents(warehouse, destination.channel):
        delivery.notes.append(
            f"{destination.name}: nobody can be contacted on channel '{destination.channel}', so nobody is"
            " sent"
        )
    delivery.problems = list(_withheld(destination, delivery.staged))


def _withheld(destination: Destination, staged: Sequence[Staged]) -> Iterator[str]:
    for due in staged:
        if due.withheld:
            yield (
                f"{destination.name}: {due.segment}: {due.withheld:,} of {due.had:,} members would be"
                f" removed, more than limits: max_removed: {destination.limits.max_removed:g}; they stay."
                f" If it is right, raise the limit in {destination.file}."
            )


def _count_dead(warehouse: Warehouse, destination: Destination) -> dict[str, int]:
    """Members by what the destination refuses for good: to add them, or to remove them."""
    found = warehouse.rows(
        f"select action, count(*) as members from {DEAD_LETTERS} where destination = ? group by action",
        [destination.name],
    )
    return {row["action"]: row["members"] for row in found}
