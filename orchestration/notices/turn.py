"""One turn of telling people: after each refresh, and each minute while Dagster runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orchestration.notices.following import escalate, exist, is_step_due
from orchestration.notices.keeping import UNTOLD, open_late, open_notices, untold_late, wanted
from orchestration.notices.sending import Sent, send_pending, tried_now
from orchestration.project.present import utc_now
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, open_warehouse


@dataclass(frozen=True)
class Turn:
    """What a turn did: notices and steps that it wrote down, and what it sent."""

    written: int
    sent: Sent


def take_turn(project: Project, manifest: Mapping[str, Any], now: datetime | None = None) -> Turn:
    """Write down what is to be told, then send it.

    The caller is the one writer. `now` is a UTC time, the machine's without one. Ended at any moment, the
    next turn does the rest.
    """
    now = now or utc_now()
    return Turn(write_down(project, manifest, now), send_pending(project, now))


def write_down(project: Project, manifest: Mapping[str, Any], now: datetime) -> int:
    """Write down what happened, what is late and what is overdue; gives the number of notices and steps."""
    entries = wanted(manifest)
    with open_warehouse(project) as warehouse:
        if not exist(warehouse):
            return 0
        opened = open_notices(project, warehouse, entries, now)
        late = open_late(project, warehouse, entries, now)
        return opened + late + escalate(warehouse, now)


def is_due(project: Project, warehouse: Warehouse, manifest: Mapping[str, Any], now: datetime) -> bool:
    """Whether a turn between refreshes would do something: most minutes it wouldn't."""
    return exist(warehouse) and bool(
        # Of a refresh that was killed before it had told its release.
        warehouse.rows(UNTOLD)
        or tried_now(warehouse, now)
        or is_step_due(warehouse, now)
        or untold_late(project, warehouse, wanted(manifest), now)
    )
