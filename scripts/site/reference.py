"""The pages of the reference, made from the code: predicates, commands, published relations and variables."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

# What may follow two blanks in dbt_project.yml: a comment, or a variable with its default.
COMMENT = re.compile(r"  # ?(.*)")
VARIABLE = re.compile(r"  (\w+):\s*(.*)")
BEGIN, END = "demonstration: begin", "demonstration: end"


def predicates(root: Path) -> str:
    """The predicates, from the descriptions of their macros."""
    said = _yaml(root / "macros/predicates/_predicates.yml")
    lines = ["# Predicates", "", "What a rule can ask of a customer. [The segment language](../language.md)"]
    lines += ["explains each with examples."]
    for macro in said["macros"]:
        if macro["name"].startswith("_"):
            continue
        lines += ["", f"## {macro['name']}", "", _line(macro["description"])]
        if arguments := macro.get("arguments"):
            lines += _table("argument", "type", arguments)
    return "\n".join(lines) + "\n"


def commands(root: Path) -> str:
    """The commands, as Typer documents them."""
    document = [sys.executable, "-m", "typer", "orchestration.cli.app", "utils", "docs", "--name", "segments"]
    said = subprocess.run(document, cwd=root, check=True, capture_output=True, text=True).stdout
    # Typer lists the commands with the beginnings of their sentences: the table of contents has them all.
    summary = re.compile(r"\*\*Commands\*\*:\n\n(\* .*\n)+\n?")
    return (
        summary.sub("", said).replace("# `segments`", "# Commands", 1).replace("&#x27;", "'").rstrip() + "\n"
    )


def relations(root: Path) -> str:
    """The published relations, from the descriptions of their models."""
    lines = ["# Published relations", "", "All are in the schema `published`. What each promises is in"]
    lines += ["[the published contract](../published-contract.md)."]
    for file in sorted((root / "models/published").rglob("_*.yml")):
        for model in _yaml(file).get("models", []):
            if "hidden" in model["name"]:
                continue
            lines += ["", f"## {model['name']}", "", _line(model["description"])]
            lines += _table("column", "data_type", model.get("columns", []))
    return "\n".join(lines) + "\n"


def variables(root: Path) -> str:
    """The variables, from the comments above them in dbt_project.yml. A comment may be of several."""
    lines = ["# Variables", "", "They stand in `dbt_project.yml`, under `vars`, with these defaults."]
    for comment, defaults in _variables((root / "dbt_project.yml").read_text(encoding="utf-8")):
        lines += ["", f"## {', '.join(defaults)}", "", _line(comment), ""]
        lines += ["```yaml", *(f"{name}: {default}" for name, default in defaults.items()), "```"]
    return "\n".join(lines) + "\n"


def _variables(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The comments above variables, and the defaults of the variables below each, by name."""
    comment: list[str] = []
    defaults: dict[str, str] = {}
    is_of_demonstration = False
    for line in [*re.split(r"\n(?=\S)", text.split("\nvars:\n", 1)[1])[0].splitlines(), ""]:
        is_of_demonstration = BEGIN in line or (is_of_demonstration and END not in line)
        if is_of_demonstration or END in line:
            continue
        said, variable = COMMENT.fullmatch(line), VARIABLE.fullmatch(line)
        if variable:
            defaults[variable[1]] = variable[2]
        elif defaults and line.startswith("   "):
            last = list(defaults)[-1]
            defaults[last] = f"{defaults[last]}\n{line.removeprefix('  ')}"
        elif defaults:
            yield " ".join(comment), defaults
            comment, defaults = [], {}
        if said:
            comment.append(said[1])


def _table(what: str, kind: str, rows: list[dict[str, Any]]) -> list[str]:
    """A table of what has a name, a type (under the key `kind`) and a description."""
    head = ["", f"| {what} | type | meaning |", "|---|---|---|"]
    cells = [(row["name"], _cell(row.get(kind, "")), _cell(row.get("description", ""))) for row in rows]
    return head + [f"| `{name}` | {type_} | {meaning} |" for name, type_, meaning in cells]


def _yaml(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def _line(text: str) -> str:
    return " ".join(text.split()).replace("<", "\\<")


def _cell(text: str) -> str:
    return _line(str(text)).replace("|", "\\|")


PAGES: dict[str, Callable[[Path], str]] = {
    "predicates": predicates,
    "commands": commands,
    "relations": relations,
    "variables": variables,
}
