"""The proof's harness renders the very SQL that dbt runs, for the demonstration and for random rules."""

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
import yaml
from conftest import BuiltProject, clean_environment, copy_built, copy_project

from orchestration.project.layers import CORE, EVALUATION
from proof.cases import Case, Prover, some_case
from proof.choices import Seeded
from proof.harness import Project, SegmentFile
from proof.rendering import segment_file, write

# A world with a history, whose clock is a day: "now" would move with each start of dbt.
SEED, RULES = 7, 30


def test_the_demonstration_is_rendered_as_dbt_renders_it(warehouse: BuiltProject, tmp_path: Path) -> None:
    root = copy_built(warehouse, tmp_path / "demonstration").root
    file = root / "warehouse" / "warehouse.duckdb"
    # What the refreshes before have compiled is none of this.
    shutil.rmtree(root / "target")
    shared, standalone = _compiled(root, {}, file)

    with _opened(root, {}, file, shared) as project:
        project.groups = {group["name"]: group for group in _yaml(root, "groups")}
        project.set_segments(_demonstration(root))
        assert _different(project.render, shared) == {}
        assert _different(project.standalone, standalone) == {}
    assert len(standalone) >= 28


def test_random_rules_are_rendered_as_dbt_renders_them(tmp_path: Path) -> None:
    root, file = tmp_path / "random", tmp_path / "random.duckdb"
    copy_project(root)
    shutil.rmtree(root / "models" / "segments")
    case = some_case(Seeded(SEED), RULES)
    variables = _built(root, file, case)
    for rule in case.rules:
        write(root, segment_file(rule))
    shared, standalone = _compiled(root, variables, file)

    with _opened(root, variables, file, shared) as project:
        project.set_segments(segment_file(rule) for rule in case.rules)
        assert (
            _different(project.render, {name: shared[name] for name in project.needed_by("candidates")}) == {}
        )
        assert _different(project.standalone, standalone) == {}
    assert len(standalone) == RULES


def _built(root: Path, file: Path, case: Case) -> dict[str, Any]:
    """Builds the case's world in a warehouse file, as the proof does; gives the variables of its clock."""
    prover = Prover(root, _name(root, file))
    try:
        assert not prover.differences(case)
        return prover.variables
    finally:
        prover.close()


def _compiled(root: Path, variables: dict[str, Any], file: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What dbt compiles: the shared models, and the segments standing alone."""
    selection = [f"path:{layer.path}" for layer in (CORE, *EVALUATION)]
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
def _opened(root: Path, variables: dict[str, Any], file: Path, shared: dict[str, str]) -> Iterator[Project]:
    """The harness over the same warehouse, started at the moment at which dbt was."""
    project = Project(root, variables, _name(root, file))
    started = re.search(r"timestamp '([^']+)' as started_at", shared["refresh_plan"])[1]
    project.started_at = datetime.fromisoformat(started).replace(tzinfo=UTC)
    try:
        yield project
    finally:
        project.close()


def _name(root: Path, file: Path) -> str:
    """The warehouse that dbt works on in this project: its file, or its database."""
    return warehouses.environment(root).get("PGDATABASE", str(file))


def _demonstration(root: Path) -> Iterator[SegmentFile]:
    described = {model["name"]: model for model in _yaml(root, "models")}
    for path in sorted((root / "models" / "segments").rglob("*.sql")):
        model = described[path.stem]
        text = path.read_text(encoding="utf-8")
        yield SegmentFile(path.stem, text, path.parent.name, model["config"], model["description"].strip())


def _yaml(root: Path, key: str) -> list[dict[str, Any]]:
    files = (root / "models" / "segments").rglob("*.yml")
    return [
        entry for path in files for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get(key, [])
    ]


def _different(render: Callable[[str], str], compiled: dict[str, str]) -> dict[str, tuple[str, str]]:
    """By model, the words around the first difference: the harness's and dbt's."""
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
