"""All segments in Polars: a lazy group-by for each event, joined to the customers, then each rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from ..definitions import Condition, Feature, Segment
from ..files import Files
from ..meter import Meter
from ..sampling import local_day


def run(files: Files, segments: Sequence[Segment], clock: datetime, meter: Meter) -> None:
    """Computes the features that the rules need, then each segment's members."""
    import polars as pl

    needed = sorted({c.feature for segment in segments for c in segment.conditions if c.feature})
    with meter:
        events = pl.scan_parquet(files.core / "events.parquet").filter(pl.col("occurred_at") <= clock)
        frames = pl.collect_all(
            _of_event(pl, events, name, needed, clock) for name in sorted({f.event for f in needed})
        )
        meter.lap("group-bys")
        customers = pl.read_parquet(files.core / "customers.parquet")
        for frame in frames:
            customers = customers.join(frame, on="customer_id", how="left", maintain_order="none")
        meter.lap("joins")
        members = [
            customers.filter(*(_holds(pl, condition) for condition in segment.conditions)).select(
                segment=pl.lit(segment.name), customer_id="customer_id"
            )
            for segment in segments
        ]
        pl.concat(members).write_parquet(files.members)
        meter.lap("rules")


def _column(feature: Feature) -> str:
    return f"{feature.event}_{feature.measure}_{feature.days}"


def _of_event(pl: Any, events: Any, name: str, needed: Sequence[Feature], clock: datetime) -> Any:
    own = [feature for feature in needed if feature.event == name]
    today = local_day(clock).toordinal()

    def within(days: int) -> Any:
        return pl.col("occurred_on") >= date.fromordinal(today - days + 1)

    def aggregate(feature: Feature) -> Any:
        inside = within(feature.days)
        if feature.measure == "count":
            return inside.sum().alias(_column(feature))
        return pl.col("amount").filter(inside).sum().alias(_column(feature))

    longest = max(feature.days for feature in own)
    wanted = events.filter(pl.col("event_name") == name, within(longest))
    return wanted.group_by("customer_id").agg(aggregate(feature) for feature in own)


def _holds(pl: Any, condition: Condition) -> Any:
    if not condition.feature:
        return pl.sql_expr(condition.trait)
    column = pl.col(_column(condition.feature))
    if condition.at_least is None:
        return column.is_null() | (column == 0)
    return column >= condition.at_least
