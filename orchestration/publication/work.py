"""What a refresh did, as its release records it: in figures for Dagster, in a sentence for people."""

import json
from collections.abc import Mapping
from typing import Any

from orchestration.project.figures import number
from orchestration.project.layers import LEDGER, MEMBERSHIP
from orchestration.warehouse.connections import Warehouse

REASONS = ("events", "traits", "lists", "clock", "expiry", "history")
FIGURES = (
    "events_read",
    "customers_recomputed",
    *(f"by_{reason}" for reason in REASONS),
    "definitions_changed",
    "rows_written",
)


def work_figures(warehouse: Warehouse) -> dict[str, Any]:
    """Returns what the refresh under way did up to its candidates: its mode, numbers, and why it was full."""
    (row,) = warehouse.rows(f"select * from {MEMBERSHIP}.refresh_work")
    figures = {"mode": row["mode"], **{name: int(row[name]) for name in FIGURES}}
    return figures | ({"full_reason": row["full_reason"]} if row["full_reason"] else {})


def record_seconds(warehouse: Warehouse, seconds: Mapping[str, float]) -> None:
    """Adds the seconds by step to the last release, if it has none yet."""
    warehouse.execute(
        f"update {LEDGER}.releases set seconds = ?"
        f" where seconds is null and release_id = (select max(release_id) from {LEDGER}.releases)",
        [json.dumps(dict(seconds))],
    )


def work_sentence(release: Mapping[str, Any], customers: int) -> str:
    """Returns what a release's refresh did, as a sentence. `customers` is the number of customers."""
    parts = [f"{_count(release['events_read'], 'event')} read", _looked_at(release, customers)]
    parts.append(f"{_count(release['definitions_changed'], 'definition')} changed")
    parts.append(f"{_count(release['rows_written'], 'row')} written")
    why = f" ({release['full_reason']})" if release["full_reason"] else ""
    return f"{release['mode']}{why}: {'; '.join(parts)}"


def _looked_at(release: Mapping[str, Any], customers: int) -> str:
    if release["mode"] == "full":
        return f"all {_count(customers, 'customer')} recomputed"
    reasons = [f"{name} {number(release[f'by_{name}'])}" for name in REASONS if release[f"by_{name}"]]
    why = f" ({', '.join(reasons)})" if reasons else ""
    return f"{number(release['customers_recomputed'])} of {_count(customers, 'customer')} recomputed{why}"


def _count(value: int, noun: str) -> str:
    return f"{number(value)} {noun}{'' if value == 1 else 's'}"
