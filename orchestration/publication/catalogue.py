"""Reads what is published, with the same columns from the warehouse and from the reader file."""

import contextlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from orchestration.project.errors import RefusedError
from orchestration.project.layers import HIDDEN, LEDGER, MEMBERSHIP, PUBLISHED
from orchestration.project.present import utc_now
from orchestration.project.project import PROJECT_FILE, Project
from orchestration.warehouse.connections import Warehouse, is_file, open_published, open_warehouse

Row = dict[str, Any]

MOST_DAYS = 36_500

# The schema in the reader file, because its catalogue is already called published.
OF_READERS = "main"


@contextlib.contextmanager
def open_with_hidden(project: Project) -> Iterator[Warehouse]:
    """Opens the place where hidden segments are next to published ones, for users who may read them.

    That is the warehouse's own file, or a server, which shows readers no hidden segments. Users without the
    file get the reader file, which has no hidden schema.
    """
    has_own = is_file(project) and project.warehouse_file.is_file()
    with open_warehouse(project, read_only=True) if has_own else open_published(project) as warehouse:
        yield warehouse


def read_segments(warehouse: Warehouse, *, hidden: bool = False) -> list[Row]:
    """Returns the last release's segments by family, then size, largest first. `hidden` adds hidden ones."""
    _refuse_nothing(warehouse, f"{PUBLISHED}.segments")
    relations = [f"{PUBLISHED}.segments", *([f"{HIDDEN}.segments"] if hidden else [])]
    rows = [row for relation in relations for row in warehouse.rows(f"select * from {relation}")]
    return sorted(
        map(_plain, rows), key=lambda row: (row["family"] or "", -(row["size"] or 0), row["segment"])
    )


def still_listed(project: Project, segments: list[Row]) -> list[Row]:
    """Returns the segments without those that were retired longer than `retired_days` ago.

    Raises RefusedError if that variable isn't a number of days.
    """
    days = project.variables.get("retired_days")
    if days is None:
        return segments
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= MOST_DAYS:
        raise RefusedError(
            f"{PROJECT_FILE}: retired_days={days} is neither a number of days, 0 or more, nor null."
        )
    begin = utc_now() - timedelta(days=days)
    return [row for row in segments if row["status"] != "retired" or row["published_at"] > begin]


def last_started(project: Project) -> datetime:
    """Returns when the last release's refresh began (UTC)."""
    with open_warehouse(project, read_only=True) as warehouse:
        last = f"select started_at from {LEDGER}.releases order by release_id desc limit 1"
        found = warehouse.rows(last) if warehouse.columns(f"{LEDGER}.releases") else []
    return found[0]["started_at"] if found else datetime.min


def last_commit(warehouse: Warehouse) -> str | None:
    """Returns the commit that the last release was made from, if there is one."""
    last = f"select git_sha from {LEDGER}.releases order by release_id desc limit 1"
    # Another version's releases may have no such column.
    found = warehouse.rows(last) if "git_sha" in warehouse.columns(f"{LEDGER}.releases") else []
    return found[0]["git_sha"] or None if found else None


def release_under_way(warehouse: Warehouse) -> int:
    """The number of the release that the refresh under way will make if it is published."""
    return warehouse.rows(f"select release_id from {MEMBERSHIP}.refresh_plan")[0]["release_id"]


def refuse_unpublished(warehouse: Warehouse) -> None:
    """Raises RefusedError if the refresh under way made no release."""
    published = f"select 1 from {LEDGER}.releases as done"
    if not warehouse.rows(f"{published} inner join {MEMBERSHIP}.refresh_plan as plan using (release_id)"):
        raise RefusedError(f"Nothing was published: the release has no row in {LEDGER}.releases.")


def read_releases(warehouse: Warehouse, limit: int = 10, *, hidden: bool = False) -> list[Row]:
    """Returns the last releases, newest first. With `hidden`, their counters include hidden segments."""
    schema = HIDDEN if hidden else PUBLISHED
    _refuse_nothing(warehouse, f"{schema}.segment_releases")
    rows = warehouse.rows(
        f"select * from {schema}.segment_releases order by release_id desc limit {int(limit)}"
    )
    return [{**_plain(row), "seconds": json.loads(row.get("seconds") or "null")} for row in rows]


def _refuse_nothing(warehouse: Warehouse, relation: str) -> None:
    """Refuses a server without a release. A reader file doesn't exist before the first release."""
    name = relation.rpartition(".")[2]
    if not warehouse.columns(relation) and not warehouse.columns(f"{OF_READERS}.{name}"):
        raise RefusedError(
            f"There is no {relation} to read: run `segments refresh` first, with the same --target."
        )


def read_details(warehouse: Warehouse, segment: str, schema: str) -> dict[str, list[Row]]:
    """Returns the last audits of a segment and its figures in each release, newest first."""
    audits = warehouse.rows(
        f"select * from {schema}.segment_audits as audits where segment = ? and release_id ="
        f" (select max(release_id) from {schema}.segment_audits where segment = audits.segment)"
        " order by check_name",
        [segment],
    )
    metrics = warehouse.rows(
        f"select * from {schema}.segment_metrics where segment = ? order by release_id desc",
        [segment],
    )
    return {"audits": [_plain(row) for row in audits], "metrics": [_plain(row) for row in metrics]}


def read_findings(warehouse: Warehouse) -> dict[str, list[Row]]:
    """What the last audit found of each segment, hidden ones included, that it didn't pass."""
    query = (
        "select segment, check_name, severity, observed, expected from {schema}.segment_audits"
        " where release_id = (select max(release_id) from {schema}.segment_audits)"
        " and not passed and segment is not null order by check_name"
    )
    found: dict[str, list[Row]] = {}
    for schema in (PUBLISHED.schema, HIDDEN):
        for row in warehouse.rows(query.format(schema=schema)):
            found.setdefault(row["segment"], []).append(row)
    return found


def _plain(row: Row) -> Row:
    """Returns the row with exact decimals as floats, which are for display and not for calculation."""
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in row.items()}
