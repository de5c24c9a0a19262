"""Evaluates a project's segments and reports mistakes in bad ones. Runs in a refreshed project's folder.

One process handles all, because each takes seconds to start. It reads a list of cases as JSON, {path: text}
each, from stdin, and writes a list of the sentences about each. dbt's parse ends at the first mistake. So all
cases are written at once, each case that a refusal names is recorded and removed, and the rest is parsed and
checked together.
"""

import json
import sys
from pathlib import Path

from orchestration.dbt.in_process import Dbt
from orchestration.project.errors import RefusedError
from orchestration.project.layers import EVALUATION
from orchestration.project.project import Project
from orchestration.rules.check import check_rules
from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.find import find_project

Case = dict[str, str]

# What a rule's members depend on, given core.
EVALUATED = [f"path:{layer.path}" for layer in EVALUATION]


def sentences_of(project: Project, dbt: Dbt, cases: list[Case]) -> list[list[str]]:
    """Returns the sentences about each case, in the order of the cases."""
    found: list[list[str]] = [[] for _ in cases]
    waiting = dict(enumerate(cases))
    for case in cases:
        _write(project.root, case)
    while True:
        try:
            manifest = dbt.manifest()
        except RefusedError as refusal:
            named = _note(refusal.sentences, waiting, found)
            assert named, f"no case is named by: {refusal.sentences}"
            for number in named:
                _remove(project.root, waiting.pop(number))
        else:
            with open_warehouse(project, read_only=True) as warehouse:
                _note(check_rules(project, manifest, warehouse), waiting, found)
            return found


def _note(sentences: list[str], waiting: dict[int, Case], found: list[list[str]]) -> set[int]:
    """Assigns each sentence to the case whose file it starts with. Returns the cases that were named."""
    named = set()
    for sentence in sentences:
        for number, case in waiting.items():
            if any(sentence.startswith(f"{file}: ") for file in case):
                found[number].append(sentence)
                named.add(number)
    return named


def _write(root: Path, case: Case) -> None:
    for path, text in case.items():
        (root / path).write_text(text, encoding="utf-8")


def _remove(root: Path, case: Case) -> None:
    for path in case:
        (root / path).unlink()


def main() -> None:
    """Evaluates first, because with a bad segment nothing is evaluated."""
    project = find_project()
    dbt = Dbt(project)
    dbt.build(EVALUATED, on_event=lambda event: None)
    json.dump(sentences_of(project, dbt, json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
