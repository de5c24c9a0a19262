"""Parses a condition with sqlglot and finds what conditions of rules may not contain."""

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, ParseError, TokenError

from orchestration.project.nearest import hint
from orchestration.rules.kinds import BOOLEAN
from orchestration.rules.lexis import SUBQUERY
from orchestration.rules.table import RESERVED

# A value that differs between evaluations would make a repeated refresh differ from the first.
CLOCKS = (
    exp.CurrentDate,
    exp.CurrentDatetime,
    exp.CurrentTime,
    exp.CurrentTimestamp,
    exp.CurrentTimestampLTZ,
    exp.Localtime,
    exp.Localtimestamp,
)
CLOCK_NAMES = frozenset(
    [
        "now",
        "today",
        "get_current_timestamp",
        "get_current_time",
        "transaction_timestamp",
        "statement_timestamp",
        "clock_timestamp",
        "timeofday",
        "current_localtime",
        "current_localtimestamp",
    ]
)
CHANCE = (exp.Rand, exp.Randn, exp.Uuid)
CHANCE_NAMES = frozenset(
    ["random", "setseed", "gen_random_uuid", "uuid", "uuidv4", "uuidv7", "nextval", "currval"]
)

# Operators and functions whose result is a number or a text, whatever their arguments.
DIVISIONS = (exp.Div, exp.IntDiv, exp.Mod)
VALUES = (exp.Literal, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.IntDiv, exp.DPipe)
BOOLEANS = (exp.Predicate, exp.Boolean, exp.Null)


class MistakeError(Exception):
    """A condition that can't be parsed. The message is the end of a sentence that starts with its place."""


@functools.cache
def parse(text: str, dialect: str) -> exp.Expr:
    """Parses a text into one expression. It is cached, so callers must not change it.

    Raises MistakeError if the text isn't exactly one expression.
    """
    try:
        # The line break keeps a comment at the end from swallowing anything.
        found = sqlglot.parse_one(f"{text}\n", into=exp.Condition, dialect=dialect)
    except TokenError as error:
        raise MistakeError("has an unclosed quote") from error
    except ParseError as error:
        raise MistakeError(_reading(error)) from error
    if isinstance(found, exp.Block):
        raise MistakeError("holds a semicolon; it is one condition, not statements")
    return found


def mistakes(expression: exp.Expr, said: Callable[[exp.Expr], str]) -> Iterator[str]:
    """Yields the end of a sentence for each part that no condition may contain. `said` words a part."""
    for node in expression.walk():
        if isinstance(node, exp.Query | exp.Subquery | exp.Exists):
            yield SUBQUERY
            return
        if isinstance(node, exp.Window):
            yield "holds a window function; ranks are decile_of() and percentile_of()"
            return
        name = node.name.lower() if isinstance(node, exp.Anonymous) else ""
        if isinstance(node, CLOCKS) or name in CLOCK_NAMES:
            yield (
                f"reads the machine's clock ({said(node)}); a refresh has its own as-of time: use a window"
                " such as within_days, or days_since()"
            )
        elif isinstance(node, CHANCE) or name in CHANCE_NAMES:
            yield f"uses chance ({said(node)}), different at each refresh; use sample(percent)"
        elif isinstance(node, exp.AggFunc):
            yield f"aggregates over customers ({said(node)}); use a predicate such as count_of() or total()"
        elif isinstance(node, exp.Explode | exp.Unnest):
            yield f"returns rows ({said(node)}); a condition gives one answer per customer"
        elif isinstance(node, exp.Placeholder | exp.Parameter):
            yield "holds a placeholder; write the value itself"
        elif isinstance(node, DIVISIONS) and _may_be_zero(node.right.unnest()):
            yield (
                f"divides by a value that can be 0, an error on some engines; write"
                f" nullif({said(node.right)}, 0)"
            )
        elif isinstance(node, exp.Like | exp.ILike) and _has_bare_backslash(node):
            yield (
                f"has a backslash in the pattern {said(node.expression)}, which engines read differently;"
                " write escape '' after it if you mean the backslash"
            )
        elif isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
            yield "holds a star; name the column"


