"""How well membership predicted what happened next: a rule at past as-of times, compared with an outcome."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from orchestration.explanation.standalone import Standalone, refuse_mistakes, render_standalone
from orchestration.project.errors import RefusedError
from orchestration.project.layers import CORE
from orchestration.project.periods import ends_between
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.rules.vocabulary import newest_day
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.guarded import PREVIEW_SECONDS, open_guarded

CONFIDENCE = 0.95

COUNTS = """
with members as (
{members}
),
happened as (
{outcome}
)
select
    (select count(*) from {customers}) as customers,
    (select count(*) from members) as members,
    (select count(*) from happened) as happened,
    (select count(*) from members inner join happened on members.customer_id = happened.customer_id) as hits
"""


@dataclass(frozen=True)
class Ratio:
    """A share, or a multiple of one, with its 95% confidence interval. It is None if the denominator is 0."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Test:
    """What membership at `as_of` said about the outcome at `outcome_at`.

    `precision` is the share of members with the outcome. `base` is the share of all customers with it (the
    naive guess). `recall` is the share of customers with the outcome who were members. `lift` is precision as
    a multiple of base. `rule` is the segment's rule in SQL.
    """

    as_of: datetime
    outcome_at: datetime
    rule: str
    customers: int
    members: int
    happened: int
    hits: int
    precision: Ratio
    recall: Ratio
    base: Ratio
    lift: Ratio


def backtest(project: Project, name: str, outcome: str, horizon: int, times: int) -> list[Test]:
    """Returns a test for each of the last month ends whose horizon is over, earliest first.

    The rules are today's, applied to what is known today about those times. Raises RefusedError for an
    unknown segment, a mistake in a file, a warehouse that isn't built, and data that end too early.
    """
    days = _clocks(project, horizon, times)
    found: list[Test] = []
    for day in days:
        rule = render_standalone(project, name, day.isoformat())
        later = render_standalone(project, outcome, (day + timedelta(days=horizon)).isoformat())
        with step(day.isoformat()), open_guarded(project, PREVIEW_SECONDS) as warehouse:
            if not found:
                refuse_mistakes(project, rule, warehouse)
                refuse_mistakes(project, later, warehouse)
            found.append(_test(rule, later, warehouse))
    return found


def _test(rule: Standalone, later: Standalone, warehouse: Warehouse) -> Test:
    customers = f"{CORE.schema}.customers"
    query = COUNTS.format(members=rule.sql, outcome=later.sql, customers=customers)
    counts = {column: int(count) for column, count in warehouse.rows(query)[0].items()}
    hits, base = counts["hits"], _share(counts["happened"], counts["customers"])
    precision = _share(hits, counts["members"])
    return Test(
        as_of=rule.as_of,
        outcome_at=later.as_of,
        rule=rule.segment.rule,
        **counts,
        precision=precision,
        recall=_share(hits, counts["happened"]),
        base=base,
        lift=_times(precision, base.value),
    )


def _share(some: int, of: int) -> Ratio:
    """Returns a share with its Wilson interval."""
    # Imported here because it takes a second, and most commands don't need it.
    from statsmodels.stats.proportion import proportion_confint

    if not of:
        return Ratio(None)
    low, high = proportion_confint(some, of, alpha=1 - CONFIDENCE, method="wilson")
    return Ratio(some / of, float(low), float(high))


def _times(share: Ratio, base: float | None) -> Ratio:
    """Returns a share as a multiple of the base, which covers all customers and is therefore no sample."""
    if not base or share.value is None or share.low is None or share.high is None:
        return Ratio(None)
    return Ratio(share.value / base, share.low / base, share.high / base)


def _clocks(project: Project, horizon: int, times: int) -> list[date]:
    with open_warehouse(project, read_only=True) as warehouse:
        newest = newest_day(warehouse)
        if newest is None:
            raise RefusedError("The warehouse holds no release yet: run `segments refresh` first.")
        oldest = warehouse.rows(f"select min(occurred_on) as day from {CORE.schema}.events")[0]["day"]
    last = newest - timedelta(days=horizon)
    ends = ends_between(oldest, last, "month")[-times:] if oldest else []
    if not ends:
        raise RefusedError(
            f"--horizon {horizon}: no month ended {horizon} days before the newest event ({newest});"
            " take a shorter one."
        )
    return ends
