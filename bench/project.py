"""The project's own SQL over a generated warehouse, as dbt runs it, but without dbt's startup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.audit.recomputation import count_differences
from orchestration.explanation.rule_parts import record_rule_parts, rule_parts
from orchestration.project.collection import collect_rarely
from orchestration.project.layers import LAYERS
from orchestration.rules.registry import read_segments
from orchestration.warehouse.connections import Warehouse
from tests.python.proof.harness import Project, SegmentFile

from .data import EVENT_NAMES, THREADS
from .definitions import Segment
from .meter import Meter, cpu_seconds
from .sampling import TIME_ZONE

ROOT = Path(__file__).parents[1]
# Computed once per day of the clock, not by every refresh.
VALUES = ("customer_values", "candidate_values")
# Evaluates a share of the customers a second time, as part of the audit.
CHECK = ("checked_customers", "checked_events", "standalone_queries")
# The insights, in a folder of the ledger.
INSIGHTS = "insights"
AFFECTED = "select customers_recomputed from ledger.releases order by release_id desc limit 1"


class MeteredProject(Project):
    """A project that records the engine's CPU seconds by layer while it builds models."""

    meter = Meter()

    def __init__(self, *asked: Any) -> None:
        super().__init__(*asked)
        self._engine = 0.0
        connections = self.adapter.connections
        execute = connections.add_query

        def timed(*query: Any, **options: Any) -> Any:
            before = cpu_seconds()
            try:
                return execute(*query, **options)
            finally:
                self._engine += cpu_seconds() - before

        connections.add_query = timed

    def build(self, names: Iterable[str]) -> None:
        """Builds models one by one."""
        for name in self.in_order(names):
            before, engine_before = cpu_seconds(), self._engine
            super().build([name])
            if name in CHECK:
                self.meter.note("check", name, cpu_seconds() - before)
            else:
                self.meter.note(self._layer(name), name, self._engine - engine_before)

    def _audit(self, held: Iterable[str]) -> None:
        """Records what attrition is counted by, as a refresh does before its audit."""
        segments = read_segments(self.manifest())
        record_rule_parts(Warehouse(self.database, "?", Exception), rule_parts(segments, "duckdb"))
        super()._audit(held)

    def _layer(self, name: str) -> str:
        if name in VALUES:
            return "values"
        if INSIGHTS in self._shared[name].fqn:
            return INSIGHTS
        return next(layer.schema for layer in LAYERS if name in self.models(layer.folder))


@contextmanager
def opened_project(
    warehouse: Path, segments: Sequence[Segment], clock: datetime, checked_percent: int = 0
) -> Iterator[MeteredProject]:
    """Opens the project over a warehouse's file, with its clock at an instant."""
    variables = {
        "customers_relation": "received.customers",
        "events_relation": "received.events",
        "time_zone": TIME_ZONE,
        "as_of": f"{clock.isoformat()}Z",
        "value_event": EVENT_NAMES[0],
        "value_figures": "day",
        "checked_percent": checked_percent,
    }
    collect_rarely()
    project = MeteredProject(ROOT, variables, str(warehouse))
    try:
        project.database.execute(f"set threads = {THREADS}")
        project.have_seeds()
        project.set_segments(SegmentFile(segment.name, segment.in_language()) for segment in segments)
        yield project
    finally:
        project.close()


def refresh(project: MeteredProject) -> tuple[Meter, int]:
    """Runs one refresh. Returns its cost in total and by part, and the differences that its check found.

    Whatever belongs neither to the engine nor to the check is called rendering: Jinja, and dbt's work on each
    model.
    """
    with Meter() as project.meter:
        project.refresh()
        before = cpu_seconds()
        # Closing the file would write it too, but that couldn't be measured.
        project.database.execute("checkpoint")
        project.meter.note("checkpoint", "checkpoint", cpu_seconds() - before)
        before = cpu_seconds()
        found = count_differences(Warehouse(project.database, "?", Exception))
        project.meter.note("check", "comparison", cpu_seconds() - before)
    noted = sum(sum(steps.values()) for steps in project.meter.parts.values())
    project.meter.note("rendering", "rendering", project.meter.cpu - noted)
    return project.meter, sum(found.values())
