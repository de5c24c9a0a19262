"""What macros say once for SQL and for Python: values that they return without asking anything."""

from pathlib import Path
from typing import Any

from jinja2 import Environment

MACROS = Path(__file__).parents[2] / "macros"


def said_by_macro(file: str, name: str) -> Any:
    """What the macro `name` returns, which stands in a file below macros/ and takes no arguments."""
    said: list[Any] = []
    environment = Environment(extensions=["jinja2.ext.do"])
    # As dbt has it: a macro returns a value, where Jinja's own returns a text.
    environment.globals["return"] = said.append
    environment.from_string((MACROS / file).read_text(encoding="utf-8") + f"{{% do {name}() %}}").render()
    return said[0]
