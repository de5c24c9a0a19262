"""A project refreshed at one clock after another, backfilled to them, and built from nothing at each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import warehouses
from conftest import BuiltProject, clean_environment, copy_built
from crash.published import TABLES, differences, published
from crash.servers import Server

LIVE = """
    select members.segment, members.customer_id
    from {schema}.segment_members as members
    inner join {schema}.segments as segments on members.segment = segments.segment
    where segments.status in ('live', 'new')
"""
HELD = "select segment from {schema}.segments where status = 'held'"
# Selects who was in a segment at a clock, as the last release believes.
THEN = """
    select segment, customer_id
    from {schema}.segment_history
    where superseded_at is null and entered_at <= timestamp '{clock}'
        and (exited_at is null or exited_at > timestamp '{clock}')
"""

Rows = set[tuple[str, ...]]


@dataclass
class Report:
    """What was compared, and what differs."""

    releases: int = 0
    members: int = 0
    problems: list[str] = field(default_factory=list)


class Proof:
    """Compares three copies of a project whose warehouse has only its input."""

    def __init__(self, project: BuiltProject, folder: Path) -> None:
        self._loaded = project.root
        self._sequence, self._backfill, self._full = (
            folder / name for name in ("sequence", "backfill", "full")
        )
        for copy in (self._sequence, self._backfill, self._full):
            copy_built(project, copy)

    def run(self, days: list[str], every: str) -> Report:
        """Refreshes at the end of each of these days. `every` is the unit that ends on them."""
        report = Report()
        # History is queried at the end, because a later release may have changed it.
        built = {str(clock): rows for clock, rows in self._refresh_and_build(days, report)}
        self._backfilled(days, every)
        for clock, (members, held) in built.items():
            then = _rows(self._sequence, THEN.replace("{clock}", clock))
            _compare(report, f"history at {clock}", {row for row in then if row[:1] not in held}, members)
        report.problems += differences(published(self._sequence, TABLES), published(self._backfill, TABLES))
        return report

    def _refresh_and_build(
        self, days: list[str], report: Report
    ) -> Iterator[tuple[object, tuple[Rows, Rows]]]:
        sequence, full = Server(self._sequence), Server(self._full)
        sequence.begin_to_prepare()
        full.prepare()
        sequence.end_of_preparing()
        for day in days:
            warehouses.renew(self._loaded, self._full)
            sequence.begin(day)
            full.run(day)
            outcome = sequence.end()
            assert outcome.error is None, outcome.error
            members, held = _rows(self._full, LIVE), _rows(self._full, HELD)
            _compare(report, f"held at {day}", _rows(self._sequence, HELD), held)
            _compare(report, f"members at {day}", _rows(self._sequence, LIVE), members)
            report.releases += 1
            report.members += len(members)
            ((clock,),) = BuiltProject(self._full).rows("select as_of from published.segment_releases")
            yield clock, (members, held)
        sequence.close()
        full.close()

    def _backfilled(self, days: list[str], every: str) -> None:
        options = ["--from", days[0], "--to", days[-1], "--every", every]
        done = subprocess.run(
            [sys.executable, "-m", "orchestration.cli", "backfill", *options],
            cwd=self._backfill,
            env=clean_environment(self._backfill),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def _rows(root: Path, query: str) -> Rows:
    with warehouses.connected(root) as connection:
        return {
            tuple(map(str, row))
            for schema in ("published", "hidden")
            for row in connection.execute(query.format(schema=schema)).fetchall()
        }


def _compare(report: Report, what: str, ours: Rows, theirs: Rows) -> None:
    if ours != theirs:
        report.problems.append(
            f"{what}: {len(ours - theirs)} too many, {len(theirs - ours)} missing, such as"
            f" {sorted(ours ^ theirs)[:3]}"
        )
