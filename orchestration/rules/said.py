"""Calls macros that SQL and Python share. They compute a result from their arguments alone."""

import datetime
import re
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment
from jinja2.runtime import Macro

from orchestration.project.engine import SOURCE

MACROS = SOURCE / "macros"
NEAREST = "refusals/names.sql"
# What dbt.type_string() returns on the engines that Python writes to.
TEXT = "text"
NAMED = re.compile(r"(\{%-?\s*macro\s+)(\w+)")


def said_by_macro(
    file: str, name: str, *arguments: Any, beside: tuple[str, ...] = (), engine: str = "default"
) -> Any:
    """Returns the result of the macro `name` in a file below macros/.

    The macro may call others of that file, of the files in `beside`, and of the file that finds the nearest
    name. What differs between engines is dispatched to `engine`, dbt's name of its adapter.
    """
    return _macros((file, *beside, NEAREST), engine)[name](*arguments)


class _ReturnedError(Exception):
    """Carries a macro's return value to its caller."""


def _return(value: Any) -> None:
    raise _ReturnedError(value)


@cache
def _macros(files: tuple[str, ...], engine: str) -> dict[str, Callable[..., Any]]:
    texts = [(MACROS / file).read_text(encoding="utf-8") for file in files]
    macros: dict[str, Macro] = {}

    def called(name: str) -> Callable[..., Any]:
        """Returns a macro that returns a value, as in dbt. Jinja's own macros return a text."""

        def call(*arguments: Any) -> Any:
            try:
                return macros[name](*arguments)
            except _ReturnedError as returned:
                return returned.args[0]

        return call

    callable_ones = {name: called(name) for text in texts for _, name in NAMED.findall(text)}

    def dispatched(name: str, _package: str) -> Callable[..., Any]:
        return callable_ones.get(f"{engine}__{name}") or callable_ones[f"default__{name}"]

    environment = Environment(extensions=["jinja2.ext.do"])
    modules = SimpleNamespace(re=re, datetime=datetime)
    environment.globals |= {
        "return": _return,
        "modules": modules,
        "adapter": SimpleNamespace(dispatch=dispatched),
        "dbt": SimpleNamespace(type_string=lambda: TEXT),
        **callable_ones,
    }
    for text in texts:
        # The macros get other names than those that callers use, so that calls within a file return values.
        module = environment.from_string(NAMED.sub(r"\1said__\2", text)).module
        macros |= {name: getattr(module, f"said__{name}") for _, name in NAMED.findall(text)}
    return callable_ones
