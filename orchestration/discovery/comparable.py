"""Reads what a segment's members and comparable customers did, by tenth of all customers by value."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from orchestration.discovery.cross_sell import (
    SMALLEST_SHARE,
    TENTHS,
    Counts,
    Offer,
    Raise,
    Thing,
    offers,
    raises,
    things_of,
)
from orchestration.discovery.likeness import fitted, likest
from orchestration.discovery.traits import CUSTOMERS, read_customers
from orchestration.project.errors import RefusedError
from orchestration.project.layers import CORE, FEATURES
from orchestration.project.nearest import hint, unknown_segment
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.identifiers import literal, quoted
from orchestration.warehouse.shown_segments import MEMBERS, shown_segments

EVENTS = f"{CORE}.events"
# What events have besides dimensions.
KNOWN = ("event_id", "customer_id", "event_name", "amount", "quantity")
PLACED = f"""
select
    traits.customer_id,
    ntile({TENTHS}) over (order by counted.value desc, traits.customer_id) as tenth,
    case when members.customer_id is null then 0 else 1 end as is_member
from {CUSTOMERS} as traits
inner join {FEATURES}.customer_values as counted on traits.customer_id = counted.customer_id
left join (select customer_id from {MEMBERS} where segment = ?) as members
    on traits.customer_id = members.customer_id
"""


@dataclass(frozen=True)
class Asked:
    """What counts as a thing: kinds of event, or values of a column of the events, and over how many days."""

    event: str | None
    by: str | None
    days: int


@dataclass(frozen=True)
class CrossSell:
    """What to offer the members of a segment, on what they spend less, and candidates for one thing."""

    segment: str
    since: str
    until: str
    members: int
    compared: int
    offers: list[Offer]
    raises: list[Raise]
    candidates: list[Any]


def cross_sell(project: Project, name: str, asked: Asked, thing: str | None, size: int | None) -> CrossSell:
    """Compares the members of a segment with others of the same tenth by value.

    `thing` is one to name candidates for: the `size` members who lack it and are most like the customers who
    have it, or all who lack it. Raises RefusedError for a segment, event, column or thing that isn't there.
    """
    with open_warehouse(project, read_only=True) as warehouse:
        standing = shown_segments(warehouse)
        if name not in standing:
            raise unknown_segment(name, standing)
        did = _did(warehouse, asked, standing[name]["as_of"], ZoneInfo(project.variables["time_zone"]))
        members, others = _sizes(warehouse, name)
        things = _things(warehouse, name, did.sql, members.sum() + others.sum())
        if not members.sum():
            raise RefusedError(f"{name} has no members.")
        if thing is not None and thing not in {one.name for one in things}:
            raise RefusedError(
                f"--for '{thing}' is nothing that {SMALLEST_SHARE:.0%} of the customers have"
                f"{hint(thing, [one.name for one in things])}."
            )
        candidates = [] if thing is None else _candidates(warehouse, name, did.sql, thing, size)
    compared = int(members[others > 0].sum())
    return CrossSell(
        *(name, did.since, did.until, int(members.sum()), compared),
        *(offers(things, members, others), raises(things), candidates),
    )


@dataclass(frozen=True)
class _Did:
    """A select of customer_id, thing and amount, and the first and the last day that it looks at."""

    sql: str
    since: str
    until: str


def _did(warehouse: Warehouse, asked: Asked, as_of: datetime, zone: ZoneInfo) -> _Did:
    columns = warehouse.columns(EVENTS)
    dimensions = [
        column
        for column, kind in columns.items()
        if column not in KNOWN and not kind.startswith(("date", "timestamp"))
    ]
    if asked.by is not None and asked.by not in dimensions:
        raise RefusedError(f"--by '{asked.by}' is not a column of the events{hint(asked.by, dimensions)}.")
    if asked.event is not None:
        found = warehouse.rows(f"select event_name from {CORE}.event_names order by event_name")
        known = [row["event_name"] for row in found]
        if asked.event not in known:
            raise RefusedError(f"--event '{asked.event}' is not an event{hint(asked.event, known)}.")
    until = as_of.replace(tzinfo=UTC).astimezone(zone).date()
    since = until - timedelta(days=asked.days - 1)
    thing = f"cast({quoted(asked.by)} as varchar)" if asked.by else "event_name"
    conditions = [
        f"occurred_on between date '{since}' and date '{until}'",
        f"occurred_at <= timestamp '{as_of:%Y-%m-%d %H:%M:%S.%f}'",
        *([f"event_name = {literal(asked.event)}"] if asked.event else []),
        *([f"{quoted(asked.by)} is not null"] if asked.by else []),
    ]
    sql = (
        f"select customer_id, {thing} as thing, sum(amount) as amount from {EVENTS}"
        f" where {' and '.join(conditions)} group by customer_id, {thing}"
    )
    return _Did(sql, str(since), str(until))


def _sizes(warehouse: Warehouse, name: str) -> tuple[Counts, Counts]:
    members, others = np.zeros(TENTHS), np.zeros(TENTHS)
    for row in warehouse.rows(
        f"select tenth, is_member, count(*) as customers from ({PLACED}) as placed group by tenth, is_member",
        [name],
    ):
        (members if row["is_member"] else others)[row["tenth"] - 1] = row["customers"]
    return members, others


def _things(warehouse: Warehouse, name: str, did: str, customers: float) -> list[Thing]:
    things = things_of(
        warehouse.rows(
            "select did.thing, placed.tenth, placed.is_member, count(*) as buyers, sum(did.amount) as amount"
            f" from ({did}) as did inner join ({PLACED}) as placed on did.customer_id = placed.customer_id"
            " group by did.thing, placed.tenth, placed.is_member",
            [name],
        )
    )
    least = SMALLEST_SHARE * customers
    return [thing for thing in things if thing.buyers.sum() + thing.other_buyers.sum() >= least]


def _candidates(warehouse: Warehouse, name: str, did: str, thing: str, size: int | None) -> list[Any]:
    """The members without the thing, those who are most like the customers with it first."""
    having = f"(select thing as segment, customer_id from ({did}) as did) as having_it"
    customers = read_customers(warehouse, having, thing)
    rows = warehouse.rows(f"select customer_id from {MEMBERS} where segment = ?", [name])
    members = {row["customer_id"] for row in rows}
    lacking = np.array([one in members for one in customers.ids]) & ~customers.is_member
    likeness = np.zeros(len(customers.ids))
    if customers.signs and 0 < customers.is_member.sum() < len(customers.ids):
        likeness = fitted(customers.values, customers.is_member).decision_function(customers.values)
    most = int(lacking.sum()) if size is None else min(size, int(lacking.sum()))
    return [customers.ids[place] for place in likest(np.where(lacking, likeness, -np.inf), most)]
