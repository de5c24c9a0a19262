"""A series of refreshes that are killed again and again, next to an undisturbed twin."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import warehouses
from conftest import clean_environment, copy_project

from .published import differences, ledger, published, released
from .servers import LOG, Outcome, Server
from .shop import Shop

# The last step, which replaces the files beside the warehouse.
FILES = "reader file" if warehouses.IS_FILE else "page"
# Where readers look (reader.py).
WAYS = ("file", "parquet") if warehouses.IS_FILE else ("server",)
# How often to hit each phase of a refresh. After a step comes Dagster's bookkeeping.
WEIGHTS = {
    "start": 1, "candidates": 8, "after candidates": 1, "audit": 2, "after audit": 1, "publish": 7,
    "after publish": 1, FILES: 2, f"after {FILES}": 1,
}  # fmt: skip
MOST_KILLS_A_REFRESH = 6
# The assumed seconds of a phase that hasn't been measured yet.
FIRST_GUESS = 1.0


@dataclass
class Report:
    """What a trial found."""

    kills: Counter[str] = field(default_factory=Counter)
    moments: set[str] = field(default_factory=set)
    refreshes: int = 0
    released_though_killed: int = 0
    looks: int = 0
    releases_seen: int = 0
    longest: float = 0.0
    problems: list[str] = field(default_factory=list)


@contextmanager
def reading(root: Path, report: Report, readers: int = 1, *, ways: tuple[str, ...] = WAYS) -> Iterator[None]:
    """Runs processes that look at what is published all the time."""
    command = [sys.executable, str(Path(__file__).with_name("reader.py")), str(root / "published"), *ways]
    environment = clean_environment(root)
    processes = [
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(readers)
    ]
    try:
        yield
    finally:
        for reader in processes:
            told = json.loads(reader.communicate()[0])
            report.looks += told["looks"]
            report.releases_seen = max(report.releases_seen, told["releases"])
            report.longest = max(report.longest, told["longest"])
            report.problems += [f"reader: {error}" for error in told["errors"]]


class Trial:
    """Two copies of a shop in `folder`: one whose refreshes are killed, and its twin."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._chance = random.Random(seed)
        self._roots = (folder / "killed", folder / "twin")
        original, twin = self._roots
        twin.mkdir(parents=True)
        copy_project(original)
        self._killed, self._twin = Server(original), Server(twin, code=original)
        self._shop = Shop([original], self._chance)
        self._shop.open()
        # Each phase once, the weightiest first, then by weight.
        self._phases = sorted(WEIGHTS, key=WEIGHTS.__getitem__)
        self._seconds: dict[str, float] = {}
        self._said: list[str] = []
        self._twin_is_busy = False
        self.report = Report()

    def run(self, kills: int, *, rebuild: bool = True) -> Report:
        """Continues until `kills` refreshes were killed, then completes a last one and rebuilds all."""
        self._begin()
        with reading(self._roots[0], self.report):
            while sum(self.report.kills.values()) < kills and len(self.report.problems) < 5:
                self._go_on()
                for _ in range(self._chance.randrange(1, MOST_KILLS_A_REFRESH + 1)):
                    if sum(self.report.kills.values()) < kills:
                        self._kill_one()
                self._refresh_both()
                self._compare()
                print(
                    f"{self.report.kills.total()} kills, {len(self.report.problems)} differences",
                    file=sys.stderr,
                )
            if rebuild:
                self._rebuild()
        going = self._killed.started_runs()
        if going:
            self.report.problems.append(f"Dagster takes {going} runs for going on that are dead")
        self._killed.close()
        self._twin.close()
        return self.report

    def _begin(self) -> None:
        """Makes the first release, which both have in common."""
        original, twin = self._roots
        self._killed.prepare()
        self._killed.run_here(self._shop.as_of())
        # The server's log stays where the server writes it.
        shutil.copytree(original, twin, symlinks=True, dirs_exist_ok=True, ignore=lambda *_: [LOG])
        warehouses.copy(original, twin)
        self._shop.roots.append(twin)
        self._twin.prepare()
        self._shop.files_changed = False

    def _twin_catches_up(self) -> None:
        if self._twin_is_busy:
            self._check("twin", self._twin.end())
            self._twin_is_busy = False

    def _go_on(self) -> None:
        self._twin_catches_up()
        self._said.append(self._shop.go_on())
        self._prepare()

    def _prepare(self) -> None:
        if self._shop.files_changed:
            self._twin.begin_to_prepare()
            self._killed.prepare()
            self._twin.end_of_preparing()
            self._shop.files_changed = False

    def _kill_one(self) -> None:
        """Kills a refresh. If it made a release nonetheless, the twin makes it too."""
        before = released(self._roots[0])
        phase = self._next_phase()
        delay = self._chance.random() * self._seconds.get(phase, FIRST_GUESS)
        self._killed.begin(self._shop.as_of(), kill_in=phase, after=delay)
        outcome = self._killed.end()
        self._seconds |= outcome.seconds
        self._count(outcome)
        self._said.append(f"killed in {outcome.moment}" if outcome.killed else "ended before it was killed")
        if released(self._roots[0]) > before:
            self.report.released_though_killed += outcome.killed
            self._twin_catches_up()
            self._twin.begin(self._shop.as_of())
            self._twin_is_busy = True
        if self._chance.random() < 0.4:
            self._go_on()

    def _next_phase(self) -> str:
        if not self._phases:
            self._phases = [phase for phase, weight in WEIGHTS.items() for _ in range(weight)]
            self._chance.shuffle(self._phases)
        return self._phases.pop()

    def _count(self, outcome: Outcome) -> None:
        if outcome.killed:
            self.report.kills[outcome.phase] += 1
            self.report.moments.add(outcome.moment)
        else:
            self._check("killed", outcome)

    def _refresh_both(self) -> None:
        self._twin_catches_up()
        self._twin.begin(self._shop.as_of())
        self._twin_is_busy = True
        self._killed.begin(self._shop.as_of())
        outcome = self._killed.end()
        self._check("killed", outcome)
        self._twin_catches_up()
        self._seconds |= outcome.seconds
        self._said.append("refreshed")
        self.report.refreshes += 1

    def _check(self, which: str, outcome: Outcome) -> None:
        if outcome.error:
            self._problem(f"{which}: {outcome.error}")

    def _compare(self) -> None:
        for look in (published, ledger):
            for difference in differences(*map(look, self._roots)):
                self._problem(difference)

    def _rebuild(self) -> None:
        """Makes a full build at the same clock, which must publish the current members.

        Rules about the past see what was published before their own release, so one more release lets them
        catch up.
        """
        self._refresh_both()
        self._compare()
        tables = {"segment_members": "select segment, customer_id from {schema}.segment_members"}
        before = published(self._roots[0], tables)
        self._killed.begin(self._shop.as_of(), full=True)
        self._check("full build", self._killed.end())
        for difference in differences(before, published(self._roots[0], tables)):
            self._problem(f"full build: {difference}")

    def _problem(self, text: str) -> None:
        self.report.problems.append(f"{text} (after: {'; '.join(self._said[-8:])})")
