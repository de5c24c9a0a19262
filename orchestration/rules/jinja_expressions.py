"""Reads the expressions in a segment's Jinja, and finds predicates that are used as values.

Jinja is rendered once, before any customer is evaluated. At that time a predicate is a text, namely its SQL.
`{{ did('a') and did('b') }}` is Python's `and` of two texts, which returns the second one.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from jinja2 import nodes

from orchestration.rules.jinja_phrases import instead, said


class Kind(Enum):
    """The kind of an expression's result: SQL of a predicate, a text, true or false, or another value."""

    SQL = 1
    TEXT = 2
    BOOLEAN = 3
    VALUE = 4


Names = dict[str, Kind]

KNOWN = "segments can use predicates, set, for, if, and the conditions of macros/conditions"

# Functions, filters and methods that only use their arguments.
FUNCTIONS = ("range",)
METHODS = ("items", "keys", "values")
FILTERS = (
    *("join", "length", "count", "first", "last", "min", "max", "sum", "sort", "unique", "reverse", "list"),
    *("upper", "lower", "capitalize", "title", "trim", "replace", "string", "int", "float", "round", "abs"),
)
OPERATIONS = (nodes.And, nodes.Or, nodes.Not, nodes.Compare)
# Ranks: the only arguments that accept predicates.
NUMBERS = {("decile_of", "number"), ("percentile_of", "number")}


