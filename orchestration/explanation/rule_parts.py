"""The parts of every rule, by which a release counts customers for its attrition."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass

from orchestration.explanation.attrition import places
from orchestration.explanation.told import secret_segments, without_names
from orchestration.explanation.tree import Trees
from orchestration.project.layers import AUDIT
from orchestration.rules.expressions import MistakeError
from orchestration.rules.registry import Segment
from orchestration.warehouse.connections import Warehouse

TABLE = f"{AUDIT}.rule_parts"


@dataclass(frozen=True)
class RulePart:
    """A part of a rule at its place. `needed` has the positions of what comes before it in its chain.

    `is_alone` says whether it can be counted how many customers this part alone removes.
    """

    segment: str
    position: int
    depth: int
    kind: str
    words: str
    sql: str
    needed: str
    is_alone: bool


def rule_parts(segments: Mapping[str, Segment], dialect: str) -> Iterator[RulePart]:
    """Yields the parts of all rules, except rules that can't be taken apart."""
    trees = Trees(dict(segments), dialect)
    for segment in segments.values():
        try:
            found = places(trees.of(segment.name))
        except MistakeError:
            continue
        positions = {id(place.node): position for position, place in enumerate(found, 1)}
        secret = secret_segments(segment, segments)
        for position, place in enumerate(found, 1):
            node = place.node
            before = ",".join(str(positions[id(earlier)]) for earlier in place.before)
            words = without_names(node.words, secret)
            yield RulePart(
                segment.name, position, place.depth, node.kind, words, node.sql, before, place.removes
            )


def record_rule_parts(warehouse: Warehouse, parts: Iterable[RulePart]) -> None:
    """Writes the parts to the table that the release reads, unless it has them already."""
    told = [astuple(part) for part in parts]
    standing = warehouse.rows(f"select * from {TABLE}")
    if sorted(tuple(row.values()) for row in standing) == sorted(told):
        return
    with warehouse.transaction():
        warehouse.execute(f"delete from {TABLE}")
        warehouse.insert(TABLE, told)
