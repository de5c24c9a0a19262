"""The names in the segments' Jinja: predicates, shared conditions, and names that are neither."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from orchestration.project.nearest import nearest
from orchestration.rules.jinja import Reader, sentences
from orchestration.rules.jinja_expressions import KNOWN, Kind

COMMENT = re.compile(r"--[^\n]*|/\*(?:(?!/\*).)*?\*/", re.DOTALL)

# The names that dbt gives to every model besides macros.
CONTEXT = """
    adapter api as_bool as_native as_number as_text builtins caller config context dbt dbt_version
    diff_of_two_dicts env_var exceptions execute flags fromjson fromyaml graph invocation_args_dict
    invocation_id kwargs local_md5 log model modules pre_hooks post_hooks print project_name ref return
    run_started_at schema selected_resources set set_strict source sql store_result store_raw_result
    target this thread_id tojson toyaml try_or_compiler_error typeof validation var varargs zip zip_strict
    dict lipsum cycler joiner namespace doc run_query statement load_result
"""


@dataclass(frozen=True)
class Texts:
    """The sources of the templates: files of segments and of macros by path, and macros by name."""

    segments: Mapping[str, str]
    conditions: Mapping[str, str]
    predicates: frozenset[str]
    # Everything that dbt would let a segment call.
    known: frozenset[str]


# The extensions that dbt uses, so that the same texts can be read here.
ENVIRONMENT = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])


class Language:
    """Predicates and shared conditions, and the reader for files that use them."""

    def __init__(self, texts: Texts):
        self._texts = texts
        self._said: list[str] = []
        self._macros: dict[str, tuple[str, nodes.Macro]] = {}
        self._under_way: list[str] = []
        for file, text in texts.conditions.items():
            try:
                macros = ENVIRONMENT.parse(text).find_all(nodes.Macro)
                self._macros |= {macro.name: (file, macro) for macro in macros}
            except TemplateSyntaxError as error:
                self._said.append(f"{file}: line {error.lineno} can't be read: {error.message}")

    def read_segment(self, statements: list[nodes.Node]) -> list[tuple[bool, str]]:
        """Returns the mistakes of a segment's file: the names that it sets, and its one rule."""
        reader, rules = self._reader({}), 0
        for node in statements:
            if isinstance(node, nodes.CallBlock) and _is_segment(node):
                rules += 1
                if rules > 1:
                    reader.mistakes.append(
                        (False, f"line {node.lineno}: holds a second segment; a file is one")
                    )
                reader.body(node.body)
            elif isinstance(node, nodes.Output):
                before = len(reader.mistakes)
                reader.body([node])
                if len(reader.mistakes) == before and (outside := _outside(node)):
                    text = f"line {node.lineno}: '{outside}' is outside the rule; write it between"
                    reader.mistakes.append((False, f"{text} {{% call segment() %}} and {{% endcall %}}"))
            else:
                reader.body([node])
        return reader.mistakes

    def read_conditions(self) -> list[str]:
        """Returns the mistakes of shared conditions, with their files: each one alone, and as called."""
        for name in self._macros:
            self._read_condition(name, [], {})
        return self._said

    def _called(self, name: str, given: list[Kind], named: dict[str, Kind]) -> str | None:
        """Reads a condition as it is called. Returns what is wrong with the arguments.

        Jinja silently ignores a missing argument, and a window would be lost.
        """
        macro = self._macros[name][1]
        parameters = [parameter.name for parameter in macro.args]
        required = parameters[: len(parameters) - len(macro.defaults)]
        there = {*parameters[: len(given)], *named}
        if unknown := [argument for argument in named if argument not in parameters]:
            return f"{name}(): unknown argument '{unknown[0]}'; {_nearest_of(unknown[0], parameters)}"
        if len(given) > len(parameters):
            return f"{name}() takes {len(parameters)} arguments, received {len(given)}"
        if missing := [parameter for parameter in required if parameter not in there]:
            return f"{name}() lacks '{missing[0]}'; write {name}({', '.join(required)})"
        self._read_condition(name, given, named)
        return None

    def _read_condition(self, name: str, given: list[Kind], named: dict[str, Kind]) -> None:
        file, macro = self._macros[name]
        if name in self._under_way:
            self._said.append(f"{file}: {name}() calls itself")
            return
        parameters = [parameter.name for parameter in macro.args]
        kinds = {
            **dict.fromkeys(parameters, Kind.VALUE),
            **dict(zip(parameters, given, strict=False)),
            **named,
        }
        self._under_way.append(name)
        reader = self._reader(kinds)
        reader.body(macro.body)
        self._under_way.pop()
        self._said += [f"{file}: {mistake}" for mistake in sentences(reader.mistakes)]

    def _reader(self, names: dict[str, Kind]) -> Reader:
        def condition(name: str) -> Any:
            return lambda given, named: self._called(name, given, named)

        def unknown(name: str, is_called: bool) -> str | None:
            return self._unknown(name, is_called, reader.names)

        conditions = {name: condition(name) for name in self._macros}
        reader = Reader(self._texts.predicates - {"segment"}, unknown, conditions, names=names)
        return reader

    def _unknown(self, name: str, is_called: bool, own: Mapping[str, Kind]) -> str | None:
        if name in self._texts.known or name in CONTEXT.split():
            return f"'{name}' isn't for segments; {KNOWN}"
        if is_called:
            valid = sorted({*self._texts.predicates, *self._macros})
            return f"unknown predicate '{name}'; {_nearest_of(name, valid)}"
        near = nearest(name, own)
        ending = f"the nearest is '{near}'" if near else f"put a text value in quotes: '{name}'"
        return f"unknown name '{name}'; {ending}"


def _nearest_of(received: str, valid: list[str]) -> str:
    near = nearest(received, valid)
    return f"the nearest is '{near}'" if near else f"valid are {', '.join(valid) or 'none'}"


def _is_segment(node: nodes.CallBlock) -> bool:
    callee, call = node.call.node, node.call
    is_plain = not (call.args or call.kwargs or call.dyn_args or call.dyn_kwargs or node.args)
    return isinstance(callee, nodes.Name) and callee.name == "segment" and is_plain


def _outside(node: nodes.Output) -> str:
    """Returns the text outside the rule that isn't a comment: SQL that nobody would read."""
    written = [part.data if isinstance(part, nodes.TemplateData) else "{{ ... }}" for part in node.nodes]
    return " ".join(COMMENT.sub(" ", "".join(written)).split())[:40]
