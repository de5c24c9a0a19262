"""Three first segments that fit the user's own events: who comes often, who came lately, who stayed away."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from orchestration.beginning.inputs import Input
from orchestration.project.errors import RefusedError
from orchestration.warehouse.connections import Warehouse

FAMILY = "lifecycle"
# What a rule and a comment can hold as it is.
PLAIN = re.compile(r"[\w .:/-]+")
NUMBER = re.compile(r"u?(tiny|small|big|huge)?int|decimal|numeric|double|float|real")
SPANS = (7, 30, 60, 90, 180, 365)
# The shares of the customers that the segments aim at: not everybody comes often, and somebody came lately.
OFTEN_AT_MOST, LATELY_AT_LEAST = 1 / 3, 0.1

KINDS = """
select event_name, count(*) as events, count(distinct customer_id) as customers, {amount} as amount
from {events}
where event_name is not null and customer_id is not null
group by 1
order by 4 desc nulls last, 3 desc, 1
"""
TIMES = """
select times, count(*) as customers
from (select customer_id, count(*) as times from {events} where event_name = ? group by 1) as counted
group by 1
"""
AWAY = """
select newest.on_day - counted.on_day as days, count(*) as customers
from (
    select customer_id, cast(max(occurred_at) as date) as on_day
    from {events}
    where event_name = ?
    group by 1
) as counted
cross join (select cast(max(occurred_at) as date) as on_day from {events}) as newest
group by 1
"""


@dataclass(frozen=True)
class First:
    """A segment to begin with."""

    name: str
    rule: str
    description: str
    objective: str


@dataclass(frozen=True)
class Beginning:
    """The segments to begin with, the number of customers, and the event whose amounts make their value."""

    segments: list[First]
    customers: int
    value_event: str | None


def choose(warehouse: Warehouse, customers: Input, events: Input) -> Beginning:
    """Returns three segments about the event with the greatest amounts, or else the one of most customers.

    Raises RefusedError if there are no events yet.
    """
    kinds_of = {name.lower(): kind for name, kind in events.columns.items()}
    amount = "sum(amount)" if NUMBER.match(kinds_of.get("amount", "")) else "null"
    kinds = warehouse.rows(KINDS.format(events=events.relation, amount=amount))
    kinds = [kind for kind in kinds if PLAIN.fullmatch(kind["event_name"])]
    if not kinds:
        raise RefusedError(
            f"--events '{events.relation}' has no events with a plain name yet, such as 'order'; load some,"
            " then run this again."
        )
    (count,) = warehouse.rows(f"select count(*) as customers from {customers.relation}")
    event = kinds[0]["event_name"]
    everybody = max(count["customers"], 1)
    often = _often(warehouse.rows(TIMES.format(events=events.relation), [event]), everybody)
    away = warehouse.rows(AWAY.format(events=events.relation), [event])
    lately = _lately(away, everybody)
    gone = next((days for days in SPANS if days > lately and _within(away, days) < _all(away)), lately)
    segments = [
        First(
            "regulars",
            f"{{{{ did('{event}', at_least={often}) }}}}",
            f"{event}: {often} times or more.",
            "Thank those who come often",
        ),
        First(
            "recent",
            f"{{{{ did('{event}', within_days={lately}) }}}}",
            f"{event} in the last {lately} days.",
            "Follow up while they remember",
        ),
        First(
            "lapsed",
            f"{{{{ did('{event}') }}}}\n    and not {{{{ did('{event}', within_days={gone}) }}}}",
            f"{event} before, and not in the last {gone} days.",
            "Win them back",
        ),
    ]
    return Beginning(segments, count["customers"], event if kinds[0]["amount"] else None)


def _often(rows: Iterable[dict[str, Any]], everybody: int) -> int:
    """Returns the fewest times, from 2, that at most a third of the customers reach, and somebody does."""
    counted = {row["times"]: row["customers"] for row in rows}
    for times in sorted(counted):
        reached = sum(number for reach, number in counted.items() if reach >= times)
        if times >= 2 and reached <= OFTEN_AT_MOST * everybody:
            return times
    return max(counted)


def _lately(rows: list[dict[str, Any]], everybody: int) -> int:
    enough = LATELY_AT_LEAST * everybody
    return next((days for days in SPANS if _within(rows, days) >= enough), SPANS[-1])


def _within(rows: Iterable[dict[str, Any]], days: int) -> int:
    # The as-of day is the first of the days.
    return sum(row["customers"] for row in rows if row["days"] < days)


def _all(rows: Iterable[dict[str, Any]]) -> int:
    return sum(row["customers"] for row in rows)
