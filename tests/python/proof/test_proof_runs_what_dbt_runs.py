"""The proof's harness renders the same SQL that dbt runs, for random rules."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from conftest import copy_project

from proof.cases import Case, Prover, some_case
from proof.choices import Seeded
from proof.compiled import compiled, different, name, opened
from proof.rendering import segment_file, write

# A world with a history, whose clock is a day: "now" would change with each start of dbt.
SEED, RULES = 7, 30


def test_random_rules_are_rendered_as_dbt_renders_them(tmp_path: Path) -> None:
    root, file = tmp_path / "random", tmp_path / "random.duckdb"
    copy_project(root)
    shutil.rmtree(root / "models" / "segments")
    case = some_case(Seeded(SEED), RULES)
    variables = _built(root, file, case)
    for rule in case.rules:
        write(root, segment_file(rule))
    shared, standalone = compiled(root, variables, file)

    with opened(root, variables, file, shared) as project:
        project.set_segments(segment_file(rule) for rule in case.rules)
        assert (
            different(project.render, {name: shared[name] for name in project.needed_by("candidates")}) == {}
        )
        assert different(project.standalone, standalone) == {}
    assert len(standalone) == RULES


def _built(root: Path, file: Path, case: Case) -> dict[str, Any]:
    """Builds the case's world in a warehouse file, as the proof does. Returns the variables of its clock."""
    prover = Prover(root, name(root, file))
    try:
        assert not prover.differences(case)
        return prover.variables
    finally:
        prover.close()
