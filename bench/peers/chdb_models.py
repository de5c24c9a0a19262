"""A query per segment in ClickHouse's engine, over its own tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..data import THREADS
from ..definitions import Segment
from ..files import Files
from ..meter import Meter
from .plain_sql import Dialect, members

# The sort order suits the rules: each reads one event and the days of a window.
TABLES = """
create table customers engine = MergeTree order by customer_id
as select * from file('{customers}', Parquet);
create table events (
    customer_id Int64, event_name LowCardinality(String),
    occurred_on Date32, occurred_at DateTime64(6), amount Decimal(18, 4)
) engine = MergeTree order by (event_name, occurred_on);
insert into events
select customer_id, event_name, occurred_on, occurred_at, amount
from file('{events}', Parquet);
create table members (segment String, customer_id Int64) engine = MergeTree order by segment
"""


def run(files: Files, segments: Sequence[Segment], clock: datetime, meter: Meter) -> None:
    """Loads core's Parquet files, then writes each segment's members."""
    from chdb.session import Session

    dialect = Dialect("customers", "events", "toDateTime64('{}', 6)")
    session = Session(str(files.work / "chdb"))
    session.query(f"set max_threads = {THREADS}, session_timezone = 'UTC'")
    session.query("set schema_inference_make_columns_nullable = 'auto'")
    tables = {"customers": files.core / "customers.parquet", "events": files.core / "events.parquet"}
    with meter:
        for statement in TABLES.format(**tables).split(";"):
            session.query(statement)
        meter.lap("load")
        for segment in segments:
            query = members(segment, clock, dialect)
            session.query(f"insert into members select '{segment.name}', customer_id from ({query})")
        meter.lap("segments")
    session.query(f"select * from members into outfile '{files.members}' format Parquet")
    session.close()
