"""Publishes an earlier release's members as a new release, in one transaction and without dbt.

Something is wrong when a rollback is needed, and that may be a file which dbt can't parse.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from orchestration.project.errors import RefusedError
from orchestration.project.layers import LEDGER
from orchestration.project.nearest import hint
from orchestration.publication.ledger import ENDED_BY, ledger_tables, written_by
from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.identifiers import literal

TEMPLATE = Path(__file__).with_name("rollback.sql.jinja")
# The SQL for stays and their numbers is written once, for refreshes and rollbacks.
SHARED = tuple(
    Path("macros/publication") / f"{name}.sql"
    for name in (
        *("_stays_after", "_turnover", "_withdrawn_releases"),
        *("_moved_clocks", "_told_again", "_told_instead"),
    )
)

LATEST_NAMED = 5


def check_rollback(warehouse: Warehouse, target: int, segments: Collection[str]) -> list[str]:
    """Returns the segments that a rollback to the release `target` restores. `segments` limits them.

    Raises RefusedError for a release that isn't an earlier one, and for a segment that it can't restore.
    """
    numbers = []
    if warehouse.columns(f"{LEDGER}.releases"):
        found = warehouse.rows(f"select release_id from {LEDGER}.releases order by release_id desc")
        numbers = [row["release_id"] for row in found]
    if target not in numbers:
        latest = ", ".join(map(str, numbers[:LATEST_NAMED]))
        ending = f"the latest are {latest}" if latest else "there is none yet: run `segments refresh` first"
        raise RefusedError(f"There is no release {target}; {ending}. `segments releases` lists them.")
    if target == numbers[0]:
        raise RefusedError(f"Release {target} is the current one: there is nothing to roll back.")
    return _restorable(warehouse, target, segments)


def roll_back(
    warehouse: Warehouse,
    root: Path,
    target: int,
    segments: Collection[str] = (),
    *,
    now: datetime | None = None,
) -> int:
    """Publishes what `target` had published of `segments` (by default all). Returns the new release's number.

    `root` is the project's folder, `now` a UTC time (by default the machine's). The caller holds the lock and
    has checked the request. If interrupted, either the whole release exists or nothing of it.
    """
    (last,) = warehouse.rows(
        f"select release_id, started_at from {LEDGER}.releases order by release_id desc limit 1"
    )
    release = last["release_id"] + 1
    # If the machine's clock went back, the release still doesn't start before its predecessor.
    started_at = max((now or datetime.now(UTC)).replace(tzinfo=None), last["started_at"])
    jinja = Environment(undefined=StrictUndefined)
    shared = "".join((root / file).read_text(encoding="utf-8") for file in SHARED)
    tables = ledger_tables(warehouse, root)
    withdrawn = []
    if "clock" in tables["releases"]:
        found = jinja.from_string(shared + f"{{{{ _withdrawn_releases('{LEDGER}.releases') }}}}").render()
        withdrawn = [row["release_id"] for row in warehouse.rows(found)]
    script = jinja.from_string(shared + TEMPLATE.read_text(encoding="utf-8")).render(
        release=release,
        target=target,
        segments=[literal(name) for name in segments],
        written_by={table: written_by(columns) for table, columns in tables.items() if written_by(columns)},
        ended_by={table: ENDED_BY for table, columns in tables.items() if ENDED_BY in columns},
        versions=tables["segment_versions"],
        releases=tables["releases"],
        turnover="turnover_log" in tables,
        withdrawn=withdrawn,
        started_at=started_at,
    )
    with warehouse.transaction():
        warehouse.execute(script)
    return release


def _restorable(warehouse: Warehouse, target: int, segments: Collection[str]) -> list[str]:
    """Returns the checked names: the requested ones, or all published ones that still exist."""
    rows = warehouse.rows(
        f"select earlier.segment, present.status from {LEDGER}.segment_versions as earlier"
        f" inner join {LEDGER}.current_versions as present on earlier.segment = present.segment"
        " where earlier.release_id = ? and earlier.status <> 'retired'"
        " and earlier.members_release_id is not null order by earlier.segment",
        [target],
    )
    status = {row["segment"]: row["status"] for row in rows}
    standing = [name for name in status if status[name] != "retired"]
    for name in segments:
        if name not in status:
            raise RefusedError(f"Release {target} published no segment '{name}'{hint(name, standing)}.")
        if name not in standing:
            raise RefusedError(f"'{name}' is retired: restore its file and refresh before you roll it back.")
    if not standing:
        raise RefusedError(f"Release {target} published none of the current segments.")
    return [name for name in standing if not segments or name in segments]
