"""All measurements in order, each over a file that was prepared for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.project.project import Project

from . import whole
from .children import Child, measure
from .data import CLOCK, DAY, HOUR, HOURS

Measured = dict[str, Any]

# The numbers of segments in the gates, besides the requested one.
FEW, MANY = 20, 1_000
# At most this many standalone renderings run. The others are assumed to cost the same.
STANDALONE, STANDALONE_OF_MANY = 200, 40
# Growth is measured from a fifth of customers and events.
SMALLER = 5
PEERS = ("duckdb", "polars", "chdb")


@dataclass(frozen=True)
class Asked:
    """What `make bench` was asked for."""

    customers: int
    events: int
    segments: int
    seed: int
    peers: tuple[str, ...] = PEERS
    # The other numbers of segments to measure.
    others: tuple[int, ...] = (FEW, MANY)
    # The hours that arrive one by one. Their median counts.
    hours: int = HOURS
    # Whether real refreshes run too: for dbt's nodes, and over the demonstration.
    is_whole: bool = True


class Bench:
    """The measurements of one run, and the files between them."""

    def __init__(self, asked: Asked, work: Path, say: Callable[[str], None]) -> None:
        self._asked, self._work, self._say = asked, work, say
        self._input, self._built = work / "input.duckdb", work / "built.duckdb"
        self._definitions = work / "definitions.json"

    def run(self) -> Measured:
        """Measures everything. At the end, it removes the files."""
        shutil.rmtree(self._work, ignore_errors=True)
        self._work.mkdir(parents=True)
        try:
            found = self._prepared()
            found["full"] = {}
            for count in sorted({*self._asked.others} - {self._asked.segments}):
                found["full"][count] = self._full(count)
                if count == MANY:
                    found["naive_of_many"] = self._naive(count, STANDALONE_OF_MANY, CLOCK)
            found["full"][self._asked.segments] = self._full(self._asked.segments)
            found["scans"] = self._step("scans", "scans", warehouse=self._built, clock=CLOCK)
            found["peers"] = self._peers()
            found |= self._arrivals()
            found["smaller"] = self._smaller()
            return found
        finally:
            shutil.rmtree(self._work, ignore_errors=True)

    def _prepared(self) -> Measured:
        """Prepares data and segments. Untimed work runs in parallel, then the warm refresh alone."""
        asked = self._asked
        if not asked.is_whole:
            return {"generate": self._generate(asked.customers, asked.events)}
        # Parts that were removed from the project aren't measured.
        is_refreshed = bool(Project(whole.ROOT, "duckdb").default_input)
        root = str(self._work / "demonstration")
        cold = Child("demonstration", {"root": root, "is_cold": True}) if is_refreshed else None
        found: Measured = {"generate": self._generate(asked.customers, asked.events)}
        self._say("the nodes that dbt runs, the demonstration's first refresh")
        found["nodes"] = measure(
            "nodes", root=str(self._work / "nodes"), definitions=str(self._definitions), counts=[200, FEW]
        )
        if cold:
            cold.result()
            found["demonstration"] = self._step(
                "the demonstration refreshed", "demonstration", root=root, is_cold=False
            )
        return found

    def _generate(self, customers: int, events: int) -> Measured:
        self._input.unlink(missing_ok=True)
        most = max(self._asked.segments, *self._asked.others, 200)
        return self._step(
            f"{events:,} events generated",
            "generate",
            warehouse=self._input,
            definitions=self._definitions,
            customers=customers,
            events=events,
            seed=self._asked.seed,
            segments=most,
        )

    def _full(self, segments: int) -> Measured:
        """Measures a full build, and a refresh after it that finds nothing changed.

        The next refresh updates what readers see of the members. That part of its cost belongs to the full
        build.
        """
        shutil.copyfile(self._input, self._built)
        is_checked = segments == self._asked.segments
        full = self._refresh(f"full build of {segments} segments", segments, CLOCK, is_checked)
        unchanged = self._refresh("refresh with nothing changed", segments, CLOCK, is_checked=False)
        shown = unchanged["steps"].pop("published_words", 0.0)
        full["steps"]["published_words"] = full["steps"].get("published_words", 0.0) + shown
        for cost, change in ((full, shown), (unchanged, -shown)):
            cost["cpu"] += change
            cost["parts"]["membership"] += change
        return full | {"unchanged": unchanged}

    def _refresh(self, what: str, segments: int, clock: datetime, is_checked: bool = True) -> Measured:
        asked = {"warehouse": self._built, "definitions": self._definitions, "is_checked": is_checked}
        return self._step(what, "refresh", segments=segments, clock=clock, **asked)

    def _naive(self, segments: int, at_most: int, clock: datetime) -> Measured:
        """Measures standalone renderings at even distances, checks them, and estimates the cost of all."""
        run = min(segments, at_most)
        places = [place * segments // run for place in range(run)]
        found = self._step(
            f"{run} of {segments} segments standing alone",
            "naive",
            warehouse=self._built,
            definitions=self._definitions,
            segments=segments,
            places=places,
            clock=clock,
            members=self._work / "members.parquet",
        )
        found |= self._checked(places, segments)
        return found | {
            "segments": segments,
            "measured_segments": run,
            "cpu_of_all": found["cpu"] * segments / run,
        }

    def _peers(self) -> Measured:
        segments, found = self._asked.segments, {}
        core = self._work / "core"
        core.mkdir()
        measure("export", warehouse=str(self._built), folder=str(core))
        for peer in self._asked.peers:
            found[peer] = self._step(
                f"peer {peer}",
                "peer",
                peer=peer,
                warehouse=self._built,
                core=core,
                work=self._work,
                definitions=self._definitions,
                segments=segments,
                clock=CLOCK,
                members=self._work / "members.parquet",
            )
            found[peer] |= self._checked(list(range(segments)), segments)
        shutil.rmtree(core)
        return found

    def _arrivals(self) -> Measured:
        """Measures the refreshes after a day and after single hours.

        Naive runs at the day's clock, where it also checks that the day's refresh left the right members.
        """
        segments, clock = self._asked.segments, CLOCK + DAY
        found = {"day": self._refresh("refresh after a day", segments, clock)}
        found["naive"] = self._naive(segments, STANDALONE, clock)
        found["hours"] = [
            self._refresh("refresh after an hour", segments, clock + hour * HOUR)
            for hour in range(1, self._asked.hours + 1)
        ]
        return found

    def _smaller(self) -> Measured:
        self._built.unlink()
        self._generate(self._asked.customers // SMALLER, self._asked.events // SMALLER)
        return self._full(self._asked.segments)

    def _checked(self, places: list[int], segments: int) -> Measured:
        members = self._work / "members.parquet"
        found = measure(
            "differences",
            warehouse=str(self._built),
            definitions=str(self._definitions),
            segments=segments,
            places=places,
            members=str(members),
        )
        members.unlink()
        return found

    def _step(self, what: str, task: str, **asked: Any) -> Measured:
        self._say(what)
        plain = {
            name: str(value) if isinstance(value, Path | datetime) else value for name, value in asked.items()
        }
        return measure(task, **plain)