def unknown_columns(
    expression: exp.Expr, known: Iterable[str], what: str, dialect: str = "duckdb"
) -> Iterator[str]:
    """Yields the end of a sentence for each unknown column. `what` says what they should be."""
    known = list(known)
    lower = {name.lower() for name in known}
    for column in dict.fromkeys(expression.find_all(exp.Column)):
        name = column.name
        if column.table:
            owner = "a field" if column.table.lower() in lower else "a table"
            yield f"names {owner} ({column.table}.{name}); write " + (
                f"{name} alone" if owner == "a table" else "whole columns only"
            )
        elif isinstance(column.this, exp.Star):
            continue
        elif column.this.quoted and name not in known:
            ending = hint(name, known) if name.lower() in lower else "; put text values in single quotes"
            yield f"names an unknown {what} '{name}'{ending}"
        elif name.lower() not in lower:
            yield f"names an unknown {what} '{name}'{hint(name, known)}"
        elif not column.this.quoted and name.lower() in RESERVED:
            yield f"names '{name}', a word of SQL; write it in double quotes: \"{name.lower()}\""
        elif not column.this.quoted and dialect == "postgres" and name.lower() not in known:
            written = next(other for other in known if other.lower() == name.lower())
            yield f'names {name}, which is called "{written}"; write it so, in double quotes'


def _may_be_zero(divisor: exp.Expr) -> bool:
    if isinstance(divisor, exp.Cast | exp.Neg):
        return _may_be_zero(divisor.this.unnest())
    if isinstance(divisor, exp.Literal):
        return not divisor.is_number or float(divisor.this) == 0
    kept_from = divisor.expression if isinstance(divisor, exp.Nullif) else None
    return not isinstance(kept_from, exp.Literal) or kept_from.is_string or float(kept_from.this) != 0


def _has_bare_backslash(match: exp.Expr) -> bool:
    """Returns whether a `like` pattern has a backslash without an escape clause: engines differ on it."""
    texts = match.expression.find_all(exp.Literal)
    return not isinstance(match.parent, exp.Escape) and any("\\" in text.name for text in texts)


def operands(expression: exp.Expr) -> Iterator[exp.Expr]:
    """Yields the parts that and, or, not join. Each must be true, false or null by itself."""
    inner = expression.unnest()
    if isinstance(inner, exp.And | exp.Or | exp.Xor):
        yield from operands(inner.left)
        yield from operands(inner.right)
    elif isinstance(inner, exp.Not):
        yield from operands(inner.this)
    else:
        yield inner


def is_no_boolean(expression: exp.Expr, features: dict[str, dict[str, Any]]) -> bool:
    """Returns whether an operand certainly isn't a condition, judged by its form without a warehouse."""
    if isinstance(expression, exp.Column) and expression.name in features:
        return features[expression.name]["kind"] not in BOOLEAN
    return isinstance(expression, VALUES)


def is_boolean(expression: exp.Expr, features: dict[str, dict[str, Any]]) -> bool:
    """Returns whether an operand certainly is a condition, judged by its form without a warehouse."""
    if isinstance(expression, exp.Column) and expression.name in features:
        return features[expression.name]["kind"] in BOOLEAN
    if isinstance(expression, exp.Coalesce):
        return all(is_boolean(part, features) for part in [expression.this, *expression.expressions])
    return isinstance(expression, BOOLEANS)


def _reading(error: ParseError) -> str:
    found = error.errors[0]
    place = f"'{found['highlight']}'" + (f" in line {found['line']}" if found["line"] > 1 else "")
    description = found["description"]
    if "Unexpected token" in description:
        return f"holds more than one expression, or a word out of place, at {place}"
    if "Required keyword" in description:
        return f"is incomplete at {place}"
    return f"can't be read at {place}: {description[:1].lower()}{description[1:]}"


def as_sql(expression: exp.Expr, dialect: str) -> str:
    """Returns an expression as its engine's SQL, without comments and with functions in lower case."""
    return expression.sql(
        dialect, comments=False, normalize_functions="lower", unsupported_level=ErrorLevel.IGNORE
    )


def text(value: str, dialect: str) -> str:
    """Returns a text value as a SQL literal."""
    return exp.Literal.string(value).sql(dialect=dialect)
