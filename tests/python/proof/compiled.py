"""What dbt compiles, for comparison with what the proof's harness renders."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import warehouses
from conftest import clean_environment

from orchestration.project.layers import CORE, EVALUATION, SCORES

from .harness import Project


def compiled(root: Path, variables: dict[str, Any], file: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Returns what dbt compiles: the shared models, and the standalone renderings of segments."""
    selection = [f"path:{layer.path}" for layer in (CORE, SCORES, *EVALUATION)]
    return (
        _dbt_compile(root, variables, file, selection),
        _dbt_compile(root, {**variables, "standalone": True}, file, ["path:models/segments"]),
    )


def _dbt_compile(root: Path, variables: dict[str, Any], file: Path, selection: list[str]) -> dict[str, str]:
    command = [sys.executable, "-W", "ignore", "-m", "dbt.cli.main", "--quiet", "compile"]
    options = ["--vars", json.dumps(variables), "--select", *selection]
    options += ["--exclude", "resource_type:test", "resource_type:unit_test"]
    told = {"SEGMENTS_WAREHOUSE": str(file), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    environment = clean_environment(root) | told
    done = subprocess.run([*command, *options], cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    compiled = root / "target" / "compiled" / "warehouse_segments" / "models"
    found = {path.stem: _plain(path.read_text(encoding="utf-8")) for path in compiled.rglob("*.sql")}
    shutil.rmtree(compiled)
    return found


@contextmanager
def opened(root: Path, variables: dict[str, Any], file: Path, shared: dict[str, str]) -> Iterator[Project]:
    """Opens the harness over the same warehouse, with dbt's start time as its own."""
    project = Project(root, variables, name(root, file))
    started = re.search(r"timestamp '([^']+)' as started_at", shared["refresh_plan"])[1]
    project.started_at = datetime.fromisoformat(started).replace(tzinfo=UTC)
    try:
        yield project
    finally:
        project.close()


def name(root: Path, file: Path) -> str:
    """Returns the name of dbt's warehouse in this project: its file, or its database."""
    return warehouses.environment(root).get("PGDATABASE", str(file))


def different(render: Callable[[str], str], compiled: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Returns, by model, the words around the first difference: the harness's and dbt's."""
    found = {}
    for name, theirs in compiled.items():
        ours = _plain(render(name))
        if ours != theirs:
            words = list(zip_longest(ours.split(), theirs.split(), fillvalue=""))
            start = next(place for place, (one, other) in enumerate(words) if one != other)
            found[name] = tuple(" ".join(side) for side in zip(*words[start : start + 20], strict=True))
    return found


def _plain(sql: str) -> str:
    return " ".join(sql.split())
