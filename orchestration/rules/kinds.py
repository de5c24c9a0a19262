"""The kinds of features, read from macros/features/_kinds.sql, where what a kind is stands once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment

FILE = Path(__file__).parents[2] / "macros" / "features" / "_kinds.sql"


def _read(file: Path) -> Mapping[str, Mapping[str, Any]]:
    said: list[Any] = []
    environment = Environment(extensions=["jinja2.ext.do"])
    # As dbt has it: a macro returns a value, where Jinja's own returns a text.
    environment.globals["return"] = said.append
    environment.from_string(file.read_text(encoding="utf-8") + "{% do _kinds() %}").render()
    return said[0]


KINDS = _read(FILE)

BOOLEAN = frozenset(name for name, kind in KINDS.items() if kind["type"] == "boolean")
# Of these a customer about whom nothing is known has no value because nothing happened.
VALUES_OF_EVENTS = frozenset(
    name for name, kind in KINDS.items() if kind["from"] == "events" and kind["absent"] is None
)
