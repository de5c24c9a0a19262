"""The gates of a refresh's cost, computed from the measurements as ratios within one run."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .run import FEW, MANY, SMALLER

Measured = dict[str, Any]

# Parts of a refresh that its gates exclude. They are reported separately.
BESIDE = ("rendering", "check")


@dataclass(frozen=True)
class Gate:
    """A figure, its limit, and its goal.

    `all_in` is the same figure including rendering and the check of a share of the customers. `affected` is
    the share of the customers that the refresh recomputed.
    """

    name: str
    gate: float
    aim: float
    value: float
    all_in: float | None = None
    affected: float | None = None

    @property
    def met(self) -> bool:
        """Whether the figure is within the limit."""
        return self.value <= self.gate


def gates(found: Measured, customers: int, segments: int) -> Iterator[Gate]:
    """Yields every gate for which the run measured something.

    A refresh counts everything that the engine does for it: loading events, features, membership, value
    figures, ledger, checkpoint. Naive and the bare group-by start from the events in core, so a full build
    that is compared with them excludes loading.
    """
    full, day, scans = found["full"][segments], found["day"], found["scans"]
    hour = sorted(found["hours"], key=engine)[len(found["hours"]) // 2]
    naive, scan = found["naive"]["cpu_of_all"], scans["scan"]

    def ratio(name: str, gate: float, aim: float, of: Measured, to: Measured | float, less: str = "") -> Gate:
        one, other = (to, to) if isinstance(to, float) else (engine(to), to["cpu"])
        value, all_in = (cost - of["parts"].get(less, 0.0) for cost in (engine(of), of["cpu"]))
        return Gate(name, gate, aim, value / one, all_in / other, of["affected"])

    yield ratio("refresh after one day / full build", 0.15, 0.05, day, full)
    yield ratio("refresh after one hour / full build", 0.04, 0.015, hour, full)
    yield ratio(f"refresh after one day / naive, {segments} segments", 0.08, 0.03, day, naive)
    yield ratio(f"full build / naive, {segments} segments", 0.4, 0.2, full, naive, less="core")
    if segments != MANY and (many := found["full"].get(MANY)):
        naive_of_many = found["naive_of_many"]["cpu_of_all"]
        yield ratio(f"full build / naive, {MANY:,} segments", 0.2, 0.08, many, naive_of_many, less="core")
        more = 1000 / (MANY - segments) / (customers / 1e6)
        value, all_in = ((of(many) - of(full)) * more for of in (engine, rendered))
        yield Gate("one more segment, full build (CPU ms per million customers)", 25, 10, value, all_in, 1.0)
    yield from _insights(full, day, customers)
    yield ratio("refresh after one day / scan of 365 days", 15, 6, day, scan)
    yield ratio("full build / bare group by customer, event", 4, 2, full, scans["group_by"], less="core")
    smaller = found["smaller"]
    growth, all_in = (math.log(of(full) / of(smaller)) / math.log(SMALLER) for of in (engine, rendered))
    yield Gate("growth of a full build with events (exponent)", 1.05, 1.0, growth, all_in, 1.0)
    peak = full["peak_megabytes"] / 1024
    yield Gate("peak memory, full build (GB)", 4, 2, peak, peak, 1.0)
    if nodes := found.get("nodes"):
        more = nodes[max(nodes)] - nodes[min(nodes)]
        yield Gate(f"more dbt nodes in a refresh, {max(nodes)} against {FEW} segments", 0, 0, more)
    if refreshed := found.get("demonstration"):
        wall = refreshed["wall"]
        yield Gate("demonstration, warm refresh (seconds by the clock)", 30, 12, wall, wall)


def _insights(full: Measured, day: Measured, customers: int) -> Iterator[Gate]:
    """Yields the gates of insights: their share of a refresh, and the cost of the two most expensive ones."""
    for name, gate, cost in (("full build", 0.1, full), ("refresh after one day", 0.15, day)):
        taken = cost["parts"].get("insights", 0.0)
        yield Gate(
            f"insights / {name}", gate, gate, taken / engine(cost), taken / cost["cpu"], cost["affected"]
        )
    steps, millions = full["steps"], customers / 1e6
    overlaps, attrition = (steps.get(f"{name}_figures", 0.0) / millions for name in ("overlap", "attrition"))
    yield Gate("overlaps, full build (CPU s per million customers)", 4, 2, overlaps)
    yield Gate("attrition, full build (CPU s per million customers)", 1, 1, attrition)


def engine(cost: Measured) -> float:
    """Returns the CPU seconds without rendering and check."""
    return cost["cpu"] - sum(cost["parts"].get(part, 0.0) for part in BESIDE)


def rendered(cost: Measured) -> float:
    """Returns the CPU seconds without the check, which some measured refreshes don't make."""
    return cost["cpu"] - cost["parts"].get("check", 0.0)
