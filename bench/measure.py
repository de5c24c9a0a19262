"""The measurements. Each runs in a process of its own, so that its CPU time and peak memory are its own."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from . import data, definitions, served, whole
from .files import Files
from .meter import Meter, peak_megabytes
from .peers import chdb_models, duckdb_models, polars_frames

REPEATS = 3
# The share of customers that a refresh checks by default.
CHECKED_PERCENT = 1
PEERS = {"duckdb": duckdb_models.run, "chdb": chdb_models.run, "polars": polars_frames.run}

Measured = dict[str, Any]


def generate(asked: Measured) -> Measured:
    """Generates data, and chooses segments on them."""
    file = Path(asked["warehouse"])
    with Meter() as meter:
        data.generate(file, data.Size(asked["customers"], asked["events"], asked["seed"]))
        with data.opened(file) as connection:
            segments = definitions.choose(connection, asked["segments"], asked["seed"], data.CLOCK)
    Path(asked["definitions"]).write_text(json.dumps([segment.as_json() for segment in segments]))
    return _cost(meter)


def refresh(asked: Measured) -> Measured:
    """Measures a refresh at a clock, after the events up to it arrived. The first one is a full build."""
    from . import project

    file, clock = Path(asked["warehouse"]), datetime.fromisoformat(asked["clock"])
    with data.opened(file) as connection:
        events = data.let_arrive(connection, clock)
        if asked.get("is_at_once"):
            connection.execute("insert into received.events select * from arriving.at_once")
    checked = CHECKED_PERCENT if asked["is_checked"] else 0
    with project.opened_project(file, _segments(asked), clock, checked) as opened:
        meter, differences_found = project.refresh(opened)
        [(affected,)] = opened.database.execute(project.AFFECTED).fetchall()
        [(customers,)] = opened.database.execute("select count(*) from core.customers").fetchall()
    return {
        **_cost(meter),
        "events": events,
        "affected": affected / customers,
        "check_differences": differences_found,
    }


def naive(asked: Measured) -> Measured:
    """Measures the standalone renderings of some segments, one by one, and writes their members."""
    from . import project

    meter, file, segments = Meter(), Path(asked["warehouse"]), _segments(asked)
    with project.opened_project(file, segments, datetime.fromisoformat(asked["clock"])) as opened:
        names = [segments[place].name for place in asked["places"]]
        queries = {name: opened.standalone(name) for name in names}
        run = opened.database.execute
        run("create temp table members (segment varchar, customer_id bigint)")
        with meter:
            for name, query in queries.items():
                run(f"insert into members select '{name}', customer_id from ({query})")
        run(f"copy members to '{asked['members']}'")
    return _cost(meter)


def differences(asked: Measured) -> Measured:
    """Returns the number of members of some segments, and how many of them only one of two sides has."""
    names = [_segments(asked)[place].name for place in asked["places"]]
    with data.opened(Path(asked["warehouse"]), read_only=True) as connection:
        [(members, different)] = connection.execute(
            f"""
            select count(*), count(*) filter (where ours.segment is null or theirs.segment is null)
            from (
                select segment, customer_id
                from membership.candidates
                where segment in (select unnest(?))
            ) as ours
            full outer join '{asked["members"]}' as theirs
                on ours.segment = theirs.segment and ours.customer_id = theirs.customer_id
            """,
            [names],
        ).fetchall()
    return {"members": members, "differences": different}


def export(asked: Measured) -> Measured:
    """Writes core as Parquet files, for engines that can't read DuckDB's."""
    with data.opened(Path(asked["warehouse"]), read_only=True) as connection:
        for name in ("customers", "events"):
            connection.execute(f"copy core.{name} to '{asked['folder']}/{name}.parquet'")
    return {}


def nodes(asked: Measured) -> Measured:
    """Returns the number of nodes that dbt runs in a refresh, by the number of segments."""
    most = {**asked, "segments": max(asked["counts"])}
    return whole.nodes(Path(asked["root"]), _segments(most), asked["counts"])


def demonstration(asked: Measured) -> Measured:
    """Returns the wall-clock seconds of a refresh of the demonstration."""
    root = Path(asked["root"])
    if asked["is_cold"]:
        whole.copy_project(root)
    return {"wall": whole.refreshed(root)}


def scans(asked: Measured) -> Measured:
    """Measures the least that any refresh needs: a scan of a year's columns, a group-by of all events."""
    clock = datetime.fromisoformat(asked["clock"])
    queries = {
        "scan": "select count(*), max(customer_id), min(event_name), sum(amount) from core.events"
        f" where occurred_on > date '{clock:%Y-%m-%d}' - 365",
        "group_by": "select count(*) from"
        " (select customer_id, event_name, count(*) from core.events group by customer_id, event_name)",
    }
    found: Measured = {}
    with data.opened(Path(asked["warehouse"]), read_only=True) as connection:
        for name, query in queries.items():
            meters = [Meter() for _ in range(REPEATS)]
            for meter in meters:
                with meter:
                    connection.execute(query).fetchall()
            found[name] = statistics.median(meter.cpu for meter in meters)
    return found


def peer(asked: Measured) -> Measured:
    """Measures a peer, and writes its members to a Parquet file."""
    files = Files(*(Path(asked[name]) for name in ("warehouse", "core", "work", "members")))
    meter, clock = Meter(), datetime.fromisoformat(asked["clock"])
    PEERS[asked["peer"]](files, _segments(asked), clock, meter)
    return _cost(meter)


def _segments(asked: Measured) -> list[definitions.Segment]:
    given = json.loads(Path(asked["definitions"]).read_text())
    return [definitions.from_json(each) for each in given[: asked["segments"]]]


def _cost(meter: Meter) -> Measured:
    return {
        "cpu": meter.cpu,
        "wall": meter.wall,
        "peak_megabytes": peak_megabytes(),
        "parts": {part: sum(steps.values()) for part, steps in meter.parts.items()},
        "steps": {step: round(cpu, 3) for steps in meter.parts.values() for step, cpu in steps.items()},
    }


TASKS: dict[str, Callable[[Measured], Measured]] = {
    task.__name__: task
    for task in (
        generate,
        refresh,
        naive,
        differences,
        export,
        scans,
        peer,
        nodes,
        demonstration,
        served.serve,
        served.served_refresh,
        served.served_members,
        served.stop_serving,
    )
}
