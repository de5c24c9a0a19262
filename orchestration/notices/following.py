"""What must be done about notices: who has it, until when, what is overdue, and who has closed it."""

import json
import math
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from orchestration.notices.keeping import MESSAGES, MOST_AT_ONCE, TABLE, write_messages
from orchestration.project.errors import RefusedError
from orchestration.project.layers import LEDGER
from orchestration.project.nearest import hint
from orchestration.warehouse.connections import Warehouse

OPEN = f"""
select
    notices.*, versions.owner, versions.access,
    (
        select count(*) from {MESSAGES} as messages
        where messages.notice = notices.notice and messages.confirmed_at is null
    ) as undelivered
from {TABLE} as notices
left join {LEDGER}.current_versions as versions on notices.segment = versions.segment
where notices.acknowledged_at is null and notices.due_at is not null
order by notices.due_at, notices.segment, notices.notice
"""
CLOSE = f"update {TABLE} set acknowledged_at = ?, acknowledged_by = ?, note = ? where notice = ?"
STEPPED = f"update {TABLE} set step = ?, responsible = ? where notice = ?"
LONGEST_NOTE = 1000


def exist(warehouse: Warehouse) -> bool:
    """Whether a refresh has made the tables."""
    return bool(warehouse.columns(TABLE))


def follow_ups(warehouse: Warehouse, now: datetime) -> list[dict[str, Any]]:
    """What waits for somebody, the longest overdue first; each says whether it `is_overdue` (now: UTC)."""
    rows = warehouse.rows(OPEN) if exist(warehouse) else []
    return [row | {"is_overdue": row["due_at"] < now} for row in rows]


def escalate(warehouse: Warehouse, now: datetime) -> int:
    """Write messages to the next person named for each step that is overdue; gives the number of steps.

    The first is due with the deadline, each further one as many hours later as the first had. The caller is
    the one writer.
    """
    steps: dict[tuple[Any, ...], list[tuple[str, str]]] = defaultdict(list)
    with warehouse.transaction():
        for row in warehouse.rows(OPEN):
            step = _step_due(row, now)
            for number in range(row["step"] + 1, step + 1):
                person = _chain(row)[number]
                alike = (number, person, row["segment"], row["happening"], row["is_digest"])
                steps[alike].append((row["notice"], person))
            if step > row["step"]:
                warehouse.execute(STEPPED, [step, _chain(row)[step], row["notice"]])
        for (number, *_, is_digest), told in steps.items():
            together = is_digest or len(told) > MOST_AT_ONCE
            write_messages(warehouse, told, now, step=number, is_digest=together)
    return sum(map(len, steps.values()))


def is_step_due(warehouse: Warehouse, now: datetime) -> bool:
    """Whether escalate() would write anything."""
    return any(_step_due(row, now) > row["step"] for row in warehouse.rows(OPEN))


def acknowledge(warehouse: Warehouse, notice: str, note: str, by: str, now: datetime) -> dict[str, Any]:
    """Close a follow-up, and give it. The caller is the one writer.

    Raises RefusedError for one that isn't open, and without a note.
    """
    if not 0 < len(note.strip()) <= LONGEST_NOTE:
        raise RefusedError(f"--note: say what was done, in at most {LONGEST_NOTE:,} characters.")
    rows = warehouse.rows(f"select * from {TABLE} where notice = ?", [notice]) if exist(warehouse) else []
    found = rows[0] if rows else None
    if found is None or found["due_at"] is None:
        ids = [row["notice"] for row in follow_ups(warehouse, now)]
        ending = hint(notice, ids) or "; none is open"
        raise RefusedError(f"No follow-up has the ID '{notice}'{ending}.")
    if found["acknowledged_at"]:
        raise RefusedError(
            f"'{notice}' was closed by {found['acknowledged_by']} on"
            f" {found['acknowledged_at']:%Y-%m-%d %H:%M} UTC: {found['note']}"
        )
    warehouse.execute(CLOSE, [now, by, note.strip(), notice])
    return found | {"acknowledged_at": now, "acknowledged_by": by, "note": note.strip()}


def _step_due(row: dict[str, Any], now: datetime) -> int:
    """The last step of a follow-up that should have been taken by now."""
    overdue = (now - row["due_at"]) / timedelta(hours=row["within_hours"])
    return min(math.floor(overdue) + 1 if overdue > 0 else 0, len(_chain(row)) - 1)


def _chain(row: dict[str, Any]) -> list[str]:
    return [row["recipient"], *json.loads(row["escalate_to"])]
