"""Counts whom a change moves: one query over both definitions, at one clock, on the same data."""

from dataclasses import dataclass
from typing import Any

from orchestration.project.layers import CORE, FEATURES
from orchestration.rules.rendering import Rendering
from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.identifiers import literal
from orchestration.warehouse.shown_segments import MEMBERS

NOBODY = f"select customer_id from {CORE}.customers where 1 = 0"
VALUES = f"{FEATURES}.customer_values"

SIDES = """
with was_in as (
{before}
),
is_in as (
{after}
),
judged as (
    select
        coalesce(was_in.customer_id, is_in.customer_id) as customer_id,
        case when was_in.customer_id is null then 0 else 1 end as was,
        case when is_in.customer_id is null then 0 else 1 end as becomes
    from was_in
    full outer join is_in on was_in.customer_id = is_in.customer_id
)
"""

COUNTED = """
select
    coalesce(sum(was), 0) as size_before,
    coalesce(sum(becomes), 0) as size_after,
    coalesce(sum(becomes * (1 - was)), 0) as entered,
    coalesce(sum(was * (1 - becomes)), 0) as exited,
    sum(was * {value}) as value_before,
    sum(becomes * {value}) as value_after
from judged{worth}
"""

EXAMPLES = """
select customer_id, was, becomes
from (
    select
        customer_id, was, becomes,
        row_number() over (partition by was order by customer_id) as place
    from judged
    where was <> becomes
) as moved
where place <= {examples}
order by was, customer_id
"""


@dataclass(frozen=True)
class Moved:
    """Members before and after, those who enter and leave, and the value of both (None if not known)."""

    size_before: int
    size_after: int
    entered: int
    exited: int
    value_before: float | None
    value_after: float | None

    @property
    def share(self) -> float | None:
        """Those who move, as a share of the members before, and of those after if there were none."""
        whole = self.size_before or self.size_after
        return (self.entered + self.exited) / whole if whole else None

    @property
    def jaccard(self) -> float | None:
        """The members of both, as a share of the members of either."""
        either = self.size_before + self.entered
        return (self.size_before - self.exited) / either if either else None


def released_members(segment: str) -> str:
    """Returns the query of a segment's members in the last release."""
    return f"select customer_id from {MEMBERS} where segment = {literal(segment)}"


def moved(warehouse: Warehouse, before: str | None, after: str | None) -> Moved:
    """Returns the counts of two queries of members; None has nobody."""
    has_values = bool(warehouse.columns(VALUES))
    worth = f"\nleft join {VALUES} as worth on judged.customer_id = worth.customer_id" if has_values else ""
    value = "coalesce(worth.value, 0)" if has_values else "cast(null as double precision)"
    (row,) = warehouse.rows(_sides(before, after) + COUNTED.format(value=value, worth=worth))
    counts = (int(row[name]) for name in ("size_before", "size_after", "entered", "exited"))
    worths = (row["value_before"], row["value_after"])
    return Moved(*counts, *(None if worth is None else float(worth) for worth in worths))


def examples(
    warehouse: Warehouse, before: str | None, after: str | None, most: int
) -> tuple[list[Any], list[Any]]:
    """Returns the first customers who enter, and the first who leave, by ID, at most so many of each."""
    rows = warehouse.rows(_sides(before, after) + EXAMPLES.format(examples=most))
    entering = [row["customer_id"] for row in rows if not row["was"]]
    return entering, [row["customer_id"] for row in rows if row["was"]]


def unknown(warehouse: Warehouse, rendering: Rendering) -> int:
    """Returns for how many customers a rule has no answer."""
    query = rendering.select("count(*) as customers", f"(\n{rendering.rule}\n) is null")
    return int(warehouse.rows(query)[0]["customers"])


def _sides(before: str | None, after: str | None) -> str:
    return SIDES.format(before=before or NOBODY, after=after or NOBODY)
