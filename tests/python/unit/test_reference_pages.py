"""The reference of the documentation site leaves nothing out of the code that it is made from."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import yaml
from typer.main import get_command

from orchestration.cli.app import app

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "scripts" / "site"))
reference = importlib.import_module("reference")


def _headings(page: str) -> set[str]:
    found = re.findall(r"^#{2,3} (.*)$", page, re.MULTILINE)
    return {name.strip("`") for heading in found for name in heading.split(", ")}


def test_every_predicate_is_in_the_reference():
    files = {file.stem for file in (ROOT / "macros" / "predicates").glob("[a-z]*.sql")}
    assert _headings(reference.predicates(ROOT)) == files


def test_every_command_is_in_the_reference():
    named = {f"segments {name}" for name, command in get_command(app).commands.items() if not command.hidden}
    assert named <= _headings(reference.commands(ROOT))


def test_every_published_relation_is_in_the_reference_and_no_hidden_one():
    folder = ROOT / "models" / "published"
    public = {file.stem for file in folder.rglob("*.sql") if "hidden" not in file.parts}
    hidden = {file.stem for file in folder.rglob("*.sql") if "hidden" in file.parts}
    page = reference.relations(ROOT)
    assert public - hidden <= _headings(page)
    assert not (hidden - public) & _headings(page)


def test_every_variable_is_in_the_reference_with_its_comment():
    written = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    page = reference.variables(ROOT)
    assert _headings(page) >= {*written} - {"default_input"}
    said = re.split(r"^## .*$", page, flags=re.MULTILINE)[1:]
    assert [text for text in said if not text.split("```yaml")[0].strip()] == []
