"""What macros say once for SQL and for Python: what they return of what they are given, asking nobody."""

import datetime
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment
from jinja2.runtime import Macro

MACROS = Path(__file__).parents[2] / "macros"
NEAREST = "refusals/names.sql"
NAMED = re.compile(r"(\{%-?\s*macro\s+)(\w+)")


def said_by_macro(file: str, name: str, *arguments: Any, beside: tuple[str, ...] = ()) -> Any:
    """What the macro `name` returns, which stands in a file below macros/.

    It may call others of that file, of those `beside` it, and of those that find the nearest name.
    """
    return _macros((file, *beside, NEAREST))[name](*arguments)


class _ReturnedError(Exception):
    """What a macro returns, on its way to who called it."""


def _return(value: Any) -> None:
    raise _ReturnedError(value)


@cache
def _macros(files: tuple[str, ...]) -> dict[str, Callable[..., Any]]:
    texts = [(MACROS / file).read_text(encoding="utf-8") for file in files]
    macros: dict[str, Macro] = {}

    def called(name: str) -> Callable[..., Any]:
        """A macro that returns a value, as dbt has it, where Jinja's own returns a text."""

        def call(*arguments: Any) -> Any:
            try:
                return macros[name](*arguments)
            except _ReturnedError as returned:
                return returned.args[0]

        return call

    callable_ones = {name: called(name) for text in texts for _, name in NAMED.findall(text)}
    environment = Environment(extensions=["jinja2.ext.do"])
    modules = SimpleNamespace(re=re, datetime=datetime)
    environment.globals |= {"return": _return, "modules": modules, **callable_ones}
    for text in texts:
        # Under other names than they are called by, so that a call within a file returns a value, too.
        module = environment.from_string(NAMED.sub(r"\1said__\2", text)).module
        macros |= {name: getattr(module, f"said__{name}") for _, name in NAMED.findall(text)}
    return callable_ones
