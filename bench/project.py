"""The project's own SQL over a generated warehouse, as dbt runs it, without dbt's start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.python.proof.harness import Project, SegmentFile

from .data import EVENT_NAMES, THREADS
from .definitions import Segment
from .meter import Meter
from .sampling import TIME_ZONE

ROOT = Path(__file__).parents[1]
# Worked out once a day of the clock, not once a refresh.
VALUES = ("customer_values", "candidate_values")
AFFECTED = "select customers_recomputed from ledger.releases order by release_id desc limit 1"


class MeteredProject(Project):
    """A project whose models' CPU seconds are noted while they are built."""

    meter = Meter()

    def build(self, names: Iterable[str]) -> None:
        """Builds models one by one, a lap each, named by its layer."""
        for name in self.in_order(names):
            super().build([name])
            layer = "values" if name in VALUES else self.layer(name)
            self.meter.lap(layer, name)

    def layer(self, name: str) -> str:
        """The folder of a model."""
        return next(folder for folder in LAYERS if name in self.models(folder))


LAYERS = ("core", "features", "membership", "ledger")


@contextmanager
def opened_project(warehouse: Path, segments: Sequence[Segment], clock: datetime) -> Iterator[MeteredProject]:
    """The project over a warehouse's file, with its clock at an instant."""
    variables = {
        "customers_relation": "received.customers",
        "events_relation": "received.events",
        "time_zone": TIME_ZONE,
        "as_of": f"{clock.isoformat()}Z",
        "value_event": EVENT_NAMES[0],
    }
    project = MeteredProject(ROOT, variables, str(warehouse))
    try:
        project.database.execute(f"set threads = {THREADS}")
        _have_no_lists(project)
        project.set_segments(SegmentFile(segment.name, segment.in_language()) for segment in segments)
        yield project
    finally:
        project.close()


def refresh(project: MeteredProject) -> Meter:
    """One refresh: what it cost, in all and by layer."""
    with Meter() as project.meter:
        project.refresh()
        # Closing the file would write it as well, but nobody could measure that.
        project.database.execute("checkpoint")
        project.meter.lap("checkpoint", "checkpoint")
    return project.meter


def _have_no_lists(project: Project) -> None:
    project.database.execute(
        f"create table if not exists {project.relation('imported_list_rows')}"
        " (list_name varchar, customer_id varchar, added_at timestamp, added_by varchar)"
    )
