"""One turn of telling people: after each refresh, and each minute while Dagster runs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orchestration.notices.following import escalate, exist, is_step_due
from orchestration.notices.keeping import MESSAGES, TABLE, open_late, open_notices, wanted
from orchestration.notices.sending import send_pending
from orchestration.project.present import utc_now
from orchestration.project.project import Project
from orchestration.rules.notify import LATE
from orchestration.warehouse.connections import Warehouse, open_warehouse

PENDING = f"""
select 1 from {MESSAGES} as messages
inner join {TABLE} as notices on messages.notice = notices.notice
where messages.confirmed_at is null and notices.acknowledged_at is null
"""


def take_turn(project: Project, manifest: Mapping[str, Any], now: datetime | None = None) -> list[str]:
    """Write down what is to be told, then send it; gives a sentence for what wasn't delivered.

    The caller is the one writer. `now` is a UTC time, the machine's without one. Ended at any moment, the
    next turn does the rest.
    """
    now = now or utc_now()
    return send_pending(project, now) if write_down(project, manifest, now) else []


def write_down(project: Project, manifest: Mapping[str, Any], now: datetime) -> bool:
    """Write down what happened, what is late and what is overdue; whether anything waits to be sent."""
    entries = wanted(manifest)
    with open_warehouse(project) as warehouse:
        if not exist(warehouse):
            return False
        open_notices(project, warehouse, entries, now)
        open_late(project, warehouse, entries, now)
        escalate(warehouse, now)
        return bool(warehouse.rows(PENDING))


def is_due(warehouse: Warehouse, manifest: Mapping[str, Any], now: datetime) -> bool:
    """Whether a turn between refreshes may have something to do: most minutes it hasn't."""
    if not exist(warehouse):
        return False
    has_late = any(entry.when == LATE for _, entry in wanted(manifest))
    return has_late or bool(warehouse.rows(PENDING)) or is_step_due(warehouse, now)
