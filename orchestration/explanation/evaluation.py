"""Evaluates every part of a rule for one customer by one query of the warehouse."""

from collections.abc import Iterator

from orchestration.explanation.tree import Node, Value
from orchestration.rules.expressions import text
from orchestration.rules.rendering import Rendering
from orchestration.warehouse.connections import Warehouse


def evaluate(root: Node, rendering: Rendering, customer: str, warehouse: Warehouse, dialect: str) -> None:
    """Sets the verdict and the values of each part. The customer must be one of core's."""
    nodes = list({id(node): node for node in walk(root)}.values())
    values = list({id(value): value for node in nodes for value in node.values}.values())
    # Ranks compare all customers, so the parts are evaluated for everybody before one row is selected.
    columns = ", ".join(
        [
            "customer_id",
            *(f"({node.sql}) as node_{position}" for position, node in enumerate(nodes)),
            *(f"({value.sql}) as value_{position}" for position, value in enumerate(values)),
        ]
    )
    query = (
        f"select * from (\n{rendering.select(columns)}\n) as explained where {is_customer(customer, dialect)}"
    )
    row = warehouse.rows(query)[0]
    for position, node in enumerate(nodes):
        node.verdict = row[f"node_{position}"]
    for position, value in enumerate(values):
        value.received = row[f"value_{position}"]


def walk(node: Node) -> Iterator[Node]:
    """Yields a node and all nodes below it. A segment that several nodes reference comes up each time."""
    yield node
    for child in node.children:
        yield from walk(child)


def is_customer(customer: str, dialect: str, column: str = "customer_id") -> str:
    """Returns the condition that a row belongs to a customer, whatever the type of the ID."""
    return f"cast({column} as text) = {text(customer, dialect)}"


def looked_at(node: Node, role: str) -> list[Value]:
    """Returns a condition's values in one role."""
    return [value for value in node.values if value.role == role]


def looks_at_traits(root: Node) -> bool:
    """Returns whether any part looks at something that no predicate measures."""
    return any(value.has_trait for node in walk(root) for value in node.values)
