"""Measurements that need a real refresh: the nodes that dbt runs, and the seconds that somebody waits."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from . import data
from .definitions import Segment
from .sampling import TIME_ZONE

ROOT = Path(__file__).parents[1]
PARTS = ("dbt_project.yml", "macros", "models", "orchestration", "profiles.yml", "seeds", "tests/dbt")
OURS = ("DAGSTER_", "DBT_", "SEGMENTS_")
# Enough rows for every model to have some.
SMALL = data.Size(customers=1_000, events=50_000, seed=1)


def clean_environment() -> dict[str, str]:
    """Returns the environment without variables that point at another project."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def refreshed(root: Path) -> float:
    """Returns the wall-clock seconds of `segments refresh` in a copy of the project."""
    command = [sys.executable, "-m", "orchestration.cli", "refresh", "--json"]
    started = time.monotonic()
    subprocess.run(command, cwd=root, env=clean_environment(), check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def nodes(root: Path, segments: Sequence[Segment], counts: Sequence[int]) -> dict[int, int]:
    """Returns how many dbt nodes a refresh runs, by the number of segments, starting with the greatest.

    All relations exist by then. Making each of them took the first refresh one node, once.
    """
    from orchestration.cli.commands.refresh import refresh
    from orchestration.dbt.in_process import Dbt
    from orchestration.warehouse.find import find_project

    copy_project(root)
    point_at_generated(root, segments, {})
    data.generate(root / "warehouse" / "warehouse.duckdb", SMALL)
    ran: list[str] = []
    build = Dbt.build

    def counted(self: Dbt, select: Any, on_event: Any) -> None:
        def noted(event: Any) -> None:
            ran.append(event["data"]["node_info"]["unique_id"])
            on_event(event)

        build(self, select, noted)

    Dbt.build = counted  # type: ignore[method-assign]
    found = {}
    for count in counts:
        for segment in segments:
            write(root, segment, is_there=segment in segments[:count])
        for _ in range(1 if found else 2):
            ran.clear()
            with contextlib.chdir(root):
                clock = f"{data.CLOCK.isoformat()}Z"
                refresh(find_project(), as_of=clock, full=False, history=0, wait=0, as_json=True)
        found[count] = len(ran)
    return found


def copy_project(root: Path) -> None:
    """Copies the project without built files into a folder of its own."""
    ignored = shutil.ignore_patterns("__pycache__")
    for part in PARTS:
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, root / part, ignore=ignored)
        else:
            shutil.copy2(ROOT / part, root / part)


def point_at_generated(root: Path, segments: Sequence[Segment], variables: dict[str, Any]) -> None:
    """Makes a copy of the project read the generated data, with these segments in place of its own."""
    file = root / "dbt_project.yml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    settings["vars"] |= {
        "customers_relation": "received.customers",
        "events_relation": "received.events",
        "time_zone": TIME_ZONE,
        "value_event": data.EVENT_NAMES[0],
        **variables,
    }
    file.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    (root / "warehouse").mkdir()
    folder = root / "models" / "segments"
    shutil.rmtree(folder)
    folder.mkdir()
    owner = {"name": "Marketing", "email": "marketing@example.com"}
    groups = {"groups": [{"name": "marketing", "owner": owner}]}
    (folder / "groups.yml").write_text(yaml.safe_dump(groups), encoding="utf-8")
    for segment in segments:
        write(root, segment)


def write(root: Path, segment: Segment, *, is_there: bool = True) -> None:
    """Writes a segment's files into a copy of the project, or removes them."""
    folder = root / "models" / "segments" / "behavioral"
    folder.mkdir(exist_ok=True)
    rule, description = (folder / f"{segment.name}.{ending}" for ending in ("sql", "yml"))
    if not is_there:
        rule.unlink(missing_ok=True)
        description.unlink(missing_ok=True)
        return
    rule.write_text(segment.in_language(), encoding="utf-8")
    config = {
        "group": "marketing",
        "access": "public",
        "tags": ["daily"],
        "meta": {"objective": "To be measured."},
    }
    model = {"name": segment.name, "description": "A generated segment.", "config": config}
    described = {"version": 2, "models": [model]}
    description.write_text(yaml.safe_dump(described), encoding="utf-8")
