"""How a segment's rule narrows down all customers, condition by condition."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestration.explanation.evaluation import walk
from orchestration.explanation.tree import Node
from orchestration.rules.rendering import Rendering
from orchestration.warehouse.connections import Warehouse


@dataclass
class Step:
    """A condition at its place in a rule, with counts of customers.

    `remaining` counts those who are left after it. For a part of `all of`, they meet it and everything before
    it. For a part of `any of` or below `not`, they meet it, among those who were left before the whole.
    `removed_alone` counts those who would come in without it. For parts of `any of` and `not`, it isn't
    computed and is None.
    """

    position: int
    depth: int
    kind: str
    words: str
    remaining: int = 0
    removed_alone: int | None = None
    false_count: int = 0
    unknown_count: int = 0


@dataclass(frozen=True)
class Place:
    """A part of a rule: what must be true before it, and whether the whole rule needs it (`is_chained`)."""

    node: Node
    depth: int
    before: tuple[Node, ...]
    is_chained: bool

    @property
    def removes(self) -> bool:
        """Whether the part can be removed alone. Groups and alternatives can't."""
        return self.is_chained and self.node.kind != "all"


def places(root: Node) -> list[Place]:
    """Returns the parts of a rule in its order, groups before their parts."""
    return list(_places(root, 0, (), is_chained=True))


def attrition(root: Node, rendering: Rendering, warehouse: Warehouse) -> tuple[int, list[Step]]:
    """Returns the number of all customers, and a step for each part of a rule in order, by one query."""
    parts = places(root)
    chain = [place.node for place in parts if place.removes]
    nodes = list({id(node): node for node in walk(root)}.values())
    columns = {id(node): f"node_{position}" for position, node in enumerate(nodes)}

    def counted(met: Sequence[Node], also: str = "1 = 1") -> str:
        wanted = " and ".join([*(columns[id(node)] for node in met), also])
        return f"coalesce(sum(case when {wanted} then 1 else 0 end), 0)"

    asked = ["count(*) as customers"]
    for position, place in enumerate(parts):
        column = columns[id(place.node)]
        asked.append(f"{counted([*place.before, place.node])} as remaining_{position}")
        asked.append(f"{counted([], f'not {column}')} as false_{position}")
        asked.append(f"{counted([], f'{column} is null')} as unknown_{position}")
        if place.removes:
            others = [node for node in chain if node is not place.node]
            asked.append(f"{counted(others, f'coalesce({column}, false) = false')} as alone_{position}")
    verdicts = ", ".join(f"({node.sql}) as {columns[id(node)]}" for node in nodes)
    (row,) = warehouse.rows(f"select {', '.join(asked)} from (\n{rendering.select(verdicts)}\n) as judged")
    steps = [
        Step(
            position + 1,
            place.depth,
            place.node.kind,
            place.node.words,
            int(row[f"remaining_{position}"]),
            int(row[f"alone_{position}"]) if f"alone_{position}" in row else None,
            int(row[f"false_{position}"]),
            int(row[f"unknown_{position}"]),
        )
        for position, place in enumerate(parts)
    ]
    return int(row["customers"]), steps


def _places(node: Node, depth: int, before: tuple[Node, ...], *, is_chained: bool) -> Iterator[Place]:
    """Yields the parts in the order of the rule. A segment that it references is one part."""
    if node.kind == "all":
        if depth:
            yield Place(node, depth - 1, before, is_chained)
        for child in node.children:
            yield from _places(child, depth + 1, before, is_chained=is_chained)
            before = (*before, child)
        return
    yield Place(node, max(depth - 1, 0), before, is_chained)
    if node.kind in ("any", "not"):
        for child in node.children:
            yield from _places(child, depth + 1, before, is_chained=False)
