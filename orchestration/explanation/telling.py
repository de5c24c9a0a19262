"""Presents an evaluated tree: as a tree for the terminal, or as plain data."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rich.text import Text
from rich.tree import Tree

from orchestration.explanation.evaluation import looked_at
from orchestration.explanation.tree import Node, Value
from orchestration.rules.kinds import VALUES_OF_EVENTS

VERDICTS = {True: ("✓ true", "green"), False: ("✗ false", "red"), None: ("? unknown", "yellow")}


def told_tree(root: Node) -> Tree:
    """Returns the tree for the terminal."""
    tree = Tree(_label(root, set(), is_rival=False))
    _grow(tree, root, set(), is_rival=False)
    return tree


def told_data(node: Node, seen: set[str] | None = None, *, is_rival: bool = False) -> dict[str, Any]:
    """Returns the tree as data. `verdict` is true, false, or null for unknown."""
    seen = set() if seen is None else seen
    told: dict[str, Any] = {"kind": node.kind, "verdict": node.verdict, "words": sentence(node)}
    if node.segment:
        told["segment"] = node.segment
    if node.values:
        told["values"] = [
            {"role": value.role, "what": value.words, "value": _plain(value.received)}
            for value in node.values
        ]
    children = _parts(node, seen, is_rival)
    if children:
        told["children"] = [told_data(child, seen, is_rival=node.kind == "exclusive") for child in children]
    return told


def _grow(tree: Tree, node: Node, seen: set[str], *, is_rival: bool) -> None:
    inner = _denied(node) or node
    for child in _parts(inner, seen, is_rival):
        label = _label(child, seen, is_rival=inner.kind == "exclusive")
        _grow(tree.add(label), child, seen, is_rival=inner.kind == "exclusive")


def _parts(node: Node, seen: set[str], is_rival: bool) -> list[Node]:
    """Returns the parts to descend into: each segment once, and rivals only if they took the customer."""
    if node.kind == "segment":
        if node.segment in seen or (is_rival and not node.verdict):
            return []
        seen.add(str(node.segment))
    return node.children


def _denied(node: Node) -> Node | None:
    """Returns the one condition that a `not` negates. It appears in parentheses beside it, not below it."""
    if node.kind == "not" and node.children[0].kind in ("condition", "segment"):
        return node.children[0]
    return None


def _label(node: Node, seen: set[str], *, is_rival: bool) -> Text:
    inner = _denied(node)
    words = f"not ({sentence(inner)})" if inner else sentence(node)
    is_again = (inner or node).segment in seen and not (is_rival and not node.verdict)
    again = (" (explained above)", "dim") if is_again else ""
    return Text.assemble(VERDICTS[node.verdict], f"  {words}", again)


def sentence(node: Node) -> str:
    """Returns a part of a rule with the value that decided it."""
    told = _condition(node) if node.kind == "condition" else node.words
    if node.kind == "exclusive":
        takers = [child.segment for child in node.children if child.verdict]
        told += f": {' and '.join(map(str, takers))} takes the customer" if takers else ""
    details = [*_ranks(node), *node.notes]
    return f"{told} ({'; '.join(details)})" if details else told


def _condition(node: Node) -> str:
    left, right = looked_at(node, "left"), looked_at(node, "right")
    if not node.needed:
        seen = ", ".join(f"{value.words} = {shown(value)}" for value in left)
        if len(left) == 1 and left[0].words == node.words:
            return seen
        return f"{node.words}, with {seen}" if seen else node.words
    received = "".join(f"{value.words} = {shown(value)}" for value in left) or node.words
    if len(right) == 1 and node.needed.endswith(right[0].words):
        return f"{received}, needed {node.needed} (which is {shown(right[0])})"
    others = ", ".join(f"{value.words} = {shown(value)}" for value in right)
    return f"{received}, needed {node.needed}" + (f" ({others})" if others else "")


def _ranks(node: Node) -> list[str]:
    numbers, places, among = (looked_at(node, role) for role in ("number", "place", "among"))
    return [
        f"{number.words} = {shown(number)}"
        + (f", place {place.received:,} of {total.received:,}" if place.received else "")
        for number, place, total in zip(numbers, places, among, strict=True)
    ]


def shown(value: Value) -> str:
    """Returns a value as people read it."""
    received = value.received
    if received is None:
        kind = value.feature["kind"] if value.feature else None
        return "none" if value.role == "left" and kind in VALUES_OF_EVENTS else "unknown"
    if isinstance(received, bool):
        return "yes" if received else "no"
    if isinstance(received, int):
        return f"{received:,}"
    if isinstance(received, float | Decimal):
        return f"{received:,.4f}".rstrip("0").rstrip(".")
    if isinstance(received, datetime):
        return f"{received:%Y-%m-%d %H:%M:%S} UTC"
    return str(received) if isinstance(received, date) else f"'{received}'"


def _plain(received: Any) -> Any:
    return float(received) if isinstance(received, Decimal) else received
