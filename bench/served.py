"""Refreshes on the project's own PostgreSQL server, run as a person does, and their cost to the server."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.project.layers import CORE, EVALUATION, LAYERS, LEDGER

from . import whole
from .definitions import from_json
from .meter import cpu_seconds, peak_megabytes
from .server import Server

Measured = dict[str, Any]

# As in the bench on DuckDB: figures once per day of the clock, and a share of the customers evaluated twice.
VARIABLES = {"value_figures": "day", "checked_percent": 1}
VALUES = ("customer_values", "candidate_values")
# What people learn of the segments, in a folder of the ledger.
INSIGHTS = "insights"
CHECK = ("checked_customers", "checked_events", "standalone_queries", "audit")
# What readers see of the members is brought up to a release by the next refresh: a full build's own part.
FOLLOWING = "published_words"
RELEASE = """
select releases.customers_recomputed / cast(plan.customers as double precision)
from ledger.releases as releases
cross join membership.refresh_plan as plan
order by releases.release_id desc
limit 1
"""
DIFFERENT = """
select count(*)
from ledger.audit_log
where
    check_name = 'recomputed_alike' and not passed
    and release_id = (select max(release_id) from ledger.releases)
"""


def serve(asked: Measured) -> Measured:
    """A copy of the project with the generated segments, its server running and filled."""
    root = Path(asked["root"])
    segments = [from_json(each) for each in json.loads(Path(asked["definitions"]).read_text())]
    whole.copy_project(root)
    whole.point_at_generated(root, segments[: asked["segments"]], VARIABLES)
    profiles = root / "profiles.yml"
    # One model at a time, so that what the server does meanwhile is the model's.
    profiles.write_text(profiles.read_text(encoding="utf-8").replace("threads: 2", "threads: 1"))
    with _in_project(root):
        Server(root).fill(Path(asked["warehouse"]))
    return {}


def served_refresh(asked: Measured) -> Measured:
    """Measures a refresh at a clock, after the events up to it arrived. The first one is a full build."""
    root, clock = Path(asked["root"]), datetime.fromisoformat(asked["clock"])
    with _in_project(root) as server:
        from orchestration.defs.runs import Runs
        from orchestration.project.progress import listen
        from orchestration.warehouse.find import find_project

        events = server.let_arrive_at_once() if asked["is_at_once"] else server.let_arrive(clock)
        meter, started = StepMeter(root, server), time.monotonic()
        with listen(meter.note):
            Runs(find_project()).run("refresh", as_of=f"{clock.isoformat()}Z")
        [affected], [different] = server.row(RELEASE), server.row(DIFFERENT)
        return {
            **meter.cost(),
            "wall": time.monotonic() - started,
            "peak_megabytes": peak_megabytes(),
            "events": events,
            "affected": affected,
            "check_differences": different,
        }


def served_members(asked: Measured) -> Measured:
    """Writes the members of every segment that readers see to a file."""
    with _in_project(Path(asked["root"])) as server:
        server.write_members(Path(asked["members"]))
    return {}


def stop_serving(asked: Measured) -> Measured:
    """Stops the server."""
    Server.stop(Path(asked["root"]))
    return {}


class StepMeter:
    """Records the server's CPU seconds as the steps of a refresh, and the models within them, end."""

    def __init__(self, root: Path, server: Server) -> None:
        self._layers = {
            file.stem: (layer if layer in (CORE, *EVALUATION) else LEDGER).schema
            for layer in LAYERS
            for file in (root / layer.path).rglob("*.sql")
        }
        self._insights = {file.stem for file in (root / LEDGER.path / INSIGHTS).glob("*.sql")}
        self._server = server
        self._parts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._client, self._first = cpu_seconds(), server.cpu_seconds()
        self._last = self._first

    def note(self, step: Any) -> None:
        """Attributes what the server did since the last call to the step that has just ended."""
        now = self._server.cpu_seconds()
        name = step.detail if step.detail in self._layers else step.name
        self._parts[self._part(name)][name] += now - self._last
        self._last = now

    def cost(self) -> Measured:
        """Returns the CPU seconds of both sides. The client's count as rendering, as dbt's do on DuckDB."""
        client = cpu_seconds() - self._client
        self._parts["ledger"]["after"] += self._server.cpu_seconds() - self._last
        server = sum(sum(steps.values()) for steps in self._parts.values())
        parts = {part: sum(steps.values()) for part, steps in self._parts.items()}
        steps = {step: round(cpu, 3) for noted in self._parts.values() for step, cpu in noted.items()}
        return {"cpu": server + client, "parts": {**parts, "rendering": client}, "steps": steps}

    def _part(self, name: str) -> str:
        if name in CHECK:
            return "check"
        if name in VALUES:
            return "values"
        if name in self._insights:
            return INSIGHTS
        return self._layers.get(name, (LEDGER if name == "publish" else CORE).schema)


@contextlib.contextmanager
def _in_project(root: Path) -> Iterator[Server]:
    """Makes this process, which belongs to one measurement, work in the copy of the project."""
    kept = {name: value for name, value in whole.clean_environment().items() if not name.startswith("PG")}
    os.environ.clear()
    os.environ.update(kept, DBT_TARGET="postgres")
    os.environ.pop("DATABASE_URL", None)
    with contextlib.chdir(root):
        yield Server(root)
