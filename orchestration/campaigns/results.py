"""The result of a campaign of seeds/segment_campaigns.csv, read from the warehouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from orchestration.campaigns.statistics import (
    UNEVEN,
    Effect,
    adjusted_difference,
    always_valid,
    difference,
    evenness,
    less_what_was_known,
)
from orchestration.project.errors import RefusedError
from orchestration.project.layers import CORE, LEDGER
from orchestration.project.nearest import hint
from orchestration.project.project import Project
from orchestration.rules.campaigns import Campaign, read_campaigns
from orchestration.rules.said import said_by_macro
from orchestration.rules.vocabulary import newest_day
from orchestration.warehouse.connections import Warehouse, open_warehouse

NOT_RANDOM = (
    "Nothing was randomised: the recipients are compared with other customers who spent alike before, and"
    " whatever else sets them apart counts as effect."
)
UNEVEN_ARMS = "The arms differ in size more than chance explains: find out why before you believe the effect."
FEWEST = 2
# Where in_arm() has it, too, in which arm a customer is.
PLACES = "sql/_hash_between.sql"

SPENT = """
with members as (
    select distinct customer_id
    from {stays}
    where segment = ? and entered_at <= ? and (exited_at is null or exited_at > ?)
)
select
    members.customer_id is not null as is_member,
    {control} as is_control,
    coalesce(spent.before, 0) as before,
    coalesce(spent.during, 0) as during
from {customers} as customers
left join members on customers.customer_id = members.customer_id
left join (
    select
        customer_id,
        sum(case when occurred_on < ? then amount end) as before,
        sum(case when occurred_on >= ? then amount end) as during
    from {events}
    where occurred_on >= ? and occurred_on <= ?{of_event}
    group by customer_id
) as spent on customers.customer_id = spent.customer_id
"""


@dataclass(frozen=True)
class Result:
    """What a campaign brought per recipient: `effect` with CUPED where arms were random, else adjusted.

    `always_valid` is the interval for those who look every day, `evenness` the sample-ratio check's p-value.
    """

    campaign: str
    segment: str
    first_day: date
    last_day: date
    is_random: bool
    recipients: int
    others: int
    recipients_mean: float
    others_mean: float
    plain: Effect
    effect: Effect
    always_valid: tuple[float, float]
    evenness: float | None
    warnings: list[str]


def campaign_result(project: Project, name: str) -> Result:
    """The result up to the campaign's last day, or to the last day of the data while it runs.

    Recipients are the segment's members when it began, as history has them. Where the variable `experiments`
    has an entry of the campaign's name with the arm `holdout`, the members in that arm are the control.
    Raises RefusedError for an unknown campaign, one that hasn't begun, and one without recipients in history.
    """
    known = {row.campaign: row for row in read_campaigns(project)}
    if name not in known:
        raise RefusedError(f"No campaign is called '{name}'{hint(name, known)}.")
    campaign = known[name]
    with open_warehouse(project, read_only=True) as warehouse:
        newest = newest_day(warehouse)
        if newest is None or not warehouse.columns(f"{LEDGER.schema}.believed_stays"):
            raise RefusedError("The warehouse holds no release yet: run `segments refresh` first.")
        last_day = min(campaign.ends_on, newest)
        if last_day < campaign.starts_on:
            raise RefusedError(f"{name} begins on {campaign.starts_on}, and the data end on {newest}.")
        arms = _arms(project, name)
        rows = _rows(project, warehouse, campaign, last_day, arms)
    return _result(campaign, last_day, rows, arms)


def _arms(project: Project, name: str) -> dict[str, float]:
    arms = (project.variables.get("experiments") or {}).get(name) or {}
    return arms if "holdout" in arms else {}


def _rows(
    project: Project, warehouse: Warehouse, campaign: Campaign, last_day: date, arms: dict[str, float]
) -> np.ndarray:
    zone = ZoneInfo(project.variables["time_zone"])
    begins = datetime.combine(campaign.starts_on, time(), zone).astimezone(UTC).replace(tzinfo=None)
    days = (last_day - campaign.starts_on).days + 1
    start, event = campaign.starts_on, project.variables.get("value_event")
    named = f"select 1 from {CORE.schema}.event_names where event_name = ?"
    is_named = bool(event) and bool(warehouse.rows(named, [event]))
    query = SPENT.format(
        stays=f"{LEDGER.schema}.believed_stays",
        customers=f"{CORE.schema}.customers",
        events=f"{CORE.schema}.events",
        control=_in_holdout(campaign.campaign, arms),
        of_event=" and event_name = ?" if is_named else "",
    )
    places = [campaign.segment, begins, begins, start, start, start - timedelta(days=days), last_day]
    found = warehouse.rows(query, [*places, *([event] if is_named else [])])
    return np.array([[float(value) for value in row.values()] for row in found]).reshape(-1, 4)


def _in_holdout(name: str, arms: dict[str, float]) -> str:
    """SQL of whether a customer is in the control arm."""
    if not arms:
        return "false"
    low, high = said_by_macro(PLACES, "_places_of_arm", arms, "holdout")
    seed, customer = f"experiment:{name}", "cast(customers.customer_id as varchar)"
    condition: str = said_by_macro(
        PLACES, "_placed_between", seed, customer, low, high, beside=("sql/literals.sql",)
    )
    return condition


def _result(campaign: Campaign, last_day: date, rows: np.ndarray, arms: dict[str, float]) -> Result:
    is_member, is_control = rows[:, 0] == 1, rows[:, 1] == 1
    treated = rows[is_member & ~is_control]
    others = rows[is_member & is_control] if arms else _comparable(rows[~is_member], treated)
    if min(len(treated), len(others)) < FEWEST:
        raise RefusedError(
            f"{campaign.campaign}: {len(treated)} recipients and {len(others)} to compare with are too few."
            f" History knows the members of {campaign.segment} on {campaign.starts_on} once there is a"
            " release for a time before (`segments backfill`)."
        )
    plain = difference(treated[:, 3], others[:, 3])
    spent = (treated[:, 3], others[:, 3], treated[:, 2], others[:, 2])
    effect = difference(*less_what_was_known(*spent)) if arms else adjusted_difference(*spent)
    # Who is in no arm gets the campaign, as who is in another.
    planned = 1 - arms["holdout"] / 100 if arms else None
    uneven = evenness(len(treated), len(others), planned) if planned is not None else None
    warnings: Sequence[tuple[bool, str]] = [
        (not arms, NOT_RANDOM),
        (uneven is not None and uneven < UNEVEN, UNEVEN_ARMS),
    ]
    days, day = ((end - campaign.starts_on).days + 1 for end in (campaign.ends_on, last_day))
    return Result(
        campaign=campaign.campaign,
        segment=campaign.segment,
        first_day=campaign.starts_on,
        last_day=last_day,
        is_random=bool(arms),
        recipients=len(treated),
        others=len(others),
        recipients_mean=float(treated[:, 3].mean()),
        others_mean=float(others[:, 3].mean()),
        plain=plain,
        effect=effect,
        always_valid=always_valid(effect, day, days),
        evenness=uneven,
        warnings=[words for applies, words in warnings if applies],
    )


def _comparable(others: np.ndarray, treated: np.ndarray) -> np.ndarray:
    """Those of the others who spent no more and no less before than some recipient."""
    if not len(treated):
        return others[:0]
    before = others[:, 2]
    return others[(before >= treated[:, 2].min()) & (before <= treated[:, 2].max())]
