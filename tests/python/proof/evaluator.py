"""What the language's documentation says, in plain Python: no SQL, exact numbers, three truth values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from . import rules as r
from .arrivals import counting
from .reckoning import (
    COMPARISONS,
    FUNCTIONS,
    bound_of,
    conjunction,
    exact,
    negation,
    place_of,
    rounded,
    share_below,
    tenth,
)
from .worlds import Row, World


class Evaluator:
    """Evaluates every rule of a world for every customer."""

    def __init__(self, world: World, rules: Iterable[r.Rule]) -> None:
        self._world = world
        self._zone = ZoneInfo(world.time_zone)
        self._rules = {rule.name: rule for rule in rules}
        self._customers = {row["customer_id"]: row for row in world.customers}
        self._verdicts: dict[str, dict[Any, bool | None]] = {}
        self._ranks: dict[r.Rank, dict[Any, int | Fraction]] = {}
        self.as_of, self.day = self._clock()
        self._seen: dict[tuple[Any, str], list[Row]] = {}
        for event in self.events:
            if event["occurred_at"] is not None and event["occurred_at"] <= self.as_of:
                self._seen.setdefault((event["customer_id"], event["event_name"]), []).append(event)

    @cached_property
    def events(self) -> list[Row]:
        """Returns events after corrections and deletions, each with its calendar day."""
        absent = self._world.absent_columns
        return [
            {
                **dict.fromkeys(absent),
                **row,
                "loaded_at": row["occurred_at" if "loaded_at" in absent else "loaded_at"],
                "occurred_on": self._local_day(row["occurred_at"]),
            }
            for row in counting(self._world.events, absent)
        ]

    def verdict(self, name: str) -> dict[Any, bool | None]:
        """Returns whether each customer is in a segment, or None if its rule is unknown."""
        if name not in self._verdicts:
            rule = self._rules[name]
            higher = [
                other.name
                for other in self._rules.values()
                if rule.group and other.group == rule.group and other.priority < rule.priority
            ]
            own = {key: self._value(rule.body, row) for key, row in self._customers.items()}
            # A customer that a higher priority took isn't a member. What the rule leaves unknown stays
            # unknown.
            self._verdicts[name] = {
                key: answer and not any(self.verdict(other)[key] for other in higher)
                for key, answer in own.items()
            }
        return self._verdicts[name]

    # The clock and the calendar.
    def _clock(self) -> tuple[datetime, date]:
        text = self._world.as_of
        if text == "now":
            return self._world.now, self._local_day(self._world.now)
        if text == "latest":
            last = self._last_possible_day()
            days = [event["occurred_on"] for event in self.events if event["occurred_on"]]
            day = max((day for day in days if day <= last), default=last)
        elif re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            day = date.fromisoformat(text)
        else:
            given = datetime.fromisoformat(text)
            instant = given.astimezone(UTC).replace(tzinfo=None) if given.tzinfo else given
            return instant, self._local_day(instant)
        last = datetime.combine(day, time.max, self._zone).replace(fold=1)
        instant = last.astimezone(UTC).replace(tzinfo=None)
        # It is another day only if the zone skipped this one.
        return instant, self._local_day(instant)

    def _last_possible_day(self) -> date:
        """Returns today, or the day after the newest arrival if every row has an arrival time."""
        today = self._local_day(self._world.now)
        column = "occurred_at" if "loaded_at" in self._world.absent_columns else "loaded_at"
        stamps = [row[column] for row in self._world.events]
        if not stamps or (column == "loaded_at" and None in stamps):
            return today
        newest = max(filter(None, stamps), default=None)
        if newest and self._local_day(newest) > today:
            kept = [event["loaded_at"] for event in self.events if event["loaded_at"]]
            newest = max((stamp for stamp in kept if self._local_day(stamp) <= today), default=None)
        return min(today, self._local_day(newest) + timedelta(days=1)) if newest else today

    def _local_day(self, instant: datetime | None) -> date | None:
        return instant and instant.replace(tzinfo=UTC).astimezone(self._zone).date()

    def _in_window(self, event: Row, window: r.Window) -> bool:
        if window.kind == "within_hours":
            return event["occurred_at"] >= self.as_of - timedelta(hours=window.first)
        days_ago = (self.day - event["occurred_on"]).days
        if window.kind == "within_days":
            return 0 <= days_ago <= window.first - 1
        if window.kind == "between_days":
            return window.first <= days_ago <= window.second
        return window.kind == "ever" or event["occurred_on"] >= date.fromisoformat(window.first)

    def _found(self, customer: Row, step: r.Step, window: r.Window = r.EVER) -> list[Row]:
        return [
            event
            for event in self._seen.get((customer["customer_id"], step.event), [])
            if self._in_window(event, window)
            and (step.where is None or self._value(step.where, event) is True)
        ]

    # Values and conditions.
    def _value(self, node: r.Node, row: Row) -> Any:
        answer: Callable[[Any, Row], Any] = getattr(self, f"_{type(node).__name__.lower()}")
        return answer(node, row)

    def _column(self, node: r.Column, row: Row) -> Any:
        return exact(row[node.name.lower()])

    def _constant(self, node: r.Constant, row: Row) -> Any:
        return exact(node.value)

    def _arithmetic(self, node: r.Arithmetic, row: Row) -> Any:
        left, right = self._value(node.left, row), self._value(node.right, row)
        if left is None or right is None:
            return None
        return {"+": left + right, "-": left - right, "*": left * right}[node.operator]

    def _ratio(self, node: r.Ratio, row: Row) -> Any:
        left, right = self._value(node.left, row), self._value(node.right, row)
        return None if left is None or not right else Fraction(left) / right

    def _coalesce(self, node: r.Coalesce, row: Row) -> Any:
        return next((value for part in node.parts if (value := self._value(part, row)) is not None), None)

    def _nullif(self, node: r.NullIf, row: Row) -> Any:
        left = self._value(node.left, row)
        return None if left == self._value(node.right, row) else left

    def _case(self, node: r.Case, row: Row) -> Any:
        if self._value(node.condition, row):
            return self._value(node.then, row)
        return self._value(node.otherwise, row) if node.otherwise else None

    def _function(self, node: r.Function, row: Row) -> Any:
        value = self._value(node.argument, row)
        return None if value is None else FUNCTIONS[node.name](value)

    def _and(self, node: r.And, row: Row) -> bool | None:
        return conjunction([self._value(part, row) for part in node.parts])

    def _or(self, node: r.Or, row: Row) -> bool | None:
        return negation(conjunction([negation(self._value(part, row)) for part in node.parts]))

    def _not(self, node: r.Not, row: Row) -> bool | None:
        return negation(self._value(node.part, row))

    def _compare(self, node: r.Compare, row: Row) -> bool | None:
        left, right = self._value(node.left, row), self._value(node.right, row)
        if node.operator.startswith("is "):
            return (left == right) is node.operator.startswith("is not")
        return None if left is None or right is None else COMPARISONS[node.operator](left, right)

    def _is(self, node: r.Is, row: Row) -> bool:
        value = self._value(node.part, row)
        return (
            value is {"null": None, "unknown": None, "true": True, "false": False}[node.what]
        ) is not node.negated

    def _in(self, node: r.In, row: Row) -> bool | None:
        value, values = self._value(node.part, row), [self._value(one, row) for one in node.values]
        if value is None:
            return None
        found = True if value in values else None if None in values else False
        return negation(found) if node.negated else found

    def _between(self, node: r.Between, row: Row) -> bool | None:
        low = self._compare(r.Compare(">=", node.part, node.low), row)
        inside = conjunction([low, self._compare(r.Compare("<=", node.part, node.high), row)])
        return negation(inside) if node.negated else inside

    def _like(self, node: r.Like, row: Row) -> bool | None:
        value = self._value(node.part, row)
        if value is None:
            return None
        pattern = "".join({"%": ".*", "_": "."}.get(sign) or re.escape(sign) for sign in node.pattern)
        flags = re.DOTALL | (re.IGNORECASE if node.any_case else 0)
        return (re.fullmatch(pattern, value, flags) is not None) is not node.negated

    def _grouped(self, node: r.Grouped, row: Row) -> Any:
        return self._value(node.part, row)

    def _commented(self, node: r.Commented, row: Row) -> Any:
        return self._value(node.part, row)

    # Predicates.
    def _measure(self, node: r.Measure, row: Row) -> Any:
        found = self._found(row, node.step, node.window)
        values = [exact(event[node.column.lower()]) for event in found] if node.column else []
        values = [value for value in values if value is not None]
        match node.predicate:
            case "count_of":
                return Fraction(len(found))
            case "total":
                return sum(values, Fraction(0))
            case "distinct_of":
                return Fraction(len(set(values)))
            case "average":
                return rounded(sum(values, Fraction(0)) / len(values)) if values else None
            case "median_of":
                return median(values) if values else None
            case "smallest" | "largest":
                return (min if node.predicate == "smallest" else max)(values, default=None)
        choose = min if "first" in node.predicate else max
        if node.predicate in ("first_at", "last_at"):
            return choose((event["occurred_at"] for event in found), default=None)
        chosen = choose((event["occurred_on"] for event in found), default=None)
        return chosen and Fraction((self.day - chosen).days)

    def _dayssince(self, node: r.DaysSince, row: Row) -> Any:
        value = row[node.trait.lower()]
        return value and Fraction((self.day - value).days)

    def _did(self, node: r.Did, row: Row) -> bool:
        count = len(self._found(row, node.step, node.window))
        if node.exactly is not None:
            return count == node.exactly
        least = 1 if node.at_least is None else node.at_least
        return least <= count and (node.at_most is None or count <= node.at_most)

    def _didinorder(self, node: r.DidInOrder, row: Row) -> bool:
        reached = datetime.min
        for step in node.steps:
            later = [
                e["occurred_at"] for e in self._found(row, step, node.window) if e["occurred_at"] > reached
            ]
            if not later:
                return False
            reached = min(later)
        return True

    def _didthennot(self, node: r.DidThenNot, row: Row) -> bool:
        others = self._found(row, node.other)
        by_day = node.patience.kind == "within_days"
        for first in self._found(row, node.first, node.window):
            if by_day:
                last_day = first["occurred_on"] + timedelta(days=node.patience.first)
                is_over = last_day < self.day
                in_time = [other for other in others if other["occurred_on"] <= last_day]
            else:
                deadline = first["occurred_at"] + timedelta(hours=node.patience.first)
                is_over = deadline <= self.as_of
                in_time = [other for other in others if other["occurred_at"] <= deadline]
            if is_over and not any(other["occurred_at"] > first["occurred_at"] for other in in_time):
                return True
        return False

    def _rank(self, node: r.Rank, row: Row) -> int | Fraction | None:
        if node not in self._ranks:
            self._ranks[node] = {}
            groups: dict[Any, list[tuple[Any, Any]]] = {}
            for key, customer in sorted(self._customers.items()):
                number = self._value(node.number, customer)
                if number is not None:
                    groups.setdefault(node.by and customer[node.by.lower()], []).append((key, number))
            for group in groups.values():
                ordered = sorted(group, key=lambda pair: pair[1], reverse=True)
                for place, (key, _) in enumerate(ordered):
                    is_decile = node.predicate == "decile_of"
                    self._ranks[node][key] = (
                        tenth(place, len(group)) if is_decile else share_below(place, len(group))
                    )
        return self._ranks[node].get(row["customer_id"])

    def _insegment(self, node: r.InSegment, row: Row) -> bool:
        return self.verdict(node.name)[row["customer_id"]] is True

    def _pastsegment(self, node: r.PastSegment, row: Row) -> bool:
        for stay in self._world.stays:
            last = self._world.releases or 0
            believed = stay.recorded_release <= last and not (
                stay.superseded_release and stay.superseded_release <= last
            )
            if (
                believed
                and (stay.segment, stay.customer_id) == (node.name, row["customer_id"])
                and stay.entered_at <= self.as_of
            ):
                counted = stay.entered_at if node.predicate == "entered_segment" else stay.exited_at
                if node.within_days is None or counted is None:
                    return True
                if self._local_day(counted) >= self.day - timedelta(days=node.within_days - 1):
                    return True
        return False

    def _inlist(self, node: r.InList, row: Row) -> bool:
        return any(
            entry["list_name"] == node.name
            and entry["customer_id"] == str(row["customer_id"])
            and (entry["added_at"] is None or entry["added_at"] <= self.as_of)
            for entry in self._world.lists
        )

    def _sample(self, node: r.Sample, row: Row) -> bool:
        return place_of(node.seed, row) < bound_of(node.percent)

    def _inarm(self, node: r.InArm, row: Row) -> bool:
        arms = self._world.experiments[node.experiment]
        before = sum(list(arms.values())[: list(arms).index(node.arm)], Decimal(0))
        return (
            bound_of(before)
            <= place_of(f"experiment:{node.experiment}", row)
            < bound_of(before + arms[node.arm])
        )
