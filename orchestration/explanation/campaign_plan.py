"""How many members of a segment must be held out, and for how long, for a campaign's effect to show."""

from dataclasses import dataclass
from datetime import UTC, date, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

from orchestration.project.errors import RefusedError
from orchestration.project.layers import CORE
from orchestration.project.nearest import unknown_segment
from orchestration.project.project import Project
from orchestration.rules.said import said_by_macro
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.shown_segments import MEMBERS, shown_segments

# Of two arms in which nothing differs, the share of tests that say so all the same.
FALSE_ALARMS = 0.05

SPEND, BESIDE = "insights/campaign_spend.sql", ("sql/literals.sql",)
# What each member brought on the last days (y) and on as many days before (x).
MOMENTS = f"""
with campaigns as (
    select 1 as campaign_id, {{read_from}} as read_from, {{starts_on}} as starts_on, {{last_day}} as last_day
)

select
    count(*) as members,
    avg(y) as mean,
    var_samp(y) as variance,
    corr(y, x) as told
from (
    select
        members.customer_id,
        cast(coalesce(spent.since_start, 0) as double precision) as y,
        cast(coalesce(spent.before_start, 0) as double precision) as x
    from {MEMBERS} as members
    left join ({{spend}}) as spent on members.customer_id = spent.customer_id
    where members.segment = ?
) as of_members
"""


@dataclass(frozen=True)
class Plan:
    """What a campaign of `days` could show of a segment, as its members spent in its last `days`.

    `mean` is a member's value; `spread` its standard deviation, less what the spend before tells. `effect` is
    what is to show, per recipient. `held_out` is the smallest number of members who must be held out for it,
    None if half of them are too few; `smallest` the smallest effect that shows with half of them.
    """

    days: int
    members: int
    mean: float
    spread: float
    effect: float
    held_out: int | None
    smallest: float | None


def plan_campaign(
    project: Project, name: str, *, effect: float, durations: list[int], power: float
) -> list[Plan]:
    """A plan for each duration in days. `effect` is a share of a member's value; `power`: how often it shows.

    Raises RefusedError for a segment that isn't published, and where its members brought nothing.
    """
    with open_warehouse(project, read_only=True) as warehouse:
        standing = shown_segments(warehouse)
        if name not in standing:
            raise unknown_segment(name, standing)
        zone = ZoneInfo(project.variables["time_zone"])
        last = standing[name]["as_of"].replace(tzinfo=UTC).astimezone(zone).date()
        return [_plan(project, warehouse, name, last, days, effect, power) for days in durations]


def _plan(
    project: Project, warehouse: Warehouse, name: str, last: date, days: int, effect: float, power: float
) -> Plan:
    start = last - timedelta(days=days - 1)
    # As _value_feature has it: where the event of value never occurs, all events count.
    value_event = project.variables.get("value_event") or ""
    occurs = warehouse.rows(f"select 1 as one from {CORE}.event_names where event_name = ?", [value_event])
    query = MOMENTS.format(
        read_from=f"date '{start - timedelta(days=days)}'",
        starts_on=f"date '{start}'",
        last_day=f"date '{last}'",
        spend=said_by_macro(
            SPEND,
            "campaign_spend",
            f"{CORE}.events",
            "campaigns",
            value_event if occurs else None,
            beside=BESIDE,
        ),
    )
    (found,) = warehouse.rows(query, [name])
    members, mean = int(found["members"]), float(found["mean"] or 0)
    if mean <= 0:
        raise RefusedError(
            f"'{name}': its {members:,} members brought {mean:,.2f} each in the {days} days to {last}:"
            " no share of that can be an effect; take longer --days."
        )
    # CUPED leaves of the variance what the spend before doesn't tell (A. Deng and others, WSDM 2013).
    left = 1 - float(found["told"] or 0) ** 2
    spread = sqrt(float(found["variance"] or 0) * left)
    wanted = effect * mean
    return Plan(
        days=days,
        members=members,
        mean=mean,
        spread=spread,
        effect=wanted,
        held_out=_held_out(members, wanted / spread if spread else None, power),
        smallest=_smallest(members, spread, power),
    )


def _held_out(members: int, effect: float | None, power: float) -> int | None:
    """The smallest control arm, up to half of the members, with which a standardised effect shows."""
    # Imported here because it takes a second, and most commands don't need it.
    from statsmodels.stats.power import TTestIndPower

    if effect is None:
        return 2 if members >= 4 else None

    def shows(control: int) -> bool:
        ratio = (members - control) / control
        found = TTestIndPower().power(effect, nobs1=control, alpha=FALSE_ALARMS, ratio=ratio)
        return bool(found >= power)

    low, high = 2, members // 2
    if high < low or not shows(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if shows(middle) else (middle + 1, high)
    return low


def _smallest(members: int, spread: float, power: float) -> float | None:
    from statsmodels.stats.power import TTestIndPower

    half = members // 2
    if half < 2:
        return None
    ratio = (members - half) / half
    found = TTestIndPower().solve_power(nobs1=half, alpha=FALSE_ALARMS, power=power, ratio=ratio)
    return float(found) * spread
