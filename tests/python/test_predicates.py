"""Each predicate, by dbt's own unit tests over rows that a person can check by hand (tests/predicates)."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = ROOT / "tests" / "predicates"


@pytest.fixture(scope="module")
def unit_tests(tmp_path_factory) -> list[dict]:
    """What dbt says of each unit test."""
    target = tmp_path_factory.mktemp("predicates")
    command = [sys.executable, "-W", "ignore", "-m", "dbt.cli.main", "--no-use-colors", "--quiet", "build"]
    options = [
        "--project-dir",
        PROJECT,
        "--profiles-dir",
        PROJECT,
        "--target-path",
        target,
        "--log-path",
        target,
    ]
    run = subprocess.run(
        [*command, *options],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env=os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "SEGMENTS_AS_OF": ""},
    )
    results = target / "run_results.json"
    assert results.is_file(), run.stdout + run.stderr
    found = json.loads(results.read_text(encoding="utf-8"))["results"]
    unsuccessful = [result for result in found if result["status"] not in ("pass", "success")]
    assert not unsuccessful, run.stdout
    return [result for result in found if result["unique_id"].startswith("unit_test.")]


def test_every_predicate_has_unit_tests_that_pass(unit_tests):
    tested = Counter(result["unique_id"].split(".")[-1].split("__")[0] for result in unit_tests)
    predicates = {file.stem for file in (ROOT / "macros" / "predicates").glob("*.sql")}
    assert set(tested) == predicates
    assert min(tested.values()) >= 4, tested


def test_every_unit_test_was_run(unit_tests):
    written = sum(
        file.read_text(encoding="utf-8").count("\n  - name: ") for file in PROJECT.glob("models/*/_*.yml")
    )
    assert len(unit_tests) == written