@dataclass
class Expressions:
    """Reads one expression after another. `mistakes` has the sentences, without the file."""

    predicates: frozenset[str]
    # Returns what to report about a name that is neither a predicate nor set in the file, if anything.
    unknown: Callable[[str, bool], str | None]
    # Reads the body of a shared condition with the kinds of its arguments, and returns which don't fit.
    conditions: Mapping[str, Callable[[list[Kind], dict[str, Kind]], str | None]]
    # The expression that is written into the rule unchanged, while it is being read.
    written: nodes.Node | None = None
    names: Names = field(default_factory=dict)
    # The names set before the current loop, and the names that only one branch of an `if` sets.
    around: frozenset[str] = frozenset()
    perhaps: set[str] = field(default_factory=set)
    # Whether the mistake is an operation, of which only the outermost is reported, and the sentence.
    mistakes: list[tuple[bool, str]] = field(default_factory=list)

    def expression(self, node: nodes.Node | None) -> Kind:
        """Returns the kind of an expression, and adds what is wrong with it to the mistakes."""
        if isinstance(node, nodes.TemplateData):
            return Kind.TEXT
        if isinstance(node, nodes.Const):
            is_text, is_boolean = isinstance(node.value, str), isinstance(node.value, bool)
            return Kind.TEXT if is_text else Kind.BOOLEAN if is_boolean else Kind.VALUE
        if isinstance(node, nodes.Name):
            return self._name(node)
        if isinstance(node, nodes.Call):
            return self._call(node)
        if isinstance(node, (*OPERATIONS, nodes.BinExpr, nodes.UnaryExpr)):
            return self._operation(node)
        if isinstance(node, nodes.Filter):
            return self._filtered(node, self.expression(node.node))
        if isinstance(node, nodes.Test):
            return self._test(node)
        if isinstance(node, nodes.CondExpr):
            self._decides(node.test)
            return self._joined([node.expr1, *([node.expr2] if node.expr2 else [])])
        if isinstance(node, nodes.Concat):
            return Kind.SQL if self._joined(node.nodes) is Kind.SQL else Kind.TEXT
        if isinstance(node, nodes.List | nodes.Tuple | nodes.Dict | nodes.Pair | nodes.Slice):
            kind = self._joined(list(node.iter_child_nodes()))
            return Kind.SQL if kind is Kind.SQL else Kind.VALUE
        if isinstance(node, nodes.Getattr | nodes.Getitem):
            return self._part(node)
        if node is not None:
            self._say(node, f"{said(node)} isn't for segments; {KNOWN}")
        return Kind.VALUE

    def _name(self, node: nodes.Name) -> Kind:
        if node.name in self.names:
            return self.names[node.name]
        if node.name in self.predicates or node.name in self.conditions:
            self._say(node, f"'{node.name}' is called with parentheses: {node.name}(...)")
        elif node.name in self.perhaps:
            self._say(node, f"'{node.name}' is set in one branch of an if only; set it before the if")
        elif told := self.unknown(node.name, False):
            self.mistakes.append((False, told))
        return Kind.VALUE

    def _call(self, node: nodes.Call) -> Kind:
        callee = node.node
        if isinstance(callee, nodes.Getattr) and callee.attr in METHODS and not node.args:
            return self.expression(callee.node)
        if (
            not isinstance(callee, nodes.Name)
            or callee.name in self.names
            or node.dyn_args
            or node.dyn_kwargs
        ):
            self._say(node, f"{said(node)} isn't for segments; {KNOWN}")
            return Kind.VALUE
        given = [self.expression(argument) for argument in node.args]
        named = {argument.key: self.expression(argument.value) for argument in node.kwargs}
        if callee.name in self.conditions:
            if unfit := self.conditions[callee.name](given, named):
                self._say(node, unfit)
            return Kind.SQL
        if callee.name not in self.predicates:
            if callee.name not in FUNCTIONS and (told := self.unknown(callee.name, True)):
                self.mistakes.append((False, told))
            if Kind.SQL in [*given, *named.values()]:
                self._say(node, f"{said(node)} is given a predicate; it takes numbers that you write")
            return Kind.VALUE
        arguments = [("number" if position == 0 else "", kind) for position, kind in enumerate(given)]
        for argument, kind in [*arguments, *named.items()]:
            if kind is Kind.SQL and (callee.name, argument) not in NUMBERS:
                self._say(
                    node,
                    f"{callee.name}() is given a predicate in {said(node)}; only decile_of() and"
                    " percentile_of() take one, as their number",
                )
            elif kind is Kind.BOOLEAN:
                self._say(node, f"{callee.name}() is given true or false in {said(node)}; write a value")
        return Kind.SQL

    def _operation(self, node: Any) -> Kind:
        before = len(self.mistakes)
        operands = [child for child in node.iter_child_nodes() if not isinstance(child, nodes.Operand)]
        operands += [operand.expr for operand in getattr(node, "ops", [])]
        kinds = [self.expression(operand) for operand in operands]
        inner = [mistake for mistake in self.mistakes[before:] if mistake[0]]
        is_arithmetic = not isinstance(node, OPERATIONS)
        of_texts = Kind.TEXT in kinds and not isinstance(node, nodes.Compare)
        if inner or Kind.SQL in kinds or of_texts:
            # For nested operations, only the outer one is reported.
            self.mistakes[before:] = [mistake for mistake in self.mistakes[before:] if not mistake[0]]
            what = "a predicate" if inner or Kind.SQL in kinds else "a text"
            text = f"{{{{ {said(node)} }}}} takes {what} for a Python value; write {self._instead(node)}"
            self._say(node, text, is_operation=True)
            return Kind.VALUE
        return Kind.VALUE if is_arithmetic else Kind.BOOLEAN

    def _filtered(self, node: nodes.Filter, kind: Kind) -> Kind:
        given = self._joined([*node.args, *(argument.value for argument in node.kwargs)])
        if Kind.SQL in (kind, given) and node.name != "join":
            around = [f"{{{{ {said(node.node) if node.node else '...'} }}}}", *map(said, node.args)]
            function = {"default": "coalesce", "d": "coalesce"}.get(node.name, node.name)
            self._say(
                node,
                f"{{{{ {said(node)} }}}} changes the text of a predicate, not its answer;"
                f" write SQL around it: {function}({', '.join(around)})",
            )
        elif node.name not in FILTERS:
            self._say(node, f"the filter '{node.name}' isn't for segments; known are {', '.join(FILTERS)}")
        if node.name == "join":
            return Kind.SQL if Kind.SQL in (kind, given) else Kind.TEXT
        return kind if kind in (Kind.SQL, Kind.TEXT) else Kind.VALUE

    def _test(self, node: nodes.Test) -> Kind:
        if Kind.SQL in (self.expression(node.node), self._joined(list(node.args or []))):
            text = f"{{{{ {said(node)} }}}} asks about a predicate's text; write {self._instead(node)}"
            self._say(node, text, is_operation=True)
            return Kind.VALUE
        return Kind.BOOLEAN

    def _part(self, node: Any) -> Kind:
        kind = self.expression(node.node)
        if isinstance(node, nodes.Getattr):
            is_fit = kind is Kind.VALUE and not node.attr.startswith("_")
        else:
            is_fit = self.expression(node.arg) is not Kind.SQL and kind is Kind.VALUE
        if not is_fit:
            self._say(node, f"{said(node)} isn't for segments; {KNOWN}")
        return kind if kind is Kind.SQL else Kind.VALUE

    def _joined(self, parts: Sequence[nodes.Node]) -> Kind:
        kinds = [self.expression(part) for part in parts]
        return next((kind for kind in Kind if kind in kinds), Kind.VALUE)

    @abstractmethod
    def _decides(self, test: nodes.Node) -> None: ...

    def _instead(self, node: nodes.Node) -> str:
        return instead(node, is_written=node is self.written)

    def _say(self, node: nodes.Node, sentence: str, *, is_operation: bool = False) -> None:
        self.mistakes.append((is_operation, f"line {node.lineno}: {sentence}"))
