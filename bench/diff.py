"""`python -m bench.diff`: what `segments diff` costs after rules changed.

It copies the project, refreshes it over generated customers (with --demonstration, over the demonstration),
commits its files, and turns rules into their opposite, which moves more members than any other change. CPU
seconds are those of the command and its processes, user and system. The first run parses the
base, the later ones go on from it.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import data, definitions
from .whole import clean_environment, copy_project, point_at_generated, refreshed, write

WHO = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")
RULE = re.compile(r"(\{%-? *call segment\(.*?\) *-?%\})(.*?)(\{%-? *endcall *-?%\})", re.DOTALL)
BASE = "bench"


@dataclass(frozen=True)
class Run:
    """One run of the command."""

    cpu: float
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, and prints a line a run."""
    parser = argparse.ArgumentParser(prog="python -m bench.diff", description=__doc__)
    parser.add_argument("--demonstration", action="store_true")
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--segments", type=int, default=50)
    parser.add_argument("--changed", type=int, default=10, help="rules that change")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        copy_project(root)
        if not asked.demonstration:
            size = data.Size(customers=asked.customers, events=asked.events, seed=asked.seed)
            _generate(root, size, asked.segments)
        refreshed(root)
        _commit(root)
        changed = _turn(root, asked.changed)
        for number in range(1, asked.runs + 1):
            run = measured(root)
            print(f"run {number}: {run.cpu:.1f} CPU seconds, {run.seconds:.1f} s by the clock")
        print(f"changed: {', '.join(changed)}")
    return 0


def measured(root: Path) -> Run:
    """Runs `segments diff` in a copy of the project, against the revision that it was refreshed from."""
    command = [sys.executable, "-m", "orchestration.cli", "diff", BASE, "--json"]
    before, started = _children(), time.monotonic()
    subprocess.run(command, cwd=root, env=clean_environment(), check=True, stdout=subprocess.DEVNULL)
    return Run(_children() - before, time.monotonic() - started)


def _generate(root: Path, size: data.Size, segments: int) -> None:
    file = root / "warehouse" / "warehouse.duckdb"
    # Rules are drawn from what the events are.
    point_at_generated(root, [], {"as_of": f"{data.CLOCK.isoformat()}Z"})
    data.generate(file, size)
    with data.opened(file, read_only=True) as connection:
        chosen = definitions.choose(connection, segments, size.seed, data.CLOCK)
    for segment in chosen:
        write(root, segment)


def _commit(root: Path) -> None:
    for command in (
        ("init", "--quiet", "--initial-branch", BASE),
        ("add", "dbt_project.yml", "macros", "models", "profiles.yml", "seeds"),
        (*WHO, "commit", "--quiet", "--message", "The rules before"),
    ):
        subprocess.run(["git", *command], cwd=root, check=True)


def _turn(root: Path, count: int) -> list[str]:
    """Turns the first rules, by name, into their opposite. Returns the names."""
    files = [
        file for file in (root / "models" / "segments").rglob("*.sql") if RULE.search(file.read_text("utf-8"))
    ]
    chosen = sorted(files, key=lambda file: file.stem)[:count]
    for file in chosen:
        file.write_text(RULE.sub(r"\1\nnot (\2)\n\3", file.read_text("utf-8")), encoding="utf-8")
    return [file.stem for file in chosen]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    raise SystemExit(main())
