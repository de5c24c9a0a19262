"""Schemas are named only by the list of layers, because a literal name lacks the developer's prefix."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from orchestration.cli.commands.uninstall import KEPT
from orchestration.project.layers import SCHEMAS

ROOT = Path(__file__).parents[3]
ANY = "|".join(SCHEMAS)
# Lookups of the name and of variables, keys of a dictionary, and names that several projects may share.
ALLOWED = re.compile(
    rf"(_prefixed\(|schema=|var\(|_default_input\()'({ANY})'|'({ANY})': |source\('\w+', '\w+'\)|'({ANY})' as "
)


def test_python_names_schemas_by_the_list_of_layers():
    """A statement with a literal name read production's ledger under a colleague's prefix."""
    relations = {file.stem.removeprefix("hidden_") for file in ROOT.glob("models/**/*.sql")}
    relations |= {name.partition(".")[2] for name in KEPT}
    named = re.compile(rf"(?<!\w)({ANY})\.({'|'.join(sorted(relations))})\b")
    created = re.compile(rf"schema (if not exists )?({ANY})\b")
    found = [
        f"{file.relative_to(ROOT)}: {text.strip()[:80]}"
        for file in ROOT.glob("orchestration/**/*.py")
        for text in _texts(file)
        if named.search(text) or (created.search(text) and "create" in text)
    ]
    assert found == []


def _texts(file: Path) -> Iterator[str]:
    """Yields the texts of a module that aren't for people to read."""
    module = ast.parse(file.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    told = {ast.get_docstring(node, clean=False) for node in ast.walk(module) if isinstance(node, documented)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in told:
            yield node.value


def test_macros_and_models_name_schemas_through_the_prefix():
    found = []
    for file in [*ROOT.glob("macros/**/*.sql"), *ROOT.glob("models/**/*.sql")]:
        text = re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = ALLOWED.sub("", text)
        found += [
            f"{file.relative_to(ROOT)}: {line.strip()}"
            for line in text.splitlines()
            if re.search(rf"'({ANY})'|(from|into|join|exists|table) ({ANY})\.\w", line)
        ]
    assert found == []
