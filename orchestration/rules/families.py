"""Determines the family of types of each part of a condition, and whether compared parts are of one family.

Engines convert, compare and round mixed types differently, so a mixture is refused.
"""

import re
from collections.abc import Callable, Mapping

from sqlglot import exp

from orchestration.rules.kinds import KINDS
from orchestration.rules.registry import Feature

# A quotient is exact nowhere: DuckDB stores it in binary, PostgreSQL in decimals.
RANKED = ("whole", "decimal", "quotient", "float")
NAMES = {
    **dict.fromkeys(RANKED, "a number"),
    "text": "a text",
    "boolean": "true or false",
    "date": "a date",
    "timestamp": "a time",
    "interval": "a length of time",
    "other": "of a type that rules can't compare",
}
TIMES = ("date", "timestamp")
# The family of a column by the start of its type's name, on either engine. The first match counts.
TYPES = (
    ("whole", r"(tiny|small|big|huge|u\w*)?int(eger)?\b|int[248]?\b|serial"),
    ("decimal", r"decimal|numeric"),
    ("float", r"double|float|real"),
    ("text", r"varchar|text|char|bpchar|string|enum"),
    ("boolean", r"bool"),
    ("date", r"date\b"),
    ("timestamp", r"timestamp(?!.*with time zone)|datetime"),
)
# PostgreSQL enumerations and UUIDs: the engine interprets texts beside them.
ENGINES_OWN = ("user-defined", "uuid")
DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
TIME = rf"{DAY}( ([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{{1,6}})?)?)?"

COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ)
# Engines parse these in different orders if they follow each other without parentheses.
TESTS = (*COMPARISONS, exp.Is, exp.In, exp.Between, exp.Like, exp.ILike)

Said = Callable[[exp.Expr], str]
Family = str | None


def family_of_type(name: str) -> Family:
    """Returns the family of a column's type, or None if only the engine can compare it."""
    if name.lower() in ENGINES_OWN:
        return None
    return next((family for family, pattern in TYPES if re.match(pattern, name.lower())), "other")


def family_of_need(feature: Feature, event_types: Mapping[str, str]) -> Family:
    """Returns the family of a predicate's result, or None if it depends on a column of unknown type."""
    kind = KINDS[feature["kind"]]
    if kind["type"] not in ("column", "middle"):
        return kind["type"]
    found = {name.lower(): kind for name, kind in event_types.items()}.get(
        (feature.get("column") or "").lower()
    )
    family = family_of_type(found) if found else None
    if kind["type"] == "middle" and family == "whole":
        return "decimal"
    # A total of texts is reported as a mistake elsewhere.
    return family if kind["takes"] == "order" or family in RANKED else None


