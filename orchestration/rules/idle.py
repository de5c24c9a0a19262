"""Finds conditions that decide nothing: without one of them, the same customers would be members."""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from orchestration.project.layers import CORE, FEATURES, MEMBERSHIP
from orchestration.rules.expressions import as_sql, parse
from orchestration.rules.phrases import Words
from orchestration.rules.registry import Segment
from orchestration.rules.samples import sample_words, seed_of
from orchestration.warehouse.connections import Warehouse

MEASURED = f"{FEATURES}.customer_features"

Without = tuple[exp.Expr, exp.Expr | None]


def idle_conditions(
    segment: Segment, segments: Mapping[str, Segment], warehouse: Warehouse, dialect: str
) -> Iterator[str]:
    """Yields the conditions, in words, without which the last refresh would find the same members.

    Yields nothing if the features don't include what the rule needs, as for a hidden segment on PostgreSQL.
    """
    if not set(_measured(segment)) <= set(warehouse.columns(MEASURED)):
        return
    rule = parse(segment.rule, dialect)
    shorter = [(part, rest) for part, rest in _without_one(rule) if rest is not None]
    if not shorter:
        return
    counts = ", ".join(
        f"sum(case when coalesce(rule, false) <> coalesce({column}, false) then 1 else 0 end) as {column}"
        for column in (f"rest_{position}" for position in range(len(shorter)))
    )
    rests = ", ".join(
        f"({as_sql(rest, dialect)}) as rest_{position}" for position, (_, rest) in enumerate(shorter)
    )
    query = (
        f"select {counts} from (select ({as_sql(rule, dialect)}) as rule, {rests}"
        f" from ({_known(segment, segments)}) as known{_not_taken(segment, segments)}) as compared"
    )
    differences = warehouse.rows(query)[0]
    words = Words(segment.features, dialect)
    for position, (part, _) in enumerate(shorter):
        if not differences[f"rest_{position}"]:
            seed = seed_of(part)
            yield words.of(part) if seed is None else " ".join(sample_words(part, seed))


def _without_one(expression: exp.Expr) -> Iterator[Without]:
    """Yields each condition of a rule with the rest of the rule, or with None if nothing is left."""
    inner = expression.unnest()
    if isinstance(inner, exp.And | exp.Or) and seed_of(inner) is None:
        parts = list(inner.flatten())
        for position, part in enumerate(parts):
            for condition, rest in _without_one(part):
                others = [*parts[:position], *([] if rest is None else [rest]), *parts[position + 1 :]]
                yield condition, _joined(type(inner), others)
    elif isinstance(inner, exp.Not) and isinstance(inner.this.unnest(), exp.And | exp.Or):
        for condition, rest in _without_one(inner.this):
            yield condition, None if rest is None else exp.Not(this=exp.paren(rest.copy()))
    else:
        yield inner, None


def _joined(kind: type[exp.And] | type[exp.Or], parts: list[exp.Expr]) -> exp.Expr:
    join = exp.and_ if kind is exp.And else exp.or_
    return join(*parts, copy=True)


def _measured(segment: Segment) -> list[str]:
    return [name for name, feature in segment.features.items() if feature["kind"] != "segment"]


def _known(segment: Segment, segments: Mapping[str, Segment]) -> str:
    """Returns everything that the rule can name, one row per customer, as the last refresh left it."""
    columns = "".join(f", features.{name}" for name in _measured(segment))
    joins = ""
    for position, name in enumerate(dict.fromkeys(segment.below)):
        if name in segments:
            columns += f", below_{position}.customer_id is not null as {segments[name].column}"
            joins += (
                f" left join (select customer_id from {MEMBERSHIP}.candidates where segment = '{name}')"
                f" as below_{position} on customers.customer_id = below_{position}.customer_id"
            )
    return (
        f"select customers.*{columns} from {CORE}.customers as customers"
        f" inner join {MEASURED} as features"
        f" on customers.customer_id = features.customer_id{joins}"
    )


def _not_taken(segment: Segment, segments: Mapping[str, Segment]) -> str:
    """Excludes customers of segments with higher priority, who aren't members whatever the rule says."""
    if not segment.above:
        return ""
    return f" where not ({' or '.join(segments[name].column for name in segment.above)})"
