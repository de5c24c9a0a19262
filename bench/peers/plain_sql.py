"""The query that an engineer writes for one segment, for any SQL engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ..definitions import Condition, Segment
from ..sampling import local_day


@dataclass(frozen=True)
class Dialect:
    """What differs between engines: the relations' names, and how constants of time are written."""

    customers: str
    events: str
    timestamp: str = "timestamp '{}'"


def members(segment: Segment, clock: datetime, dialect: Dialect) -> str:
    """Returns the query of a segment's members."""
    conditions = "\n    and ".join(_condition(each, clock, dialect) for each in segment.conditions)
    return f"select customer_id\nfrom {dialect.customers}\nwhere\n    {conditions}"


def _condition(condition: Condition, clock: datetime, dialect: Dialect) -> str:
    feature = condition.feature
    if not feature:
        return condition.trait
    first = date.fromordinal(local_day(clock).toordinal() - feature.days + 1)
    found = (
        f"select customer_id from {dialect.events}"
        f" where event_name = '{feature.event}' and occurred_on >= date '{first}'"
        f" and occurred_at <= {dialect.timestamp.format(clock)}"
    )
    if condition.at_least is None:
        return f"customer_id not in ({found})"
    if feature.measure == "total":
        return f"customer_id in ({found} group by customer_id having sum(amount) >= {condition.at_least})"
    if condition.at_least == 1:
        return f"customer_id in ({found})"
    return f"customer_id in ({found} group by customer_id having count(*) >= {condition.at_least})"
