"""Since when a customer has been in or out of a segment, according to what was published."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orchestration.explanation.evaluation import is_customer
from orchestration.project.layers import PUBLISHED, READ_SCHEMAS
from orchestration.rules.expressions import text
from orchestration.warehouse.connections import Warehouse

FIRST = "select min(as_of) as as_of from {schema}.segment_metrics where segment = ?"

HISTORY = f"""
select
    history.entered_at,
    history.exited_at,
    history.superseded_at is null as is_believed,
    releases.release_id
from {{schema}}.segment_history as history
left join {PUBLISHED}.segment_releases as releases on history.recorded_at = releases.published_at
where history.segment = {{name}} and {{mine}}
order by history.entered_at, releases.release_id
"""


@dataclass(frozen=True)
class Stay:
    """What readers see about a customer and a segment at a clock.

    `is_member` is None if the clock is before `first_as_of`, the first published one. `since` is None for a
    customer who had never been a member by then. `catalogue` is the segment's row as published now.
    """

    catalogue: dict[str, Any]
    first_as_of: datetime | None
    is_member: bool | None
    since: datetime | None = None
    release_id: int | None = None


def published_stay(
    warehouse: Warehouse, segment: str, customer: str, as_of: datetime, dialect: str
) -> Stay | None:
    """Returns the believed stay that covers the clock, or None if the segment was never published."""
    for schema in READ_SCHEMAS:
        if not warehouse.columns(f"{schema}.segments"):
            continue
        catalogue = warehouse.rows(f"select * from {schema}.segments where segment = ?", [segment])
        if catalogue:
            first = warehouse.rows(FIRST.format(schema=schema), [segment])[0]["as_of"]
            mine = is_customer(customer, dialect, "history.customer_id")
            stays = warehouse.rows(HISTORY.format(schema=schema, mine=mine, name=text(segment, dialect)))
            return _at(catalogue[0], first, stays, as_of)
    return None


def _at(
    catalogue: dict[str, Any], first: datetime | None, stays: list[dict[str, Any]], as_of: datetime
) -> Stay:
    if first is None or as_of < first:
        return Stay(catalogue, first, None)
    begun = [stay for stay in stays if stay["is_believed"] and stay["entered_at"] <= as_of]
    if not begun:
        return Stay(catalogue, first, False)
    last = begun[-1]
    is_member = last["exited_at"] is None or last["exited_at"] > as_of
    if not is_member:
        return Stay(catalogue, first, False, last["exited_at"], last["release_id"])
    # When a stay ends, it is recorded again. It began with the first release that recorded it.
    began = next(stay for stay in stays if stay["entered_at"] == last["entered_at"])
    return Stay(catalogue, first, True, last["entered_at"], began["release_id"])
