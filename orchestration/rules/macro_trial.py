"""Runs the predicates' own macros for all segments of a project that dbt can't parse.

dbt's parser ends at a macro's first refusal, so it reports one of ten mistakes. The macros refuse the same
here. Only dbt's own functions are replaced by stand-ins.
"""

import datetime
import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytz
from jinja2 import Environment, TemplateSyntaxError

from orchestration.rules.jinja_trial import STAND_IN

MACRO = re.compile(r"{%-?\s*macro\b.*?{%-?\s*endmacro\s*-?%}", re.DOTALL)
# The start of messages from macros/refusals/_refuse.sql.
SAID = re.compile(r"segments: \S+?: (.+)", re.DOTALL)


class _ReturnError(Exception):
    """What return() does in dbt: it ends the macro with a value."""


class _RefusedError(Exception):
    """What a macro reports through exceptions.raise_compiler_error()."""


class MacroTrial:
    """The project's macros, from their texts. `predicates` are the names of those that rules call."""

    def __init__(
        self, environment: Environment, texts: Iterable[str], predicates: Iterable[str], variables: Any
    ) -> None:
        self._jinja = environment.overlay()
        self._jinja.globals = {**environment.globals, **_handed_by_dbt(variables)}
        self._said: list[str] = []
        # One at a time: macros defined in the same template would be called without what return() needs.
        for macro in (macro for text in texts for macro in MACRO.findall(text)):
            try:
                template = self._jinja.from_string(macro)
                # Shared, so that a macro finds those that are read after it, and the current segment.
                context = template.new_context(self._jinja.globals, shared=True)
                list(template.root_render_func(context))
            except (TemplateSyntaxError, TypeError, LookupError):
                continue
            self._jinja.globals |= {name: _macro(made) for name, made in context.vars.items()}
        for name in {*predicates, "segment"}:
            if name in self._jinja.globals:
                predicate: Any = self._jinja.globals[name]
                self._jinja.globals[name] = self._heard(predicate)

    def mistakes(self, file: str, text: str) -> Iterator[str]:
        """Yields what the macros refuse in a segment's file, or nothing if the file can't be rendered."""
        self._said = []
        name = file.rpartition("/")[2].rpartition(".")[0]
        self._jinja.globals["model"] = SimpleNamespace(
            name=name, original_file_path=file, config=SimpleNamespace(access="public")
        )
        # If the stand-ins aren't enough, dbt reports the rest itself.
        with suppress(Exception):
            self._jinja.from_string(text).render()
        yield from dict.fromkeys(self._said)

    def _heard(self, macro: Callable[..., Any]) -> Callable[..., Any]:
        """Wraps a predicate so that it returns a value after a refusal and later ones are checked, too."""

        def call(*given: Any, **named: Any) -> Any:
            try:
                return macro(*given, **named)
            except _RefusedError as refusal:
                if found := SAID.search(str(refusal)):
                    self._said.append(" ".join(found[1].split()))
                return STAND_IN

        return call


def _macro(made: Any) -> Any:
    if not callable(made):
        return made

    def call(*given: Any, **named: Any) -> Any:
        try:
            return made(*given, **named)
        except _ReturnError as returned:
            return returned.args[0]

    return call


def _return(value: Any = None) -> None:
    raise _ReturnError(value)


def _refuse(message: str) -> None:
    raise _RefusedError(message)


def _handed_by_dbt(variables: Mapping[str, Any]) -> dict[str, Any]:
    def local_md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    def variable(name: str, default: Any = None) -> Any:
        return variables.get(name, default)

    return {
        "return": _return,
        "exceptions": SimpleNamespace(raise_compiler_error=_refuse),
        "execute": False,
        "graph": {"nodes": {}},
        "config": lambda *given, **named: "",
        "ref": lambda *given: given[-1],
        "var": variable,
        "local_md5": local_md5,
        "tojson": lambda value, sort_keys=False: json.dumps(value, sort_keys=sort_keys),
        "fromjson": json.loads,
        "modules": SimpleNamespace(datetime=datetime, itertools=itertools, pytz=pytz, re=re),
        "dbt": SimpleNamespace(type_string=lambda: "varchar"),
    }
