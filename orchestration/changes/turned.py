"""Which conditions of a rule turned for customers who enter or leave because of a change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.explanation.tree import Node
from orchestration.rules.rendering import Rendering
from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.identifiers import literal

Verdicts = dict[Any, dict[str, bool | None]]


@dataclass(frozen=True)
class Turned:
    """A condition, and what it says of a customer by either definition.

    `stands` says in which of the definitions it is: both, before or after.
    """

    words: str
    stands: str
    before: bool | None
    after: bool | None

    def told(self) -> str:
        """Returns the condition with its verdicts, such as `country = 'SE': yes, was no`."""
        if self.stands == "before":
            return f"{self.words}: no longer asked, was {_said(self.before)}"
        ending = f", was {_said(self.before)}" if self.stands == "both" else ", new"
        return f"{self.words}: {_said(self.after)}{ending}"


def verdicts(warehouse: Warehouse, root: Node, rendering: Rendering, customers: Sequence[Any]) -> Verdicts:
    """Returns, by customer and by the words of each condition, what it says of the customer."""
    if not customers:
        return {}
    conditions = {node.words: node for node in leaves(root)}
    columns = [f"({node.sql}) as leaf_{place}" for place, node in enumerate(conditions.values())]
    chosen = ", ".join(map(literal, customers))
    # Ranks compare all customers, so conditions are evaluated for everybody before rows are selected.
    rows = warehouse.rows(
        f"select * from (\n{rendering.select(', '.join(['customer_id', *columns]))}\n) as judged"
        f" where customer_id in ({chosen})"
    )
    return {
        row["customer_id"]: {words: row[f"leaf_{place}"] for place, words in enumerate(conditions)}
        for row in rows
    }


def turned(before: Mapping[str, bool | None], after: Mapping[str, bool | None]) -> list[Turned]:
    """Returns the conditions that differ for a customer, those of the new definition first."""
    found = [
        Turned(words, "both" if words in before else "after", before.get(words), verdict)
        for words, verdict in after.items()
        if words not in before or before[words] is not verdict
    ]
    gone = (words for words in before if words not in after)
    return found + [Turned(words, "before", before[words], None) for words in gone]


def _said(verdict: bool | None) -> str:
    return "unknown" if verdict is None else "yes" if verdict else "no"


def leaves(node: Node) -> Iterator[Node]:
    """Yields the conditions of a rule in its order. A segment that it references is one condition."""
    if node.kind in ("all", "any", "not"):
        for child in node.children:
            yield from leaves(child)
    else:
        yield node
