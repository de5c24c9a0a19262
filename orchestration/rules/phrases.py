"""Puts a rule into words: what a predicate measures, in the form of a phrase."""

import re
from typing import Any

from sqlglot import exp

from orchestration.rules.expressions import as_sql, parse
from orchestration.rules.kinds import KINDS
from orchestration.rules.registry import Feature

# sqlglot writes keywords in capitals. Anything in quotes is a value.
KEYWORDS = re.compile(r"'(?:[^']|'')*'|\b[A-Z][A-Z]+\b")


class Words:
    """Puts the parts of one segment's rule into words. `features` are those of its predicates."""

    def __init__(self, features: dict[str, Feature], dialect: str):
        self.features = features
        self.dialect = dialect

    def of(self, expression: exp.Expr) -> str:
        """Returns an expression with each predicate in words."""
        said = as_sql(expression.transform(self._said), self.dialect)
        return KEYWORDS.sub(lambda word: word[0] if word[0].startswith("'") else word[0].lower(), said)

    def feature(self, feature: Feature) -> str:
        """Returns what one predicate measures."""
        kind = feature["kind"]
        says = KINDS[kind]["says"]
        if says:
            return says.format(**feature) + _where(feature) + window(feature.get("window"))
        if KINDS[kind]["from"] == "rank":
            number = self.number(feature)
            return f"{kind} of {number}" + (f" among the same {feature['by']}" if feature.get("by") else "")
        if kind == "in_order":
            steps = ", then ".join(step["event"] + _where(step) for step in feature["steps"])
            return steps + window(feature["window"])
        if kind != "then_not":
            return feature["name"]
        first, other, patience = feature["first"], feature["other"], feature["patience"]
        return (
            f"{first['event']}{_where(first)}{window(feature['window'])}"
            f" and no {other['event']}{_where(other)}{window(patience)} after it"
        )

    def number(self, feature: Feature) -> str:
        """Returns the number that a rank is by."""
        return self.of(parse(feature["number"], self.dialect))

    def _said(self, node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name in self.features:
            return exp.Var(this=self.feature(self.features[node.name]))
        # `date '2017-03-01'` is a conversion to sqlglot and a date to people.
        if isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal):
            return node.this
        return node


def window(window: dict[str, Any] | None) -> str:
    """Returns a window as the end of a phrase, or '' without a window."""
    if not window:
        return ""
    if "days" in window:
        return f" within {_many(window['days'], 'day')}"
    if "hours" in window:
        return f" within {_many(window['hours'], 'hour')}"
    if "from_days" in window:
        return f" from {window['from_days']} to {window['to_days']} days ago"
    return f" since {window['since']}" if "since" in window else ""


def _where(step: dict[str, Any]) -> str:
    return f" where {' '.join(step['where'].split())}" if step.get("where") else ""


def _many(count: int, unit: str) -> str:
    return f"{count:,} {unit}" + ("" if count == 1 else "s")
