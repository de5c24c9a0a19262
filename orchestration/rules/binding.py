"""Asks the warehouse whether it can evaluate each condition as written, and for the type of the result.

The project's own parser may read a text differently from the engine. So the engine binds the original texts,
many in one query, over one row of nulls. It reads no data.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestration.rules.conditions import Condition, conditions, no_boolean
from orchestration.rules.kinds import BOOLEAN, KINDS
from orchestration.rules.registry import Feature, Segment
from orchestration.rules.vocabulary import CUSTOMERS, EVENTS
from orchestration.warehouse.connections import Warehouse

# Parts of the names of types that can be ranked. A condition without a column has the type null.
ORDERED = ("int", "decimal", "numeric", "double", "float", "real", "date", "time", "null", "unknown")
# The number of conditions per query: planning time grows faster than their number.
TOGETHER = 64


@dataclass(frozen=True)
class Asked:
    """A condition of a segment."""

    segment: Segment
    condition: Condition


def binding_mistakes(segments: Iterable[Segment], warehouse: Warehouse) -> Iterator[str]:
    """Yields sentences about conditions that the warehouse can't evaluate, or that have another type."""
    asked = [Asked(segment, condition) for segment in segments for condition in conditions(segment)]
    for of in ("customer", "event"):
        mine = [one for one in asked if one.condition.of == of]
        for start in range(0, len(mine), TOGETHER):
            yield from _mistakes(mine[start : start + TOGETHER], warehouse)


def _mistakes(asked: list[Asked], warehouse: Warehouse) -> Iterator[str]:
    """Halves the conditions until an error concerns only one: a mistake costs a few more queries."""
    try:
        types = _types(asked, warehouse)
    except warehouse.errors as error:
        if len(asked) == 1:
            yield _sentence(asked[0], f"can't be evaluated: {_compact(error)}")
            return
        half = len(asked) // 2
        yield from _mistakes(asked[:half], warehouse)
        yield from _mistakes(asked[half:], warehouse)
        return
    for one, received in zip(asked, types, strict=True):
        if one.condition.is_number and not any(name in received for name in ORDERED):
            yield _sentence(one, f"is not a number: {_text(one)} ({received})")
        elif not one.condition.is_number and received not in ("boolean", "null", "unknown"):
            yield _sentence(one, no_boolean(f"{_text(one)} ({received})"))


def _types(asked: list[Asked], warehouse: Warehouse) -> list[str]:
    columns = ", ".join(
        f"cast(pg_typeof({text}) as text) as type_{i}, {text} as value_{i}"
        for i, text in enumerate(f"(\n{one.condition.text}\n)" for one in asked)
    )
    row = warehouse.rows(f"select {columns} from {_one_row(asked)}")[0]
    return [row[f"type_{i}"].strip('"').lower() for i in range(len(asked))]


def _sentence(one: Asked, mistake: str) -> str:
    return f"{one.segment.file}: {one.condition.place} {mistake}"


def _text(one: Asked) -> str:
    return " ".join(one.condition.text.split())


def _compact(error: Exception) -> str:
    # The rest is an excerpt of a query that nobody wrote.
    message = str(error).strip().split("\n\n")[0].split("\nLINE ")[0]
    return re.sub(r"^(\w+ )?Error: ", "", " ".join(message.split()))


def _one_row(asked: list[Asked]) -> str:
    """Returns a row of nulls with the columns that the conditions can name, in the right types."""
    if asked[0].condition.of == "event":
        rows = f"select * from {EVENTS}"
    else:
        features = {name: feature for one in asked for name, feature in one.segment.features.items()}
        columns = "".join(f", {_null(feature)} as {name}" for name, feature in features.items())
        rows = f"select customers.*{columns} from {CUSTOMERS} as customers"
    return f"(select 1 as one) as one left join ({rows} where 1 = 0) as nobody on 1 = 1"


def _null(feature: Feature) -> str:
    kind = KINDS[feature["kind"]]
    if feature["kind"] in BOOLEAN:
        return "cast(null as boolean)"
    if kind.get("takes") in ("number", "order"):
        return f"(select {kind['aggregate'].format(feature['column'])} from {EVENTS} where 1 = 0)"
    if kind["type"] == "timestamp":
        return f"(select max(occurred_at) from {EVENTS} where 1 = 0)"
    return "cast(null as double precision)" if kind["type"] == "float" else "cast(null as bigint)"
