"""Features of a sample of customers, by which the thresholds of segments are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np

SAMPLED = 10_000
TIME_ZONE = "America/New_York"


@dataclass(frozen=True)
class Matrix:
    """One row per sampled customer, one column per feature, and one column per trait's condition."""

    numbers: np.ndarray
    traits: np.ndarray

    @property
    def customers(self) -> int:
        """The number of customers in the sample."""
        return len(self.numbers)


def local_day(clock: datetime) -> date:
    """Returns the day of a clock (UTC) in the project's time zone."""
    return clock.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(TIME_ZONE)).date()


def sampled(
    connection: duckdb.DuckDBPyConnection,
    features: Sequence[dict[str, Any]],
    traits: Sequence[str],
    clock: datetime,
) -> Matrix:
    """Returns features (event, days, measure) and traits' conditions of customers sampled by number."""
    [(customers,)] = connection.execute("select count(*) from received.customers").fetchall()
    today = local_day(clock).toordinal()
    columns = []
    for place, feature in enumerate(features):
        first = date.fromordinal(today - feature["days"] + 1)
        what = "count(*)" if feature["measure"] == "count" else "sum(amount)"
        where = f"event_name = '{feature['event']}' and day >= date '{first}'"
        columns.append(f"cast(coalesce({what} filter (where {where}), 0) as double) as feature_{place}")
    conditions = [f"coalesce({sql}, false) as trait_{place}" for place, sql in enumerate(traits)]
    connection.execute(
        f"""
        create or replace temp table sampled_customers as
        select * from received.customers where hash(customer_id) % {customers} < {SAMPLED};
        create or replace temp table sampled_events as
        select
            customer_id, event_name, amount,
            cast(timezone('{TIME_ZONE}', timezone('UTC', occurred_at)) as date) as day
        from received.events semi join sampled_customers using (customer_id)
        where occurred_at > timestamp '{clock}' - interval 366 day
        """
    )
    rows = connection.execute(
        f"""
        with numbers as (select customer_id, {", ".join(columns)} from sampled_events group by customer_id)
        select numbers.* exclude (customer_id), {", ".join(conditions)}
        from sampled_customers left join numbers using (customer_id)
        order by customer_id
        """
    ).fetchnumpy()
    numbers = [np.ma.filled(rows[f"feature_{place}"], 0.0) for place in range(len(features))]
    masks = [np.asarray(rows[f"trait_{place}"], dtype=bool) for place in range(len(traits))]
    return Matrix(np.column_stack(numbers), np.column_stack(masks))
