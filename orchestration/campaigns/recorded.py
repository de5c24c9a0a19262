"""What is recorded of campaigns that were started."""

from dataclasses import dataclass
from datetime import date, datetime

from orchestration.project.errors import RefusedError
from orchestration.project.layers import LEDGER
from orchestration.warehouse.connections import Warehouse

ARMS = f"{LEDGER}.recorded_arms"
MEMBERS = f"{LEDGER}.arm_members"
VERSIONS = f"{LEDGER}.current_versions"


@dataclass(frozen=True)
class Recorded:
    """A campaign that was started, with the days that it had then."""

    campaign: str
    starts_on: date
    ends_on: date
    competing_set: str | None
    recorded_at: datetime


@dataclass(frozen=True)
class Published:
    """The members of a segment that the last release shows: the release that published them, and its rule.

    `published_at` and `as_of` are UTC times.
    """

    segment: str
    release_id: int
    as_of: datetime
    published_at: datetime
    definition_hash: str


def read_recorded(warehouse: Warehouse) -> dict[str, Recorded]:
    """Returns by name the campaigns that were started; raises RefusedError before there are tables."""
    if not all(warehouse.columns(table) for table in (ARMS, MEMBERS, VERSIONS)):
        raise RefusedError("There is no table of campaigns' arms yet: run `segments refresh` first.")
    rows = warehouse.rows(
        "select campaign, min(starts_on) as starts_on, max(ends_on) as ends_on,"
        " max(competing_set) as competing_set, min(recorded_at) as recorded_at"
        f" from {ARMS} group by campaign"
    )
    return {row["campaign"]: Recorded(**row) for row in rows}


def read_published(warehouse: Warehouse) -> dict[str, Published]:
    """Returns by name the segments whose members the last release shows."""
    rows = warehouse.rows(
        "select versions.segment, versions.release_id, versions.as_of, releases.published_at,"
        f" versions.definition_hash from {VERSIONS} as present"
        f" inner join {LEDGER}.segment_versions as versions on present.segment = versions.segment"
        " and present.members_release_id = versions.release_id"
        f" inner join {LEDGER}.releases as releases on versions.release_id = releases.release_id"
        " where present.status <> 'retired' order by versions.segment"
    )
    return {row["segment"]: Published(**row) for row in rows}
