"""The gates of a refresh's cost, worked out from what was measured: ratios inside one run."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .run import FEW, MANY, SMALLER

Measured = dict[str, Any]


@dataclass(frozen=True)
class Gate:
    """A figure, the most that it may be, and what is aimed for; `affected` is the share of customers
    that the refresh recomputed."""

    name: str
    gate: float
    aim: float
    value: float
    affected: float | None = None

    @property
    def met(self) -> bool:
        """Whether the figure keeps the gate."""
        return self.value <= self.gate


def gates(found: Measured, customers: int, segments: int) -> Iterator[Gate]:
    """Every gate for which the run measured something.

    A refresh is all of it: events brought in, features, membership, values, ledger, checkpoint. Against
    what starts from the events in core, as naive and the bare group-by do, a full build counts without
    bringing them there.
    """
    full = found["full"][segments]
    day, naive, scans = found["day"], found["naive"]["cpu_of_all"], found["scans"]
    hour, hour_affected = (
        statistics.median(hour[of] for hour in found["hours"]) for of in ("cpu", "affected")
    )
    affected = day["affected"]
    yield Gate("refresh after one day / full build", 0.15, 0.05, day["cpu"] / full["cpu"], affected)
    yield Gate("refresh after one hour / full build", 0.04, 0.015, hour / full["cpu"], hour_affected)
    yield Gate(
        f"refresh after one day / naive, {segments} segments", 0.08, 0.03, day["cpu"] / naive, affected
    )
    yield Gate(f"full build / naive, {segments} segments", 0.4, 0.2, from_core(full) / naive, 1.0)
    if segments != MANY and (many := found["full"].get(MANY)):
        naive_of_many = found["naive_of_many"]["cpu_of_all"]
        yield Gate(f"full build / naive, {MANY:,} segments", 0.2, 0.08, from_core(many) / naive_of_many, 1.0)
        more = (many["cpu"] - full["cpu"]) / (MANY - segments) * 1000 / (customers / 1e6)
        yield Gate("one more segment, full build (CPU ms per million customers)", 25, 10, more, 1.0)
    yield Gate("refresh after one day / scan of 365 days", 15, 6, day["cpu"] / scans["scan"], affected)
    group_by = from_core(full) / scans["group_by"]
    yield Gate("full build / bare group by customer, event", 4, 2, group_by, 1.0)
    growth = math.log(full["cpu"] / found["smaller"]["cpu"]) / math.log(SMALLER)
    yield Gate("growth of a full build with events (exponent)", 1.05, 1.0, growth, 1.0)
    yield Gate("peak memory, full build (GB)", 4, 2, full["peak_megabytes"] / 1024, 1.0)
    if nodes := found.get("nodes"):
        more = nodes[max(nodes)] - nodes[min(nodes)]
        yield Gate(f"more dbt nodes in a refresh, {max(nodes)} against {FEW} segments", 0, 0, more)
        yield Gate(
            "demonstration, warm refresh (seconds by the clock)", 30, 12, found["demonstration"]["wall"]
        )


def from_core(full: Measured) -> float:
    """CPU seconds of a full build once the events are in core."""
    return full["cpu"] - full["parts"]["core"]
