"""Asks the warehouse what type each part of a condition has, and whether it can be evaluated at all.

DuckDB takes a number for true or false without a word, and fails on a text that is no number only when it
meets one, for all segments at once: both must be known before a rule is part of the shared pass.
"""

import re
from collections.abc import Iterator

from sqlglot import exp

from orchestration.rules.conditions import Condition, conditions, no_boolean
from orchestration.rules.expressions import BOOLEAN_KINDS, as_sql, is_boolean, operands, parse
from orchestration.rules.registry import Need, Segment
from orchestration.rules.vocabulary import CUSTOMERS, EVENTS
from orchestration.rules.words import Words
from orchestration.warehouse import Warehouse

# Parts of type names that have an order worth a rank; null is what a condition without a column has.
ORDERED = ("int", "decimal", "numeric", "double", "float", "real", "date", "time", "null", "unknown")


def binding_mistakes(
    segment: Segment, warehouse: Warehouse, dialect: str, *, thorough: bool
) -> Iterator[str]:
    """Sentences about what the warehouse can't evaluate, or evaluates to something else than a condition.

    Not thorough means that the conditions were evaluated already: only those are looked at whose form leaves
    open what they give.
    """
    for condition in conditions(segment):
        expression = parse(condition.text, dialect)
        parts = [expression.unnest()] if condition.is_number else list(operands(expression))
        needs = segment.needs if condition.of == "customer" else {}
        if not thorough:
            parts = [part for part in parts if not is_boolean(part, needs)]
        if not parts:
            continue
        # One by one, so that the sentence can say which: only what is wrong takes more than one query.
        if _mistake(segment, condition, parts, warehouse, dialect, thorough):
            found = [_mistake(segment, condition, [part], warehouse, dialect, thorough) for part in parts]
            for mistake in filter(None, found):
                yield f"{segment.file}: {condition.place} {mistake}"


def _mistake(
    segment: Segment,
    condition: Condition,
    parts: list[exp.Expression],
    warehouse: Warehouse,
    dialect: str,
    thorough: bool,
) -> str | None:
    words = Words(segment.needs if condition.of == "customer" else {}, dialect)
    sql = [as_sql(part, dialect) for part in parts]
    types = ", ".join(f"cast(pg_typeof({part}) as text) as type_{i}" for i, part in enumerate(sql))
    # customer_id beside them: an aggregate that sqlglot doesn't know by name shows itself.
    values = ", ".join(f"({part}) as value_{i}" for i, part in enumerate(sql))
    found = _try(warehouse, f"select customer_id, {types}, {values} from {_one_row(segment, condition)}")
    if isinstance(found, str):
        return _refused(found, parts, words)
    for position, part in enumerate(parts):
        received = found[0][f"type_{position}"].strip('"')
        if condition.is_number:
            if not any(name in received for name in ORDERED):
                return f"is no number: {words.of(part)} ({received})"
        elif received not in ("boolean", "null", "unknown"):
            return no_boolean(words.of(part), received)
    if thorough and any(map(_may_fail, parts)):
        counted = ", ".join(f"count({part}) as filled_{i}" for i, part in enumerate(sql))
        tried = _try(warehouse, f"select {counted} from {_all_rows(segment, condition)}")
        if isinstance(tried, str):
            return _refused(tried, parts, words)
    return None


def _refused(reason: str, parts: list[exp.Expression], words: Words) -> str:
    return f"can't be evaluated ({words.of(parts[0])}): {reason}"


def _may_fail(part: exp.Expression) -> bool:
    """Whether a value can make it fail: a conversion is asked for, or done to compare with a number."""
    return any(
        isinstance(node, exp.Func | exp.Cast) or (isinstance(node, exp.Literal) and not node.is_string)
        for node in part.walk()
    )


def _try(warehouse: Warehouse, query: str) -> list[dict] | str:
    """The rows of a query, or what the engine says against it, in a line."""
    try:
        return warehouse.rows(query)
    except warehouse.errors as error:
        # The rest is a picture of a query that nobody wrote.
        message = str(error).strip().split("\n\n")[0].split("\nLINE ")[0]
        return re.sub(r"^(\w+ )?Error: ", "", " ".join(message.split()))


def _one_row(segment: Segment, condition: Condition) -> str:
    """A row of nulls with the columns that the condition can name, of the right types."""
    if condition.of == "event":
        rows = f"select * from {EVENTS}"
    else:
        rows = f"select customers.*{_null_needs(segment)} from {CUSTOMERS} as customers"
    return f"(select 1 as one) as one left join ({rows} where 1 = 0) as nobody on 1 = 1"


def _all_rows(segment: Segment, condition: Condition) -> str:
    """All rows that the condition will meet, as far as they exist: needs stand as nulls."""
    if condition.of == "event":
        return EVENTS
    return f"(select customers.*{_null_needs(segment)} from {CUSTOMERS} as customers) as customers"


def _null_needs(segment: Segment) -> str:
    return "".join(f", {_null(need)} as {name}" for name, need in segment.needs.items())


def _null(need: Need) -> str:
    kind = need["kind"]
    if kind in BOOLEAN_KINDS:
        return "cast(null as boolean)"
    if kind in ("sum", "avg", "min", "max"):
        return f"(select {kind}({need['column']}) from {EVENTS} where 1 = 0)"
    if kind in ("first", "last"):
        return f"(select max(occurred_at) from {EVENTS} where 1 = 0)"
    return "cast(null as double precision)" if kind == "percentile" else "cast(null as bigint)"