class Families:
    """Judges one condition. `found` has the ends of sentences about what doesn't fit."""

    def __init__(self, columns: Mapping[str, Family], said: Said):
        """`columns` gives the family of each column by name, and `said` puts a part into words."""
        self._columns = {name.lower(): family for name, family in columns.items()}
        self._said = said
        self.found: list[str] = []

    def of(self, node: exp.Expr) -> Family:
        """Returns the family of a part, or None if it is unknown or null."""
        judge = getattr(self, f"_{type(node).__name__.lower()}", None)
        if judge:
            return judge(node)
        if isinstance(node, exp.And | exp.Or | exp.Not):
            return self._joined(node)
        if isinstance(node, exp.Binary) and type(node) in COMPARISONS:
            return self._comparison(node)
        self.refuse(f"holds {self._said(node)}, which rules can't use")
        return None

    def refuse(self, sentence: str) -> None:
        """Adds the end of a sentence once."""
        if sentence not in self.found:
            self.found.append(sentence)

    # Values.
    def _column(self, node: exp.Column) -> Family:
        return self._columns.get(node.name.lower())

    def _null(self, node: exp.Null) -> Family:
        return None

    def _literal(self, node: exp.Literal) -> Family:
        return "text" if node.is_string else "decimal" if "." in node.this else "whole"

    def _boolean(self, node: exp.Boolean) -> Family:
        return "boolean"

    def _interval(self, node: exp.Interval) -> Family:
        unit = node.unit.name.lower().rstrip("s") if node.unit else ""
        if unit not in ("minute", "hour", "day") or not isinstance(node.this, exp.Literal):
            self.refuse(f"holds {self._said(node)}; write minutes, hours or days, such as interval '3 hours'")
        return "interval"

    def _paren(self, node: exp.Paren) -> Family:
        return self.of(node.this)

    def _coalesce(self, node: exp.Coalesce) -> Family:
        return self._one([node.this, *node.expressions], "coalesce()")

    def _nullif(self, node: exp.Nullif) -> Family:
        return self._one([node.this, node.expression], "nullif()") and self.of(node.this)

    def _case(self, node: exp.Case) -> Family:
        for branch in node.args["ifs"]:
            if node.this:
                self.compare(node.this, branch.this)
            else:
                self.expect(branch.this, ("boolean",), "when")
        results = [branch.args["true"] for branch in node.args["ifs"]]
        return self._one([*results, *filter(None, [node.args.get("default")])], "case")

    def _one(self, parts: list[exp.Expr], where: str) -> Family:
        """Returns the common family of alternative parts."""
        families = [(part, family) for part in parts if (family := self.of(part))]
        if not families:
            return None
        (first, one), *rest = families
        for part, family in rest:
            if family in RANKED and one in RANKED:
                one = max(one, family, key=RANKED.index)
            elif family != one:
                mixed = f"{self._said(first)}, {NAMES[one]}, and {self._said(part)}, {NAMES[family]}"
                self.refuse(f"mixes types in {where}: {mixed}")
        return one

    # Conditions.
    def _joined(self, node: exp.Expr) -> Family:
        for part in node.iter_expressions():
            self.of(part)
        return "boolean"

    def _is(self, node: exp.Is) -> Family:
        self._alone(node, node.this)
        if isinstance(node.expression, exp.Boolean):
            self.expect(node.this, ("boolean",), "is true")
        elif isinstance(node.expression, exp.Null):
            self.of(node.this)
        else:
            self.refuse(f"holds {self._said(node)}; is goes with null, true, false and unknown")
        return "boolean"

    def _in(self, node: exp.In) -> Family:
        self._alone(node, node.this)
        for value in node.expressions:
            self.compare(node.this, value)
        return "boolean"

    def _between(self, node: exp.Between) -> Family:
        self._alone(node, *node.iter_expressions())
        self.compare(node.this, node.args["low"])
        self.compare(node.this, node.args["high"])
        return "boolean"

    def _like(self, node: exp.Like) -> Family:
        self._alone(node, node.this, node.expression)
        self.expect(node.this, ("text",), "like")
        self.expect(node.expression, ("text",), "like")
        return "boolean"

    _ilike = _like

    def _escape(self, node: exp.Escape) -> Family:
        return self.of(node.this)

    def _comparison(self, node: exp.Binary) -> Family:
        self._alone(node, node.left, node.right)
        self.compare(node.left, node.right)
        return "boolean"

    def _alone(self, node: exp.Expr, *parts: exp.Expr) -> None:
        if any(type(part) in TESTS for part in parts):
            self.refuse(f"compares the result of a comparison ({self._said(node)}); put it into parentheses")

    def expect(self, node: exp.Expr, families: tuple[str, ...], where: str) -> Family:
        """Returns the family of a part, which must be one of `families`."""
        family = self.of(node)
        if family and family not in families:
            wanted = " or ".join(dict.fromkeys(NAMES[name] for name in families))
            self.refuse(f"has {self._said(node)}, {NAMES[family]}, where {where} takes {wanted}")
        return family

    def compare(self, left: exp.Expr, right: exp.Expr) -> None:
        """Adds a sentence if two parts can't be compared."""
        mine, other = self.of(left), self.of(right)
        if not mine or not other or mine == other or (mine in RANKED and other in RANKED):
            return
        if (mine in TIMES and other in TIMES) or self._dated(left, other) or self._dated(right, mine):
            return
        pairs = ((left, mine, right, other), (right, other, left, mine))
        hint = next(filter(None, (self._hint(*pair) for pair in pairs)), "compare values of one type")
        self.refuse(
            f"compares {self._said(left)}, {NAMES[mine]}, with {self._said(right)}, {NAMES[other]}; {hint}"
        )

    @staticmethod
    def _dated(literal: exp.Expr, other: Family) -> bool:
        """Returns whether a text next to a time is one that all engines read as a time."""
        is_text = isinstance(literal, exp.Literal) and literal.is_string
        pattern = {"date": DAY, "timestamp": TIME}.get(other or "", "(?!)")
        return is_text and re.fullmatch(pattern, literal.this) is not None

    def _hint(self, value: exp.Expr, family: str, other: exp.Expr, wanted: str) -> str | None:
        """Returns what to write instead of a value of another family than the compared one."""
        said = self._said(value)
        if wanted == "text" and family in RANKED and isinstance(value, exp.Literal | exp.Neg):
            return f"write '{said}'"
        if not isinstance(value, exp.Literal | exp.Boolean):
            return None
        if wanted in RANKED and family == "text" and re.fullmatch(r"-?\d+(\.\d+)?", value.name):
            return f"write {value.name} without quotes"
        if wanted in TIMES:
            example = "date '2017-03-01'" if wanted == "date" else "timestamp '2017-03-01 05:00:00'"
            return f"write {NAMES[wanted]} such as {example}"
        return f"write {self._said(other)} or not {self._said(other)}" if wanted == "boolean" else None
