"""Makes PostgreSQL discard what it keeps of deleted rows: in tables, statistics and the write-ahead log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.erasure.places import Place
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, connect
from orchestration.warehouse.postgres import is_private

if TYPE_CHECKING:
    from psycopg2 import extensions

# They contain samples of every column, and keep replaced samples as tables keep deleted rows.
STATISTICS = ("pg_catalog.pg_statistic", "pg_catalog.pg_statistic_ext_data")
# Since this version, a table's owner can clear its samples.
CLEARS_SAMPLES = 180000
MAY_REWRITE = """
select current_setting('is_superuser') = 'on' or pg_has_role(datdba, 'usage')
from pg_database where datname = current_database()
"""

OF_THE_SERVER = "PostgreSQL's log of changes (WAL) until it is overwritten, its replicas, backups and own log"
OF_STATISTICS = (
    "PostgreSQL's statistics, where replaced samples stay until the database's owner runs"
    f" {' and '.join(f'vacuum full {table}' for table in STATISTICS)}"
)


def rewrite_tables(project: Project, warehouse: Warehouse, places: Sequence[Place]) -> list[str]:
    """Rewrites every table with IDs, even after no deletion: an earlier erasure may have been killed.

    Returns descriptions of what may still contain the IDs because the user can't change it.
    """
    for relation in dict.fromkeys(place.relation for place in places):
        warehouse.execute(f"vacuum (full, analyze) {relation}")
    notes = [] if _forget_samples(warehouse, places) else [OF_STATISTICS]
    # As the user: the role that owns the tables owns neither the database nor the server.
    with connect(project, as_writer=False) as connection, connection.cursor() as cursor:
        cursor.execute(MAY_REWRITE)
        if cursor.fetchone()[0]:
            for table in STATISTICS:
                cursor.execute(f"vacuum full {table}")
        elif not notes:
            notes.append(OF_STATISTICS)
        if is_private(project):
            _drop_log(cursor)
        else:
            notes.append(OF_THE_SERVER)
    return notes


def _forget_samples(warehouse: Warehouse, places: Sequence[Place]) -> bool:
    """Clears the samples of empty tables, which `analyze` doesn't. Returns whether that was possible."""
    (version,) = warehouse.rows("select current_setting('server_version_num')::int as number")
    empty = [
        place for place in places if not warehouse.rows(f"select 1 as one from {place.relation} limit 1")
    ]
    sampled = [
        place
        for place in empty
        if warehouse.rows(
            "select 1 as one from pg_stats where schemaname = ? and tablename = ? and attname = ?",
            [place.schema, place.table, place.column],
        )
    ]
    if sampled and version["number"] < CLEARS_SAMPLES:
        return False
    for place in sampled:
        warehouse.rows(
            "select pg_clear_attribute_stats(?, ?, ?, false) as done",
            [place.schema, place.table, place.column],
        )
    return True


def _drop_log(cursor: extensions.cursor) -> None:
    """Makes the project's own server remove its write-ahead log, whose files it otherwise recycles."""
    cursor.execute("alter system set wal_recycle = off")
    try:
        cursor.execute("select pg_reload_conf()")
        # The switches below also pass over the files that are reserved for later.
        cursor.execute("select count(*) from pg_ls_waldir()")
        ((files,),) = cursor.fetchall()
        for _ in range(files + 1):
            cursor.execute("select pg_logical_emit_message(false, 'segments', '')")
            cursor.execute("select pg_switch_wal()")
        cursor.execute("checkpoint")
    finally:
        cursor.execute("alter system reset wal_recycle")
        cursor.execute("select pg_reload_conf()")
