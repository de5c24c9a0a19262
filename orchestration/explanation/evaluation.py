"""Evaluates every part of a rule for one customer, in one query of the warehouse."""

from collections.abc import Iterator

from orchestration.explanation.tree import Node, Value
from orchestration.rules.expressions import text
from orchestration.rules.rendering import Rendering
from orchestration.warehouse.connections import Warehouse


def evaluate(root: Node, rendering: Rendering, customer: str, warehouse: Warehouse, dialect: str) -> None:
    """Fill in the verdict of each part, and what it looked at. The customer is one of core's."""
    nodes = list({id(node): node for node in walk(root)}.values())
    values = list({id(value): value for node in nodes for value in node.values}.values())
    # Ranks are among all customers: the parts are evaluated for everybody, then one is taken.
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
    """A node and all below it, a segment that several are built on each time."""
    yield node
    for child in node.children:
        yield from walk(child)


def is_customer(customer: str, dialect: str, column: str = "customer_id") -> str:
    """The condition that a row is a customer's, whatever the type of the id."""
    return f"cast({column} as text) = {text(customer, dialect)}"


def looked_at(node: Node, role: str) -> list[Value]:
    """The values of a condition in one role."""
    return [value for value in node.values if value.role == role]


def looks_at_traits(root: Node) -> bool:
    """Whether any part looks at something else than what predicates measure."""
    return any(value.has_trait for node in walk(root) for value in node.values)
