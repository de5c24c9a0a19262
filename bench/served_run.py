"""The bench on PostgreSQL: the same data and segments as on DuckDB, and the gates that apply there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from .children import measure
from .data import CLOCK, DAY, HOUR
from .gates import Gate, engine
from .run import Asked, Measured
from .served import FOLLOWING


class ServedBench:
    """The measurements of one run, in the order in which the data arrive."""

    def __init__(self, asked: Asked, work: Path, say: Callable[[str], None]) -> None:
        self._asked, self._work, self._say = asked, work, say
        self._input, self._definitions = work / "input.duckdb", work / "definitions.json"
        self._root, self._members = work / "project", work / "members.csv"

    def run(self) -> Measured:
        """Measures everything. At the end, it removes the server and the files."""
        shutil.rmtree(self._work, ignore_errors=True)
        self._work.mkdir(parents=True)
        try:
            found = self._served()
            return found | {"duckdb": self._compared()}
        finally:
            shutil.rmtree(self._work, ignore_errors=True)

    def _served(self) -> Measured:
        try:
            self._prepare()
            found = self._refreshes()
            self._measure("served_members")
            return found
        finally:
            self._measure("stop_serving")

    def _prepare(self) -> None:
        asked = self._asked
        self._say(f"{asked.events:,} events generated")
        size = {"customers": asked.customers, "events": asked.events, "seed": asked.seed}
        self._measure("generate", **size)
        self._say("copied to PostgreSQL")
        self._measure("serve")

    def _refreshes(self) -> Measured:
        found = {"full": self._refresh("full build", CLOCK)}
        if self._asked.is_whole:
            found["unchanged"] = self._refresh("refresh with nothing changed", CLOCK)
            _give_back(found["unchanged"], found["full"])
        at_once = self._refresh("refresh after a hundredth of the events came again", CLOCK, is_at_once=True)
        day = self._refresh("refresh after a day", CLOCK + DAY)
        hours = [
            self._refresh("refresh after an hour", CLOCK + DAY + hour * HOUR)
            for hour in range(1, self._asked.hours + 1)
        ]
        return {**found, "at_once": at_once, "day": day, "hours": hours}

    def _compared(self) -> Measured:
        """Makes a full build on DuckDB at the last clock, and counts members that only one of the two has."""
        self._say("full build on DuckDB")
        last = CLOCK + DAY + self._asked.hours * HOUR
        built = self._measure("refresh", clock=last, is_checked=False, is_at_once=True)
        return built | self._measure("differences", places=list(range(self._asked.segments)))

    def _refresh(self, what: str, clock: datetime, *, is_at_once: bool = False) -> Measured:
        self._say(what)
        return self._measure("served_refresh", clock=clock, is_at_once=is_at_once)

    def _measure(self, task: str, **asked: Any) -> Measured:
        given = {
            "root": self._root,
            "warehouse": self._input,
            "definitions": self._definitions,
            "members": self._members,
            "segments": self._asked.segments,
            **asked,
        }
        return measure(
            task,
            **{
                name: str(value) if isinstance(value, Path | datetime) else value
                for name, value in given.items()
            },
        )


def _give_back(following: Measured, full: Measured) -> None:
    """Moves the cost that the next refresh has because of the full build to the full build."""
    shown = following["steps"].pop(FOLLOWING)
    full["steps"][FOLLOWING] += shown
    for cost, change in ((full, shown), (following, -shown)):
        cost["cpu"] += change
        cost["parts"]["membership"] += change


def gates(found: Measured) -> Iterator[Gate]:
    """Yields the gates on PostgreSQL: CPU seconds of the server, and all in of the server and the client."""
    hour = sorted(found["hours"], key=engine)[len(found["hours"]) // 2]
    for name, gate, aim, cost in (
        ("one day", 0.2, 0.1, found["day"]),
        ("one hour", 0.01, 0.005, hour),
        ("a hundredth of the events at once", 0.33, 0.2, found["at_once"]),
    ):
        yield Gate(
            f"PostgreSQL: refresh after {name} / full build",
            gate,
            aim,
            engine(cost) / engine(found["full"]),
            cost["cpu"] / found["full"]["cpu"],
            cost["affected"],
        )
