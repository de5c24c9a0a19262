"""Random rules over random worlds: shared pass, standalone rendering and plain Python agree."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import clean_environment, copy_project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.rules.conditions import condition_mistakes
from orchestration.rules.registry import read_segments
from orchestration.rules.vocabulary import Vocabulary
from proof.cases import Case, Prover, some_case
from proof.choices import Drawn, Seeded
from proof.worlds import CUSTOMER_COLUMNS, EVENT_COLUMNS

ROOT = Path(__file__).parents[3]
WORLDS, RULES_A_WORLD = 10, 25


@pytest.fixture(scope="module")
def prover() -> Iterator[Prover]:
    prover = Prover(ROOT)
    yield prover
    prover.close()


@st.composite
def cases(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Case:
    """Draws cases that are small enough to read when a failure has shrunk."""
    return some_case(Drawn(draw), rules=draw(st.integers(1, 4)), customers=6, events=12)


@pytest.mark.parametrize("seed", range(WORLDS))
def test_the_three_answers_agree_for_every_customer(prover: Prover, seed: int) -> None:
    differences = prover.differences(some_case(Seeded(seed), RULES_A_WORLD))

    assert not differences, "\n".join(map(str, differences))


@given(case=cases())
@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
def test_no_small_case_makes_the_answers_differ(prover: Prover, case: Case) -> None:
    differences = prover.differences(case)

    assert not differences, "\n".join(map(str, differences))


def test_whatever_the_generator_makes_is_a_rule_that_may_be_written(prover: Prover) -> None:
    """Otherwise the closed table would allow less than what is proved to be equivalent."""
    refused = []
    for seed in range(WORLDS):
        case = some_case(Seeded(seed), RULES_A_WORLD)
        traits = {"customer_id": case.world.key_type, **CUSTOMER_COLUMNS}
        columns = {"customer_id": case.world.key_type, **EVENT_COLUMNS, "occurred_on": "date"}
        known = Vocabulary(list(traits), list(columns), [], [], traits, columns)
        for segment in read_segments(prover.parsed(case)).values():
            for dialect in ("duckdb", "postgres"):
                refused += condition_mistakes(segment, known, dialect)

    assert refused == []


def test_a_window_that_is_a_month_too_long_is_found(tmp_path: Path) -> None:
    copy_project(tmp_path)
    shutil.copytree(ROOT / "tests" / "python" / "proof", tmp_path / "tests" / "python" / "proof")
    shutil.copy(ROOT / "tests" / "python" / "warehouses.py", tmp_path / "tests" / "python")
    macro = tmp_path / "macros" / "shared_pass" / "aggregates.sql"
    text = macro.read_text(encoding="utf-8")
    macro.write_text(text.replace("window.days - 1", "window.days + 29"), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "tests.python.proof", "300", "--seed", "1", "--jobs", "1"],
        cwd=tmp_path,
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1, done.stderr
    *differences, count = done.stdout.splitlines()
    assert re.fullmatch(r"rules 300, differences [1-9]\d*, [\d.]+ rules a second on \w+", count)
    assert any(
        re.match(r"seed \d+, customer .+: shared pass: .+, standalone: .+, evaluator: .+", line)
        for line in differences
    )
