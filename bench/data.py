"""Generated customers and events. The same seed makes the same rows on every machine.

Events come in time order and at an even rate, in sessions of six. Customers differ much: at fifty events per
customer, the median customer has 36, and the busiest hundredth has 250 or more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

EVENT_NAMES = tuple(f"event_{number:02}" for number in range(20))
DAYS = 730
SESSION = 6
# The approximate time between two events of one session.
SECONDS_APART = 20
# Noon in New York. An hour later is still the same local day, so only new events change the result.
CLOCK = datetime(2024, 12, 31, 17)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# The hours that can arrive after the day.
HOURS = 3
# One event in this many arrives a second time, all at once, as if a source were filled again.
SHARE_AT_ONCE = 100
THREADS = 2


@dataclass(frozen=True)
class Size:
    """How much to generate, and from which seed."""

    customers: int
    events: int
    seed: int

    @property
    def microseconds_apart(self) -> int:
        """The time between consecutive events."""
        return int(DAYS * DAY / timedelta(microseconds=1)) // self.events

    @property
    def events_later(self) -> int:
        """The number of events in the day and the hours after the clock."""
        return int((DAY + HOURS * HOUR) / timedelta(microseconds=1)) // self.microseconds_apart


# Their IDs are below those that rise with time. They are loaded after all others and before those to come.
AT_ONCE = f"""
select events.* replace (
    -events.event_id as event_id,
    (select max(loaded_at) + interval 1 microsecond from received.events) as loaded_at
)
from received.events as events
where events.event_id % {SHARE_AT_ONCE} = 0
"""


@contextmanager
def opened(file: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens a connection with the number of threads that all measurements use."""
    with duckdb.connect(str(file), read_only=read_only, config={"threads": THREADS}) as connection:
        yield connection


def generate(file: Path, size: Size) -> None:
    """Writes received.customers, received.events up to the clock, and what arrives after it.

    Events of arriving.events happen after the clock, those of arriving.at_once long before it.
    """
    with opened(file) as connection:
        connection.execute("create schema received; create schema arriving")
        connection.execute(f"create table received.customers as {_customers(size)}")
        connection.execute(f"create table received.events as {_events(size, 0, size.events)}")
        later = _events(size, size.events, size.events + size.events_later)
        connection.execute(f"create table arriving.events as {later}")
        connection.execute(f"create table arriving.at_once as {AT_ONCE}")


def let_arrive(connection: duckdb.DuckDBPyConnection, until: datetime) -> int:
    """Loads the events up to a clock that have not arrived yet. Returns their number."""
    [(events,)] = connection.execute(
        f"""
        insert into received.events
        select * from arriving.events
        where
            occurred_at <= timestamp '{until}'
            and event_id > (select max(event_id) from received.events)
        """
    ).fetchall()
    return events


def _customers(size: Size) -> str:
    def among(of: int, purpose: int) -> str:
        return f"cast(hash(n, {size.seed}, {purpose}) % {of} as integer)"

    return f"""
    select
        n + 1 as customer_id,
        (['US', 'US', 'US', 'GB', 'DE', 'FR', 'SE', 'NO'])[1 + {among(8, 11)}] as country,
        case when {among(10, 12)} > 0 then 18 + {among(60, 13)} end as age,
        case when {among(5, 14)} > 0 then {among(10, 15)} < 7 end as is_consented,
        (['ios', 'android', 'desktop'])[1 + {among(3, 16)}] as device,
        date '2020-01-01' + {among(1800, 17)} as signed_up_on
    from range({size.customers}) as numbers(n)
    """


def _events(size: Size, first: int, end: int) -> str:
    """Returns the query of events number `first` to `end`.

    Sessions overlap: as many run at once as are needed to put the events of one session SECONDS_APART from
    each other.
    """
    apart = size.microseconds_apart
    at_once = max(1, round(SECONDS_APART * 1_000_000 / apart))
    occurred_at = f"timestamp '{CLOCK - DAYS * DAY}' + to_microseconds((n + 1) * {apart})"
    names = ", ".join(f"'{name}'" for name in EVENT_NAMES)
    chance = f"(hash(session, {size.seed}, 5) / 1.8446744073709552e19)"
    # A customer's activity must not depend on their number, so this prime spreads the busy ones.
    spread = 1_000_003
    return f"""
    select
        n + 1 as event_id,
        (rank * {spread}) % {size.customers} + 1 as customer_id,
        ([{names}])[1 + cast(hash(n, {size.seed}, 1) % {len(EVENT_NAMES)} as integer)] as event_name,
        {occurred_at} as occurred_at,
        {occurred_at} + interval 1 minute as loaded_at,
        cast((hash(n, {size.seed}, 2) % 20000) / 100 as decimal(18, 4)) as amount,
        cast(1 + hash(n, {size.seed}, 3) % 5 as decimal(18, 4)) as quantity,
        (['web', 'app', 'store'])[1 + cast(hash(session, {size.seed}, 4) % 3 as integer)] as channel
    from (
        select
            n,
            session,
            least(cast(floor({size.customers} * pow({chance}, 2)) as bigint), {size.customers} - 1) as rank
        from (
            select n, (n // {SESSION * at_once}) * {at_once} + n % {at_once} as session
            from range({first}, {end}) as numbers(n)
        ) as numbered
    ) as ranked
    """
