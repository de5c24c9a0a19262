"""Finds texts in rules that the data never contain: a misspelled text silently matches nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from orchestration.project.nearest import hint
from orchestration.rules.conditions import Condition, conditions
from orchestration.rules.expressions import as_sql, parse, text
from orchestration.rules.families import COMPARISONS
from orchestration.rules.registry import Feature, Segment
from orchestration.rules.vocabulary import CUSTOMERS, EVENTS
from orchestration.warehouse.connections import Warehouse

# A column with more distinct texts isn't a list of values but has names, addresses or IDs.
FEW = 1000
SWAPPED = (exp.EQ, exp.NEQ, exp.NullSafeEQ, exp.NullSafeNEQ)


@dataclass(frozen=True)
class Source:
    """Where a column's values are: those of customers, or of one kind of event."""

    relation: str
    event: str | None
    column: str

    def condition(self, dialect: str) -> str:
        """Returns the condition that a row is of that kind and has a value."""
        of_event = f"event_name = {text(self.event, dialect)} and " if self.event else ""
        return f"{of_event}{self.column} is not null"


@dataclass(frozen=True)
class Compared:
    """A text that a condition compares with a column. `folded` says that case is ignored."""

    segment: str
    place: str
    source: Source
    value: str
    folded: bool = False


def unknown_values(
    segments: Iterable[Segment], warehouse: Warehouse, dialect: str
) -> Iterator[tuple[str, str]]:
    """Yields the segment of each text that a column of few values never contains, and the end of a sentence.

    The conditions must be checked already: a text next to a column of another type is refused there.
    """
    by_source = defaultdict[Source, list[Compared]](list)
    for segment in segments:
        for one in _compared(segment, dialect):
            by_source[one.source].append(one)
    for source, compared in by_source.items():
        missing = _missing(source, compared, warehouse, dialect)
        if not missing:
            continue
        values = _values(source, warehouse, dialect, f" limit {FEW + 1}")
        if len(values) > FEW:
            continue
        for one in missing:
            among = f" among the events {source.event}" if source.event else ""
            ending = hint(one.value, values) or "; it has no values"
            said = (
                f"{one.place} compares {source.column} with '{one.value}', which never occurs{among}{ending}"
            )
            yield one.segment, said


def _missing(source: Source, compared: list[Compared], warehouse: Warehouse, dialect: str) -> list[Compared]:
    wanted = {one.value.lower() if one.folded else one.value for one in compared}
    texts = ", ".join(text(value, dialect) for value in sorted(wanted))
    folded = any(one.folded for one in compared)
    names = f"{source.column} in ({texts})" + (f" or lower({source.column}) in ({texts})" if folded else "")
    found = set(_values(source, warehouse, dialect, f" and ({names})", ""))
    lower = {value.lower() for value in found}
    return [
        one
        for one in dict.fromkeys(compared)
        if (one.value.lower() not in lower if one.folded else one.value not in found)
    ]


def _values(source: Source, warehouse: Warehouse, dialect: str, *endings: str) -> list[str]:
    query = (
        f"select distinct {source.column} as value from {source.relation} where {source.condition(dialect)}"
    )
    return [str(row["value"]) for row in warehouse.rows(query + "".join(endings))]


def _compared(segment: Segment, dialect: str) -> Iterator[Compared]:
    for condition in conditions(segment):
        features = segment.features if condition.of == "customer" else {}
        for node in parse(condition.text, dialect).walk():
            yield from _of_node(segment, condition, node, features, dialect)


def _of_node(
    segment: Segment, condition: Condition, node: exp.Expr, features: dict[str, Feature], dialect: str
) -> Iterator[Compared]:
    for looked_at, value in _pairs(node):
        inner, folded, default = looked_at.unnest(), isinstance(node, exp.ILike), None
        while isinstance(inner, exp.Lower | exp.Upper | exp.Coalesce):
            if isinstance(inner, exp.Coalesce):
                default = inner.expressions[0].name if len(inner.expressions) == 1 else None
            else:
                folded = True
            inner = inner.this.unnest()
        if not isinstance(inner, exp.Column) or not isinstance(value, exp.Literal) or not value.is_string:
            continue
        source = _source(inner, condition, features, dialect)
        if source and value.this != default:
            yield Compared(segment.name, condition.place, source, value.this, folded)


def _pairs(node: exp.Expr) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    """What a node looks at, with what it asks to be equal to it."""
    if isinstance(node, exp.In):
        yield from ((node.this, value) for value in node.expressions)
        yield from ((value, node.this) for value in node.expressions)
    elif isinstance(node, exp.Case) and node.this:
        yield from ((node.this, branch.this) for branch in node.args["ifs"])
        yield from ((branch.this, node.this) for branch in node.args["ifs"])
    elif type(node) in COMPARISONS and isinstance(node, SWAPPED):
        yield from ((node.left, node.right), (node.right, node.left))
    elif isinstance(node, exp.Like | exp.ILike) and not set("%_\\") & set(node.expression.name):
        yield node.this, node.expression


def _source(
    column: exp.Column, condition: Condition, features: dict[str, Feature], dialect: str
) -> Source | None:
    """Returns where the values of a column are, or None for counts and times."""
    feature = features.get(column.name)
    if feature:
        is_value = feature["kind"] in ("min", "max")
        return Source(EVENTS, feature["event"], feature["column"]) if is_value else None
    if condition.of == "event":
        return Source(EVENTS, condition.event, as_sql(column, dialect))
    return Source(CUSTOMERS, None, as_sql(column, dialect))
