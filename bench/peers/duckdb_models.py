"""One model per segment in DuckDB, as in a dbt project without this one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..data import opened
from ..definitions import Segment
from ..files import Files
from ..meter import Meter
from .plain_sql import Dialect, members


def run(files: Files, segments: Sequence[Segment], clock: datetime, meter: Meter) -> None:
    """Writes each segment's members from the warehouse's core."""
    dialect = Dialect("warehouse.core.customers", "warehouse.core.events")
    with opened(files.work / "duckdb_models.duckdb") as connection:
        connection.execute(f"attach '{files.warehouse}' as warehouse (read_only)")
        connection.execute("create table members (segment varchar, customer_id bigint)")
        with meter:
            for segment in segments:
                query = members(segment, clock, dialect)
                connection.execute(f"insert into members select '{segment.name}', customer_id from ({query})")
        connection.execute(f"copy members to '{files.members}'")
