"""What notices read of a ledger, as tables made by hand: segments, clocks, stays, sizes and goals."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import small_shop
from conftest import ROOT
from made_tables import create_statements

from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, open_warehouse

FIRST = datetime(2024, 3, 31, 3, 59, 59)
DAY = timedelta(days=1)
LEDGER = """
create schema ledger; create schema published; create schema hidden;
create table ledger.releases (release_id bigint, as_of timestamp, mode varchar);
create table ledger.clock_releases (segment varchar, as_of timestamp, release_id bigint);
create table ledger.believed_stays (
    segment varchar, customer_id varchar, entered_at timestamp, exited_at timestamp
);
create table ledger.metric_log (segment varchar, release_id bigint, size bigint);
create table ledger.segment_versions (
    segment varchar, release_id bigint, status varchar, held_reason varchar, owner varchar,
    owner_email varchar, rule varchar, access varchar
);
create view ledger.current_versions as
select * from ledger.segment_versions where release_id = (select max(release_id) from ledger.releases);
create table published.segment_goals (
    goal varchar, segment varchar, metric varchar, observed double, target double, due_on date, status varchar
);
create table hidden.segment_goals as from published.segment_goals;
"""


def told_project(root: Path, people: str = "{}") -> Project:
    """A project in a folder of its own, with the tables of the ledger and of notices, and no release."""
    for part in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / part, root / part)
    small_shop.set_variables(root, people=people, time_zone=small_shop.ZONE)
    project = Project(root, "duckdb")
    with open_warehouse(project) as warehouse:
        warehouse.execute(LEDGER)
        warehouse.execute(create_statements("publication/create_notices.sql", "create_notices"))
    return project


def release(
    warehouse: Warehouse,
    number: int,
    entered: Sequence[str] = (),
    exited: Sequence[str] = (),
    *,
    as_of: datetime | None = None,
    held: str | None = None,
    mode: str = "incremental",
) -> None:
    """Publish `loyal` as the release of a number: by default of as many days after FIRST, less one."""
    at = as_of or FIRST + (number - 1) * DAY
    with warehouse.transaction():
        for customer in entered:
            warehouse.insert("ledger.believed_stays", [("loyal", customer, at, None)])
        for customer in exited:
            warehouse.execute(
                "update ledger.believed_stays set exited_at = ? where customer_id = ? and exited_at is null",
                [at, customer],
            )
        (size,) = warehouse.rows(
            "select count(*) as members from ledger.believed_stays where exited_at is null"
        )
        if not held:
            warehouse.execute("delete from ledger.clock_releases where as_of = ?", [at])
            warehouse.insert("ledger.clock_releases", [("loyal", at, number)])
            warehouse.insert("ledger.metric_log", [("loyal", number, size["members"])])
        status = ("held" if held else "live", held, "CRM", "crm@example.com", "did order", "public")
        warehouse.insert("ledger.segment_versions", [("loyal", number, *status)])
        warehouse.insert("ledger.releases", [(number, at, mode)])
