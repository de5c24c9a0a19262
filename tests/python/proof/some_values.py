"""Makes values: numbers, texts, days and instants, of columns and of customers' events."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime, timedelta
from decimal import Decimal

from . import rules as r
from .choices import Choices
from .some_worlds import HUGE, TEXTS, TIMES
from .vocabulary import Vocabulary, event_columns

AMOUNTS = tuple(map(Decimal, ("10", "0", "1", "5", "12.5", "19.99", "100", "-5", "0.3", "29.99", "0.0001")))
# Means of two or three of the quantities that events have.
MEANS = tuple(map(Decimal, ("5", "14.995", "9.995", "6.666667", "3.333333", "9.996667", "13.33")))
COUNTS = tuple(map(Decimal, ("1", "0", "2", "3", "1.5")))
FACTORS = tuple(map(Decimal, ("2", "0.5", "-1", "1.25")))
COMMENTS = (" -- it's; (", " /* don't; select ( */", " -- 100% {no jinja}", " --")


class ValueMaker(ABC):
    def __init__(self, choose: Choices, vocabulary: Vocabulary) -> None:
        self._choose, self._words = choose, vocabulary

    @abstractmethod
    def condition(self, depth: int) -> r.Node:
        """Returns a condition with this nesting depth."""

    def number(self, depth: int, exact: bool = False) -> r.Node:
        """Returns a number. Only exact ones may be calculated with and ranked: means are inexact in SQL."""
        choose, words = self._choose, self._words
        if depth == 0 or choose.chance(50):
            if words.events and choose.chance(70):
                return self._measure_of_number(exact)
            if not words.in_where and choose.chance(10):
                return r.DaysSince(self._cased("signed_up_on"))
            return r.Column(self._cased(choose.one_of(words.numbers)))
        match choose.whole(0, 8):
            case 8:
                return r.Function("length", r.Column(choose.one_of(words.texts)))
            case 0 | 1:
                return r.Arithmetic(
                    choose.one_of("+-"), self.number(depth - 1, True), self.number(depth - 1, True)
                )
            case 2:
                return r.Arithmetic("*", r.Constant(choose.one_of(FACTORS)), self.number(depth - 1, True))
            case 3 | 4:
                return r.Coalesce((self.number(depth - 1, exact), self.constant_beside()))
            case 5:
                return r.NullIf(self.number(depth - 1, exact), self.constant_beside())
            case 6:
                return r.Function("abs", self.number(depth - 1, exact))
        otherwise = self.number(depth - 1, exact) if choose.chance(70) else None
        return r.Case(self.condition(0), self.number(depth - 1, exact), otherwise)

    def rankable(self) -> r.Node:
        choose = self._choose
        match choose.whole(0, 9):
            case 0 if self._words.events:
                return self._measure("average", choose.one_of(("amount", "quantity", "score")))
            case 1:
                return self._instant()
        return self.number(choose.whole(0, 2), exact=True)

    def _text(self) -> r.Node:
        choose, words = self._choose, self._words
        column = r.Column(self._cased(choose.one_of(words.texts)))
        match choose.whole(0, 7):
            case 0:
                return r.Coalesce((column, r.Constant(choose.one_of(self._texts()))))
            case 1:
                return r.Function(choose.one_of(("lower", "upper")), column)
            case 2:
                return r.NullIf(column, r.Constant(choose.one_of(self._texts())))
            case 3 | 4 if words.events:
                return self._measure(
                    choose.one_of(("smallest", "largest")), choose.one_of(("channel", "note"))
                )
        return column

    def _day(self) -> r.Node:
        choose, words = self._choose, self._words
        match choose.whole(0, 3):
            case 0 if words.events:
                return self._measure(
                    choose.one_of(("smallest", "largest")), choose.one_of(("due_on", "occurred_on"))
                )
            case 1:
                return r.Function("date", self._instant())
        return r.Column(choose.one_of(words.days))

    def _instant(self) -> r.Node:
        choose, words = self._choose, self._words
        if words.events and choose.chance(70):
            if choose.chance(80):
                return self._measure(choose.one_of(("first_at", "last_at")), None)
            return self._measure(choose.one_of(("smallest", "largest")), "occurred_at")
        return r.Column(choose.one_of(words.instants))

    def _measure_of_number(self, exact: bool) -> r.Node:
        choose = self._choose
        column = self._cased(choose.one_of(("amount", "amount", "quantity", "score", "b__amount")))
        match choose.whole(0, 9 if exact else 11):
            case 0 | 1:
                return self._measure("count_of", None)
            case 2 | 3:
                return self._measure("total", column)
            case 4 | 5:
                return self._measure(choose.one_of(("days_since_last", "days_since_first")), None)
            case 6 | 7:
                return self._measure(choose.one_of(("smallest", "largest")), column)
            case 8 | 9:
                return self._measure(
                    "distinct_of",
                    choose.one_of((column, "note", "channel", "is_gift", "occurred_on", "event_id")),
                )
        if choose.chance(50):
            return self._measure("median_of", choose.one_of(("amount", "quantity")))
        return self._measure("average", choose.one_of(("quantity", "quantity", column)))

    def _measure(self, predicate: str, column: str | None) -> r.Node:
        return r.Measure(predicate, self._step(), column, self._window())

    def _step(self, percent_where: int = 35) -> r.Step:
        choose = self._choose
        event = choose.one_of(self._words.events)
        if not choose.chance(percent_where):
            return r.Step(event)
        where = type(self)(choose, event_columns(self._words))
        return r.Step(event, where.maybe_commented(where.condition(choose.one_of((0, 0, 0, 1, 2))), 5))

    def _window(self) -> r.Window:
        choose = self._choose
        match choose.whole(0, 8):
            case 0 | 1 | 2:
                return self.days_back()
            case 3 | 4:
                return self.hours_back()
            case 5 | 6:
                ends = sorted((choose.one_of((0, *self._words.near)), choose.one_of((0, *self._words.near))))
                return r.Window("between_days", ends[0], ends[1] if choose.chance(90) else ends[1] + 3650)
            case 7:
                return r.Window("since", self._some_day().isoformat())
        return r.EVER

    def days_back(self) -> r.Window:
        return r.Window("within_days", self._choose.one_of(self._words.near))

    def hours_back(self) -> r.Window:
        return r.Window(
            "within_hours", 8760 if self._choose.chance(5) else self._choose.one_of(self._words.hours)
        )

    def constant_beside(self, number: r.Node | None = None) -> r.Node:
        """Returns a constant that a number may well equal."""
        choose = self._choose
        counted = number.predicate if isinstance(number, r.Measure) else ""
        if counted in ("count_of", "distinct_of"):
            return r.Constant(choose.one_of(COUNTS))
        if counted == "average":
            return r.Constant(choose.one_of(MEANS))
        if counted.startswith("days_since") or isinstance(number, r.DaysSince):
            return r.Constant(Decimal(choose.one_of((0, *self._words.near)) + choose.one_of((0, -1, 1))))
        return r.Constant(HUGE if choose.chance(1) else choose.one_of(AMOUNTS))

    def _texts(self) -> tuple[str, ...]:
        return (*TEXTS, "{{ no }}", "{% no %}", "{# no #}") if self._words.in_where else TEXTS

    def _some_day(self) -> date:
        return self._words.today - timedelta(
            days=self._choose.one_of((0, *self._words.near)) + self._choose.one_of((0, -1, 1))
        )

    def _some_instant(self) -> datetime:
        return datetime.fromisoformat(f"{self._some_day()}T{self._choose.one_of(TIMES)}")

    def _cased(self, name: str) -> str:
        return name.upper() if self._choose.chance(5) else name

    def maybe_commented(self, part: r.Node, percent: int) -> r.Node:
        return r.Commented(part, self._choose.one_of(COMMENTS)) if self._choose.chance(percent) else part
