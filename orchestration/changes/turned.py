"""Which conditions of a rule turned for customers who enter or leave because of a change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.explanation.tree import Node
from orchestration.rules.rendering import Rendering
from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.identifiers import literal


@dataclass(frozen=True)
class Verdict:
    """What a condition says of a customer, and what a member needs it to say: false below a `not`."""

    said: bool | None
    needed: bool

    @property
    def excludes(self) -> bool:
        """Whether it speaks against membership."""
        return self.said is not self.needed


Verdicts = dict[Any, dict[str, Verdict]]


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
    conditions = {node.words: (node, needed) for node, needed in leaves(root)}
    columns = [f"({node.sql}) as leaf_{place}" for place, (node, _) in enumerate(conditions.values())]
    chosen = ", ".join(map(literal, customers))
    # Ranks compare all customers, so conditions are evaluated for everybody before rows are selected.
    rows = warehouse.rows(
        f"select * from (\n{rendering.select(', '.join(['customer_id', *columns]))}\n) as judged"
        f" where customer_id in ({chosen})"
    )
    return {
        row["customer_id"]: {
            words: Verdict(row[f"leaf_{place}"], needed)
            for place, (words, (_, needed)) in enumerate(conditions.items())
        }
        for row in rows
    }


def turned(before: Mapping[str, Verdict], after: Mapping[str, Verdict], *, enters: bool) -> list[Turned]:
    """Returns the conditions that decided: of both definitions those that turned, of one those that excluded.

    Whoever enters was excluded by a condition of the old definition, whoever leaves is by one of the new. If
    none of these explains it, as with alternatives, all conditions that differ are returned.
    """
    shared = [
        Turned(words, "both", before[words].said, verdict.said)
        for words, verdict in after.items()
        if words in before and before[words].said is not verdict.said
    ]
    new = {words: verdict for words, verdict in after.items() if words not in before}
    gone = {words: verdict for words, verdict in before.items() if words not in after}
    decided = _of_one({}, _excluding(gone)) if enters else _of_one(_excluding(new), {})
    return shared + decided or _of_one(new, gone)


def _excluding(verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    return {words: verdict for words, verdict in verdicts.items() if verdict.excludes}


def _of_one(new: Mapping[str, Verdict], gone: Mapping[str, Verdict]) -> list[Turned]:
    return [
        *(Turned(words, "after", None, verdict.said) for words, verdict in new.items()),
        *(Turned(words, "before", verdict.said, None) for words, verdict in gone.items()),
    ]


def _said(verdict: bool | None) -> str:
    return "unknown" if verdict is None else "yes" if verdict else "no"


def leaves(node: Node, needed: bool = True) -> Iterator[tuple[Node, bool]]:
    """Yields the conditions of a rule in its order, each with what a member needs it to say.

    A segment that the rule references is one condition.
    """
    if node.kind in ("all", "any", "not"):
        for child in node.children:
            yield from leaves(child, needed != (node.kind == "not"))
    else:
        yield node, needed
