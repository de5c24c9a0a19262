"""Compares two states of the project's files: whom each changed segment gains and loses, and by what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from orchestration.changes.definitions import Change
from orchestration.changes.moved import Moved, examples, moved, released_members, unknown
from orchestration.changes.sides import Compiled, Side
from orchestration.changes.turned import Turned, turned, verdicts
from orchestration.changes.uses import uses
from orchestration.explanation.attrition import Step
from orchestration.rules.registry import Segment
from orchestration.rules.review import at_most_moved
from orchestration.warehouse.connections import Warehouse


@dataclass(frozen=True)
class Example:
    """A customer who enters or leaves, and the conditions that turned; `conditions` is empty if not known."""

    customer_id: Any
    conditions: list[Turned]


@dataclass(frozen=True)
class Difference:
    """What a change does to one segment. Counts of a definition that isn't known are None."""

    change: Change
    file: str
    is_hidden: bool
    # hidden or shown, if the change makes it so; None if readers see as much of it as before.
    becomes: str | None
    moved: Moved
    unknown_before: int | None
    unknown_after: int | None
    entering: list[Example]
    leaving: list[Example]
    steps_before: list[Step]
    steps_after: list[Step]
    at_most_moved: float | None
    uses: list[str]
    # By past clock, the customers who are in one of the two and not in the other.
    at_clocks: dict[datetime, int] = field(default_factory=dict)

    @property
    def is_beyond(self) -> bool:
        """Whether it moves more than the segment's band allows. A new segment has nobody to move."""
        share = self.moved.share
        is_bound = self.at_most_moved is not None and self.change.kind != "new"
        return is_bound and share is not None and share > float(self.at_most_moved or 0)


class Comparison:
    """Two states at one clock. Without a base, members of the last release stand for what was before."""

    def __init__(
        self, base: Side | None, head: Side, changes: Sequence[Change], clock: datetime, *, is_released: bool
    ) -> None:
        self._base, self._head, self._is_released = base, head, is_released
        before = [change.before for change in changes if change.before]
        after = [change.after for change in changes if change.after]
        self._before = base.compiled(before, clock) if base else {}
        self._after = head.compiled(after, clock)

    def of(self, change: Change, warehouse: Warehouse, most: int) -> Difference:
        """Returns what one change does, with at most so many examples each way."""
        before, after = self._compiled(change)
        sides = self._members(change, before), after.sql if after else None
        found = moved(warehouse, *sides)
        has_moved = bool(found.entered + found.exited)
        entering, leaving = examples(warehouse, *sides, most) if has_moved and most else ([], [])
        conditions = self._turned(warehouse, before, after, entering, leaving)
        segment = self._segment(change)
        return Difference(
            change=change,
            file=segment.file if segment else "",
            is_hidden=segment.is_hidden if segment else True,
            becomes=self._becomes(change),
            moved=found,
            unknown_before=unknown(warehouse, before.rendering) if before else None,
            unknown_after=unknown(warehouse, after.rendering) if after else None,
            entering=[Example(customer, conditions.get(customer, [])) for customer in entering],
            leaving=[Example(customer, conditions.get(customer, [])) for customer in leaving],
            steps_before=before.steps(warehouse) if before and has_moved else [],
            steps_after=after.steps(warehouse) if after and has_moved else [],
            at_most_moved=at_most_moved(self._head.project, segment) if segment else None,
            uses=uses(self._head.project, self._head.manifest, change.name),
        )

    def is_same_sql(self, change: Change) -> bool:
        """Returns whether both definitions render to the same query, so that no customer can move."""
        before, after = self._compiled(change)
        return bool(before and after and before.sql == after.sql)

    def _compiled(self, change: Change) -> tuple[Compiled | None, Compiled | None]:
        return self._before.get(change.before or ""), self._after.get(change.after or "")

    def _members(self, change: Change, before: Compiled | None) -> str | None:
        if self._is_released:
            return released_members(change.before) if change.before else None
        return before.sql if before else None

    def _segment(self, change: Change) -> Segment | None:
        side = self._head if change.after else self._base
        return side.segments.get(change.name) if side else None

    def _becomes(self, change: Change) -> str | None:
        before = self._base.segments.get(change.before or "") if self._base else None
        after = self._head.segments.get(change.after or "")
        if before is None or after is None or before.is_hidden == after.is_hidden:
            return None
        return "hidden" if after.is_hidden else "shown"

    def _turned(
        self,
        warehouse: Warehouse,
        before: Compiled | None,
        after: Compiled | None,
        entering: list[Any],
        leaving: list[Any],
    ) -> dict[Any, list[Turned]]:
        if not (before and after and before.tree and after.tree):
            return {}
        customers = [*entering, *leaving]
        was = verdicts(warehouse, before.tree, before.rendering, customers)
        becomes = verdicts(warehouse, after.tree, after.rendering, customers)
        return {
            customer: turned(was.get(customer, {}), becomes.get(customer, {}), enters=customer in entering)
            for customer in customers
        }
