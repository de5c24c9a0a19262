"""Makes rules over a world: every predicate with every argument, in conditions nested three deep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from . import rules as r
from .some_values import ValueMaker

ORDER = ("=", "<>", "<", "<=", ">", ">=")
SAMENESS = ("is distinct from", "is not distinct from")
TRUTHS = ("true", "false", "null", "unknown")
# No ratio of these small worlds equals it, because division is inexact in SQL.
ODD_SHARE = Decimal("0.77077")
SHARES = tuple(map(Decimal, ("0.5", "0", "0.1", "0.2", "0.25", "0.3", "0.7", "0.75", "0.9", "1")))
PATTERNS = ("%", "w%", "%p", "_e_", "", "%''%", "%\\%", "%и%", "100%", "WE%", "%(%", "a.b", "%\n%")
SEEDS = ("", "holdout", "it's", "семя", "a:b", "back\\slash")


class RuleMaker(ValueMaker):
    def rule(self) -> r.Node:
        """Returns a whole rule, seldom followed by a comment."""
        return self.maybe_commented(self.condition(self._choose.one_of((0, 0, 0, 1, 1, 2, 2, 3, 3))), 5)

    def condition(self, depth: int) -> r.Node:
        choose = self._choose
        if depth == 0:
            return self._leaf()
        match choose.whole(0, 8):
            case 0:
                return self.condition(depth - 1)
            case 1 | 2 | 3:
                return r.And(self._parts(depth))
            case 4 | 5:
                return r.Or(self._parts(depth))
            case 6:
                return r.Grouped(self.condition(depth - 1))
            case 7 if choose.chance(25):
                return self._about_condition(self.condition(depth - 1))
        return r.Not(self.condition(depth - 1))

    def _parts(self, depth: int) -> tuple[r.Node, ...]:
        return tuple(self.condition(depth - 1) for _ in range(self._choose.whole(2, 3)))

    def _about_condition(self, part: r.Node) -> r.Node:
        """Returns a condition used as a value, as SQL allows."""
        choose = self._choose
        match choose.whole(0, 3):
            case 0:
                return r.Is(part, choose.one_of(TRUTHS), choose.chance(50))
            case 1:
                return r.Coalesce((part, r.Constant(choose.chance(50))))
            case 2:
                return r.Compare(choose.one_of(("=", "<>", *SAMENESS)), part, self._leaf())
        return r.Case(part, self._leaf(), self._leaf() if choose.chance(50) else None)

    def _leaf(self) -> r.Node:
        if self._words.in_where or not self._choose.chance(60):
            return self._comparison()
        return self._choose.one_of(self._predicates())()

    def _predicates(self) -> Sequence[Callable[[], r.Node]]:
        words = self._words
        known = [self._sample, self._arm]
        if words.events:
            known += [
                self._did,
                self._did,
                self._did,
                self._in_order,
                self._in_order,
                self._then_not,
                self._then_not,
            ]
        if words.below:
            known += [self._in_segment, self._in_segment]
        if words.segments:
            known += [self._past_segment, self._past_segment]
        return (
            known
            + ([self._in_list] if words.lists else [])
            + ([self._rank_comparison, self._rank_comparison] if words.by else [])
        )

    def _comparison(self) -> r.Node:
        choose, words = self._choose, self._words
        kind = choose.whole(0, 12)
        if kind <= 4:
            number = self.number(choose.one_of((0, 0, 1, 2)))
            return self._tested(number, lambda: self.constant_beside(number), lambda: self.number(1))
        if kind <= 7:
            return self._tested(
                self._text(), lambda: r.Constant(choose.one_of(self._texts())), self._text, is_text=True
            )
        if kind == 8:
            return self._tested(self._day(), lambda: r.Constant(self._some_day()), self._day)
        if kind == 9:
            return self._tested(self._instant(), lambda: r.Constant(self._some_instant()), self._instant)
        if kind == 10 and words.events:
            ratio = r.Ratio(self._measure("total", "amount"), self._measure("count_of", None))
            return r.Compare(choose.one_of(ORDER), ratio, r.Constant(ODD_SHARE))
        flag = r.Column(choose.one_of(words.flags))
        match choose.whole(0, 3):
            case 0:
                return r.Is(flag, choose.one_of(TRUTHS), choose.chance(50))
            case 1:
                return r.Compare(choose.one_of(("=", "<>")), flag, r.Constant(choose.chance(50)))
        return flag

    def _tested(
        self, part: r.Node, constant: Callable[[], r.Node], other: Callable[[], r.Node], is_text: bool = False
    ) -> r.Node:
        choose = self._choose
        match choose.whole(0, 9):
            case 0 | 1 | 2 | 3:
                return r.Compare(choose.one_of(ORDER), part, constant())
            case 4:
                return r.Compare(choose.one_of((*ORDER, *SAMENESS)), part, other())
            case 5:
                return r.Is(part, "null", choose.chance(50))
            case 6:
                values = [constant() for _ in range(choose.whole(1, 3))]
                return r.In(part, tuple(values + [r.Constant(None)] * choose.chance(15)), choose.chance(40))
            case 7 if is_text:
                return r.Like(part, choose.one_of(PATTERNS), choose.chance(30), choose.chance(50))
            case 8:
                return r.Compare(choose.one_of(SAMENESS), part, constant())
        high = other() if choose.chance(20) else constant()
        return r.Between(part, constant(), high, choose.chance(30))

    def _did(self) -> r.Node:
        choose = self._choose
        step, window = self._step(), self._window()
        match choose.whole(0, 5):
            case 0 | 1:
                return r.Did(step, choose.one_of((None, 1, 2, 3, 0, 5)), None, None, window)
            case 2:
                return r.Did(step, None, choose.one_of((1, 2, 3, 10)), None, window)
            case 3:
                least = choose.one_of((0, 1, 2))
                return r.Did(step, least, least + choose.whole(0, 2), None, window)
            case 4:
                return r.Did(step, None, None, choose.one_of((1, 0, 2, 3)), window)
        return r.Did(step, None, None, None, window)

    def _in_order(self) -> r.Node:
        steps = tuple(self._step(25) for _ in range(self._choose.one_of((2, 2, 2, 3, 4))))
        return r.DidInOrder(steps, self._window())

    def _then_not(self) -> r.Node:
        choose = self._choose
        patience = self.hours_back() if choose.chance(50) else self.days_back()
        window = self._window() if choose.chance(60) else r.EVER
        is_when = window.kind in ("between_days", "since")
        return r.DidThenNot(self._step(30), self._step(30), patience, window if is_when else r.EVER)

    def _in_segment(self) -> r.Node:
        return r.InSegment(self._choose.one_of(self._words.below))

    def _past_segment(self) -> r.Node:
        choose = self._choose
        days = choose.one_of((None, *self._words.near))
        return r.PastSegment(
            choose.one_of(("was_in_segment", "entered_segment")), choose.one_of(self._words.segments), days
        )

    def _in_list(self) -> r.Node:
        return r.InList(self._choose.one_of(self._words.lists))

    def _sample(self) -> r.Node:
        percent = Decimal(self._choose.one_of(("50", "0", "100", "33.3", "12.5", "1", "99.99", "75")))
        return r.Sample(percent, self._choose.one_of(SEEDS))

    def _arm(self) -> r.Node:
        return r.InArm(*self._choose.one_of(self._words.arms))

    def _rank_comparison(self) -> r.Node:
        choose = self._choose
        # A rank among members that are still being determined has no meaning, and is refused.
        inner = RuleMaker(choose, replace(self._words, below=(), by=()))
        number = inner.maybe_commented(inner.rankable(), 5)
        by = self._cased(choose.one_of(self._words.by)) if choose.chance(40) else None
        is_decile = choose.chance(60)
        rank = r.Rank("decile_of" if is_decile else "percentile_of", number, by)
        bounds = tuple(map(Decimal, range(1, 11))) if is_decile else SHARES
        return self._tested(rank, lambda: r.Constant(choose.one_of(bounds)), lambda: rank)
