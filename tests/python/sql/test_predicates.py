"""Each predicate, by dbt's own unit tests over rows that a person can check by hand."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import warehouses
from conftest import ROOT, clean_environment

PROJECT = ROOT / "tests" / "predicates"
# dbt gives this one's input a name that is too long for PostgreSQL.
LEFT_OUT = [] if warehouses.IS_FILE else ["in_segment__long_name"]


def dbt_results(command: list[str], project: Path, profiles: Path, target: Path) -> list[dict]:
    """Returns dbt's result of each node that it ran. All of them must have succeeded."""
    options = ["--project-dir", project, "--profiles-dir", profiles]
    options += ["--target-path", target, "--log-path", target]
    run = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "dbt.cli.main",
            "--no-use-colors",
            "--quiet",
            *command,
            *options,
        ],
        capture_output=True,
        text=True,
        cwd=project,
        env=clean_environment(project),
    )
    results = target / "run_results.json"
    assert results.is_file(), run.stdout + run.stderr
    found = json.loads(results.read_text(encoding="utf-8"))["results"]
    assert all(result["status"] in ("pass", "success") for result in found), run.stdout
    return found


def written_in(files: list[Path]) -> int:
    """Returns the number of unit tests in YAML files."""
    texts = [
        file.read_text(encoding="utf-8").partition("\nunit_tests:\n")[2].partition("\nmodels:\n")[0]
        for file in files
    ]
    return sum(text.count("\n  - name: ") + text.startswith("  - name: ") for text in texts)


@pytest.fixture(scope="module")
def unit_tests(tmp_path_factory) -> list[dict]:
    """The unit tests of the predicates, in a project that contains nothing else."""
    warehouses.make(PROJECT)
    try:
        command = ["build", *(f"--exclude={name}" for name in LEFT_OUT)]
        found = dbt_results(command, PROJECT, PROJECT, tmp_path_factory.mktemp("predicates"))
    finally:
        warehouses.drop(PROJECT)
    return [result for result in found if result["unique_id"].startswith("unit_test.")]


def test_every_predicate_has_unit_tests_that_pass(unit_tests):
    names = [result["unique_id"].split(".")[-1] for result in unit_tests] + LEFT_OUT
    tested = Counter(name.split("__")[0] for name in names)
    predicates = {file.stem for file in (ROOT / "macros" / "predicates").glob("*.sql")}
    assert set(tested) == predicates
    assert min(tested.values()) >= 4, tested


def test_every_unit_test_was_run(unit_tests):
    assert len(unit_tests) + len(LEFT_OUT) == written_in(list(PROJECT.glob("models/*/_*.yml")))
