"""Writes down what people are to be told, in one transaction a release, before anything is sent."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.notices.happenings import Happening, happened, told_at
from orchestration.project.layers import LEDGER, NOTICES
from orchestration.project.project import Project
from orchestration.publication.catalogue import read_segments
from orchestration.publication.lateness import with_lateness
from orchestration.rules.notify import LATE, Notify, notify_entries
from orchestration.rules.registry import read_segments as registered
from orchestration.warehouse.connections import Warehouse

TABLE = f"{NOTICES}.notices"
MESSAGES = f"{NOTICES}.messages"
RELEASES = f"{NOTICES}.releases"

UNTOLD = f"""
select releases.release_id, releases.as_of
from {RELEASES} as noted
inner join {LEDGER}.releases as releases on noted.release_id = releases.release_id
where noted.told_at is null
order by releases.release_id
"""
LAST_TOLD = f"""
select max(releases.as_of) as as_of
from {RELEASES} as noted
inner join {LEDGER}.releases as releases on noted.release_id = releases.release_id
where noted.told_at is not null
"""
# Of one kind more than this become one message: a rule that lets in thousands must not send thousands.
MOST_AT_ONCE = 20
# Characters that stand in an id that people type.
ID_LENGTH = 10


def wanted(manifest: Mapping[str, Any]) -> list[tuple[str, Notify]]:
    """The entries of meta.notify of all segments of a manifest, each with its segment."""
    found = registered(manifest)
    return [(name, entry) for name in sorted(found) for entry in notify_entries(found[name])]


def note_release(warehouse: Warehouse, release: int) -> None:
    """Note before a release is made that it is to be told: one whose refresh is killed is told, too."""
    warehouse.execute(f"delete from {RELEASES} where release_id = ?", [release])
    warehouse.insert(RELEASES, [(release, None)])


def open_notices(
    project: Project, warehouse: Warehouse, entries: Sequence[tuple[str, Notify]], now: datetime
) -> int:
    """Write the notices of all releases that weren't told yet, and give their number; `now` is UTC.

    Each release is told in one transaction. The caller is the one writer.
    """
    count = 0
    zone = ZoneInfo(project.variables["time_zone"])
    for release in warehouse.rows(UNTOLD):
        with warehouse.transaction():
            last_day = _local_day(warehouse.rows(LAST_TOLD)[0]["as_of"], zone)
            number, as_of = release["release_id"], release["as_of"]
            for segment, entry in entries:
                if entry.when != LATE:
                    found = happened(warehouse, segment, entry, number, as_of, last_day, zone)
                    count += _open(warehouse, segment, entry, number, found, now)
            warehouse.execute(f"update {RELEASES} set told_at = ? where release_id = ?", [now, number])
    return count


def open_late(
    project: Project, warehouse: Warehouse, entries: Sequence[tuple[str, Notify]], now: datetime
) -> int:
    """Write the notices of segments that are late now, and give their number."""
    found = untold_late(project, warehouse, entries, now)
    with warehouse.transaction():
        for row, entry in found:
            reason = f"Its members are of {row['as_of']:%Y-%m-%d %H:%M} UTC."
            late = [Happening(row["late_after"], reason=reason)]
            _open(warehouse, row["segment"], entry, row["release_id"], late, now)
    return len(found)


def untold_late(
    project: Project, warehouse: Warehouse, entries: Sequence[tuple[str, Notify]], now: datetime
) -> list[tuple[dict[str, Any], Notify]]:
    """The segments that are late now and whose entries haven't been told of it, as the catalogue has them."""
    asked = [(segment, entry) for segment, entry in entries if entry.when == LATE]
    if not asked:
        return []
    standing = with_lateness(project, read_segments(warehouse, hidden=True), now)
    late = {row["segment"]: row for row in standing if row["late"]}
    return [
        (late[segment], entry)
        for segment, entry in asked
        if segment in late and late[segment]["late_after"] not in told_at(warehouse, segment, entry)
    ]


def _open(
    warehouse: Warehouse, segment: str, entry: Notify, release: int, found: Sequence[Happening], now: datetime
) -> int:
    is_digest = entry.digest or len(found) > MOST_AT_ONCE
    due_at = now + timedelta(hours=entry.within) if entry.within else None
    notices = [(new_id(), happening) for happening in found]
    due = (now, due_at, 0, entry.to, None, None, None)
    about = (entry.to, is_digest, entry.within, json.dumps(entry.escalate_to), *due)
    rows = [
        (notice, segment, entry.when, one.subject, one.customer, one.at, release, one.reason, *about)
        for notice, one in notices
    ]
    warehouse.insert(TABLE, rows)
    write_messages(warehouse, [(notice, entry.to) for notice, _ in notices], now, is_digest=is_digest)
    return len(notices)


def write_messages(
    warehouse: Warehouse, notices: Sequence[tuple[str, str]], now: datetime, *, step: int = 0, is_digest: bool
) -> None:
    """Write down that each notice is to be sent to a person: one message each, or one of all in a digest."""
    shared = new_id()
    warehouse.insert(
        MESSAGES,
        [
            (shared if is_digest else new_id(), notice, person, step, now, 0, None, None)
            for notice, person in notices
        ],
    )


def _local_day(as_of: datetime | None, zone: ZoneInfo) -> date | None:
    return as_of.replace(tzinfo=UTC).astimezone(zone).date() if as_of else None


def new_id() -> str:
    """An id that tells nothing: a customer's could be found by trying."""
    return uuid.uuid4().hex[:ID_LENGTH]
