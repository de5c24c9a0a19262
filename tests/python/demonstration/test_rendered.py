"""The proof's harness renders the same SQL that dbt runs, for the demonstration."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from conftest import BuiltProject, copy_built
from proof.compiled import compiled, different, opened
from proof.harness import SegmentFile

# Without them, the harness leaves out what only the demonstration has.
DEMONSTRATION: dict[str, Any] = {"customers_relation": None, "events_relation": None}


def test_the_demonstration_is_rendered_as_dbt_renders_it(warehouse: BuiltProject, tmp_path: Path) -> None:
    root = copy_built(warehouse, tmp_path / "demonstration").root
    file = root / "warehouse" / "warehouse.duckdb"
    # Removes what earlier refreshes have compiled.
    shutil.rmtree(root / "target")
    shared, standalone = compiled(root, DEMONSTRATION, file)

    with opened(root, DEMONSTRATION, file, shared) as project:
        project.groups = {group["name"]: group for group in _yaml(root, "groups")}
        project.set_segments(_demonstration(root))
        assert different(project.render, shared) == {}
        assert different(project.standalone, standalone) == {}
    assert len(standalone) >= 28


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
