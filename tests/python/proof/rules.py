"""Rules as data: the generator makes them, the evaluator evaluates them, rendering writes them as files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Value = Decimal | str | bool | datetime | date | None


@dataclass(frozen=True)
class Node:
    """A part of a rule."""

    def within(self) -> Iterator[Node]:
        """Yields this part and every part inside it."""
        yield self
        for place in fields(self):
            yield from _nodes_in(getattr(self, place.name))


def _nodes_in(content: Any) -> Iterator[Node]:
    if isinstance(content, Node):
        yield from content.within()
    elif isinstance(content, tuple):
        for part in content:
            yield from _nodes_in(part)


# Values.
@dataclass(frozen=True)
class Column(Node):
    """A trait, or in a `where` a column of the event."""

    name: str


@dataclass(frozen=True)
class Constant(Node):
    value: Value


@dataclass(frozen=True)
class Arithmetic(Node):
    operator: str  # + - *
    left: Node
    right: Node


@dataclass(frozen=True)
class Ratio(Node):
    """left / nullif(right, 0)"""

    left: Node
    right: Node


@dataclass(frozen=True)
class Coalesce(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class NullIf(Node):
    left: Node
    right: Node


@dataclass(frozen=True)
class Case(Node):
    condition: Node
    then: Node
    otherwise: Node | None


@dataclass(frozen=True)
class Function(Node):
    name: str  # abs, lower, upper, length, date
    argument: Node


# Conditions.
@dataclass(frozen=True)
class And(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not(Node):
    part: Node


@dataclass(frozen=True)
class Compare(Node):
    operator: str  # = <> < <= > >= and the two of "is [not] distinct from"
    left: Node
    right: Node


@dataclass(frozen=True)
class Is(Node):
    part: Node
    what: str  # null, unknown, true, false
    negated: bool


@dataclass(frozen=True)
class In(Node):
    part: Node
    values: tuple[Constant, ...]
    negated: bool


@dataclass(frozen=True)
class Between(Node):
    part: Node
    low: Node
    high: Node
    negated: bool


@dataclass(frozen=True)
class Like(Node):
    part: Node
    pattern: str
    negated: bool
    any_case: bool


@dataclass(frozen=True)
class Grouped(Node):
    """Parentheses without effect."""

    part: Node


@dataclass(frozen=True)
class Commented(Node):
    """A whole rule, condition or number followed by a comment."""

    part: Node
    comment: str


# Predicates.
@dataclass(frozen=True)
class Window(Node):
    kind: str  # ever, within_days, within_hours, between_days, since
    first: int | str | None = None
    second: int | None = None


EVER = Window("ever")


@dataclass(frozen=True)
class Step(Node):
    event: str
    where: Node | None = None


@dataclass(frozen=True)
class Measure(Node):
    """A predicate that returns a number or a time: count_of to days_since_last."""

    predicate: str
    step: Step
    column: str | None
    window: Window


@dataclass(frozen=True)
class DaysSince(Node):
    trait: str


@dataclass(frozen=True)
class Rank(Node):
    predicate: str  # decile_of, percentile_of
    number: Node
    by: str | None


@dataclass(frozen=True)
class Did(Node):
    step: Step
    at_least: int | None
    at_most: int | None
    exactly: int | None
    window: Window


@dataclass(frozen=True)
class DidInOrder(Node):
    steps: tuple[Step, ...]
    window: Window


@dataclass(frozen=True)
class DidThenNot(Node):
    first: Step
    other: Step
    patience: Window
    window: Window


@dataclass(frozen=True)
class InSegment(Node):
    name: str


@dataclass(frozen=True)
class PastSegment(Node):
    predicate: str  # was_in_segment, entered_segment
    name: str
    within_days: int | None


@dataclass(frozen=True)
class InList(Node):
    name: str


@dataclass(frozen=True)
class Sample(Node):
    percent: Decimal
    seed: str


@dataclass(frozen=True)
class InArm(Node):
    experiment: str
    arm: str


@dataclass(frozen=True)
class Rule:
    """A segment: its rule, and its place in an exclusive group (priority 1 is the highest)."""

    name: str
    body: Node
    group: str | None = None
    priority: int | None = None
    # Text arguments as {% set %} blocks, lists for tuples and the reverse, at_least as a positional argument.
    other_ways: bool = False
    hidden: bool = False

    def sees(self) -> set[str]:
        """Returns the segments that its body names in in_segment()."""
        return {node.name for node in self.body.within() if isinstance(node, InSegment)}
