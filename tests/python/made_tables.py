"""The tables that a macro of dbt_project.yml's hooks makes, for tests and benches that need only these."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment

MACROS = Path(__file__).parents[2] / "macros"


def create_statements(file: str, macro: str, **others: object) -> str:
    """Returns the statements of a macro without arguments in a file below macros/, for DuckDB.

    `others` are what other macros that it calls return, by name.
    """
    jinja = Environment(extensions=["jinja2.ext.do"])
    jinja.globals["dbt"] = {"type_string": lambda: "varchar", "type_timestamp": lambda: "timestamp"}
    jinja.globals["_prefixed"] = str
    for name, value in others.items():
        jinja.globals[name] = lambda value=value: value
    text = (MACROS / file).read_text(encoding="utf-8")
    return jinja.from_string(text + f"{{{{ {macro}() }}}}").render()
