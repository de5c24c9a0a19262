"""dbt's own tests of the data, and unit tests of some segments, which a refresh doesn't run."""

import json
import shutil
import subprocess
import sys

import warehouses
import yaml
from conftest import BuiltProject, clean_environment, copy_built


def test_every_data_test_holds_after_a_refresh(warehouse: BuiltProject, tmp_path) -> None:
    """On a copy of the file, because dbt opens it for writing while other tests read it."""
    given = warehouse.environment
    if warehouses.IS_FILE:
        given["SEGMENTS_WAREHOUSE"] = str(shutil.copy2(warehouse.path, tmp_path / "warehouse.duckdb"))
    options = ["--exclude-resource-type", "unit_test", "--target-path", str(tmp_path / "target")]
    done = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "test", *options],
        cwd=warehouse.root,
        env=given,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "ERROR=0" in done.stdout and " WARN=0" in done.stdout


def test_unit_tests_of_segments_pass(warehouse: BuiltProject, tmp_path) -> None:
    root = copy_built(warehouse, tmp_path / "project").root
    done = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "test", "--select", "test_type:unit"],
        cwd=root,
        env=clean_environment(root),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    results = json.loads((root / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    texts = [file.read_text(encoding="utf-8") for file in (root / "models" / "segments").glob("*/_*.yml")]
    written = sum(len(yaml.safe_load(text).get("unit_tests") or []) for text in texts)
    assert len(results) >= written >= 3
