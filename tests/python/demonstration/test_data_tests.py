"""dbt's own tests of the data, which a refresh leaves to development."""

import shutil
import subprocess
import sys

import warehouses
from conftest import BuiltProject


def test_every_data_test_holds_after_a_refresh(warehouse: BuiltProject, tmp_path) -> None:
    """On a copy of the file: dbt opens it for writing, while other tests read it."""
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
