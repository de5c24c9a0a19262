"""Records the arms of campaigns before they begin: all of the named campaigns, or none."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestration.campaigns.planned import (
    Planned,
    check_start,
    competing,
    passed_over,
    read_planned,
    to_start,
)
from orchestration.campaigns.recorded import ARMS, MEMBERS, Published, read_published, read_recorded
from orchestration.project.errors import RefusedError, UndoneError
from orchestration.project.layers import CORE, FEATURES, LEDGER
from orchestration.project.present import logged_in_user, utc_now
from orchestration.project.project import Project
from orchestration.rules.campaigns import campaign_mistakes
from orchestration.rules.declared_arms import VALUE_TIER, declared_mistakes
from orchestration.rules.registry import segment_files
from orchestration.rules.said import said_by_macro
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.identifiers import literal, quoted

CUSTOMERS = f"{CORE}.customers"
ASSIGNMENT = "campaigns/arm_assignment.sql"
BESIDE = ("campaigns/_arm_of_place.sql", "campaigns/_stratum.sql", "adapters/md5_of.sql", "sql/literals.sql")
RELATIONS = {
    "members": f"{LEDGER}.current_members",
    "recorded": MEMBERS,
    "customers": CUSTOMERS,
    "values": f"{FEATURES}.customer_values",
}
COUNTED = f"""
select segment, stratum, arm, count(*) as customers from {MEMBERS} where campaign = ?
group by segment, stratum, arm order by segment, stratum, arm
"""


@dataclass(frozen=True)
class ArmCount:
    """How many customers of a segment and stratum are in an arm."""

    segment: str
    stratum: str
    arm: str
    customers: int


@dataclass(frozen=True)
class Start:
    """A campaign whose arms were recorded, or would be. `percent` is declared, by arm.

    `competing` are the campaigns whose customers it didn't get; `passed_over` those that go first, and
    weren't started.
    """

    campaign: str
    percent: dict[str, float]
    counts: list[ArmCount]
    competing: list[str]
    passed_over: list[str]


def start_campaigns(project: Project, names: Sequence[str], *, is_plan: bool) -> list[Start]:
    """Records the arms of campaigns, in the order of their priorities; with is_plan, only says them.

    The caller holds the lock. If interrupted, everything is recorded or nothing. Raises RefusedError for
    mistakes in the files, and as check_start() does.
    """
    starts: list[Start] = []
    with open_warehouse(project) as warehouse:
        read_recorded(warehouse)
        published = read_published(warehouse)
        traits = warehouse.columns(CUSTOMERS)
        if mistakes := [
            *campaign_mistakes(project, segment_files(project)),
            *declared_mistakes(project, traits),
        ]:
            raise RefusedError(*mistakes)
        planned, now = read_planned(project), utc_now()
        with contextlib.suppress(UndoneError), warehouse.transaction():
            for campaign in to_start(planned, names):
                recorded = read_recorded(warehouse)
                check_start(project, campaign, recorded, published, now)
                others = competing(campaign, recorded, planned)
                _record_members(warehouse, campaign, others, published, now, set(traits))
                counts = [ArmCount(**row) for row in warehouse.rows(COUNTED, [campaign.name])]
                if not counts:
                    raise RefusedError(_nobody(campaign, others))
                _record_arms(warehouse, campaign, counts, published, now)
                percent = {arm: hundredths / 100 for arm, hundredths in campaign.declared.arms.items()}
                first = passed_over(campaign, recorded, planned)
                starts.append(Start(campaign.name, percent, counts, others, first))
            if is_plan:
                raise UndoneError
    return starts


def _record_members(
    warehouse: Warehouse,
    campaign: Planned,
    others: Sequence[str],
    published: dict[str, Published],
    now: datetime,
    traits: set[str],
) -> None:
    strata = [
        {
            "name": name,
            "column": None if name == VALUE_TIER and name not in traits else f"customers.{quoted(name)}",
        }
        for name in campaign.declared.strata
    ]
    arguments = (campaign.name, campaign.segments, campaign.declared.arms, strata, others, RELATIONS)
    assignment = said_by_macro(ASSIGNMENT, "arm_assignment", *arguments, beside=BESIDE)
    releases = " union all ".join(
        f"select {literal(members.segment)} as segment, {members.release_id} as release_id,"
        f" timestamp '{members.as_of}' as as_of, {literal(members.definition_hash)} as definition_hash"
        for members in (published[segment] for segment in campaign.segments)
    )
    warehouse.execute(
        f"insert into {MEMBERS} (campaign, segment, customer_id, arm, stratum, recorded_at, release_id,"
        f" as_of, definition_hash) select {literal(campaign.name)}, assigned.segment, assigned.customer_id,"
        f" assigned.arm, assigned.stratum, timestamp '{now}', releases.release_id, releases.as_of,"
        f" releases.definition_hash from ({assignment}) as assigned"
        f" inner join ({releases}) as releases on assigned.segment = releases.segment"
    )


def _record_arms(
    warehouse: Warehouse,
    campaign: Planned,
    counts: Sequence[ArmCount],
    published: dict[str, Published],
    now: datetime,
) -> None:
    declared, user = campaign.declared, logged_in_user()
    columns = (
        *("campaign", "segment", "arm", "percent", "customers", "starts_on", "ends_on"),
        *("strata", "competing_set", "priority"),
        *("release_id", "as_of", "definition_hash", "recorded_at", "recorded_by"),
    )
    marks = ", ".join("?" * len(columns))
    for segment in campaign.segments:
        members = published[segment]
        for arm, hundredths in declared.arms.items():
            size = sum(one.customers for one in counts if (one.segment, one.arm) == (segment, arm))
            row = (
                *(campaign.name, segment, arm, hundredths / 100, size, campaign.starts_on, campaign.ends_on),
                *(", ".join(declared.strata) or None, declared.competing_set, declared.priority),
                *(members.release_id, members.as_of, members.definition_hash, now, user),
            )
            warehouse.execute(f"insert into {ARMS} ({', '.join(columns)}) values ({marks})", row)


def _nobody(campaign: Planned, others: Sequence[str]) -> str:
    left = f", less the customers of {', '.join(others)}" if others else ""
    return f"{campaign.name}: nobody is left of {', '.join(campaign.segments)}{left}; nothing was recorded."
