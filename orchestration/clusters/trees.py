"""A group of customers as a rule: at most four conditions, the path to a node of a shallow decision tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orchestration.clusters.centers import Floats

# The most conditions of a rule: the depth of the trees.
DEPTH = 4
SEED = 1
# The share of the customers who judge a rule that the others led to.
HELD_OUT = 0.4
# The fewest customers at a node, and the digits of a bound that people read.
SMALLEST, DIGITS = 5, 3

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Condition:
    """That a sign is above a bound, or not."""

    sign: int
    bound: float
    is_above: bool

    def holds(self, columns: list[Floats]) -> Mask:
        """Returns for whom it holds. What is unknown holds for nobody, as in a rule."""
        column = columns[self.sign]
        return column > self.bound if self.is_above else column <= self.bound

    def said(self, above: str, below: str) -> str:
        """Returns the condition in words for either direction, with {} for the bound."""
        whole = int(self.bound) if self.bound == int(self.bound) else self.bound
        return (above if self.is_above else below).format(whole)


@dataclass(frozen=True)
class Rule:
    """Conditions that all hold, and how well they find the group, judged by others than led to them.

    `judges` is their number, and `matched` how many of them the rule has.
    """

    conditions: list[Condition]
    precision: float
    recall: float
    judges: int
    matched: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def rule_for(columns: list[Floats], is_member: Mask, usable: list[int]) -> Rule | None:
    """Returns the rule with the best F1 among the paths of several trees; None if no rule finds anybody.

    It may use the columns in `usable`. Trees of depth DEPTH, by Gini impurity and by entropy, with members
    weighted as they are or as if they were half of the customers, are fitted to 60 percent of the customers.
    Among all their nodes, the path with the best F1 is the rule. Bounds are rounded before that.
    """
    order = np.random.default_rng(SEED).permutation(len(is_member))
    cut = round(HELD_OUT * len(order))
    judging, learning = order[:cut], order[cut:]
    taught, told = _of(columns, learning), is_member[learning]
    if not usable or told.all() or not told.any():
        return None
    best: tuple[float, list[Condition]] = (0.0, [])
    for conditions in _paths(taught, told, usable):
        score = f1(_matched(conditions, taught), told)
        # Of equal ones, the shorter.
        if (score, -len(conditions)) > (best[0], -len(best[1])):
            best = (score, conditions)
    if not best[1]:
        return None
    matched, true = _matched(best[1], _of(columns, judging)), is_member[judging]
    both = int((matched & true).sum())
    precision, recall = both / max(matched.sum(), 1), both / max(true.sum(), 1)
    return Rule(best[1], float(precision), float(recall), len(judging), int(matched.sum()))


def f1(matched: Mask, true: Mask) -> float:
    """Returns the harmonic mean of precision and recall."""
    return float(2 * (matched & true).sum() / max(matched.sum() + true.sum(), 1))


def _of(columns: list[Floats], places: NDArray[np.intp]) -> list[Floats]:
    return [column[places] for column in columns]


def _matched(conditions: list[Condition], columns: list[Floats]) -> Mask:
    return np.logical_and.reduce([condition.holds(columns) for condition in conditions])


def _paths(columns: list[Floats], told: Mask, usable: list[int]) -> Iterator[list[Condition]]:
    # Imported here because it takes a second, and few commands need it.
    from sklearn.tree import DecisionTreeClassifier

    values = np.column_stack([columns[place] for place in usable])
    # A tree that is less deep has no other nodes.
    for criterion, weight in product(("gini", "entropy"), (None, "balanced")):
        tree = DecisionTreeClassifier(
            max_depth=DEPTH,
            criterion=criterion,
            class_weight=weight,
            min_samples_leaf=SMALLEST,
            random_state=SEED,
        ).fit(values, told)
        for path in _nodes(tree.tree_, usable):
            yield _shortened(path)


def _nodes(tree: Any, usable: list[int]) -> Iterator[list[Condition]]:
    """Yields the path to every node below the root. scikit-learn gives its trees no type."""
    waiting: list[tuple[int, list[Condition]]] = [(0, [])]
    while waiting:
        node, path = waiting.pop()
        if path:
            yield path
        left, right = tree.children_left[node], tree.children_right[node]
        if left == right:
            continue
        sign, bound = usable[tree.feature[node]], _rounded(tree.threshold[node])
        waiting.append((left, [*path, Condition(sign, bound, is_above=False)]))
        waiting.append((right, [*path, Condition(sign, bound, is_above=True)]))


def _rounded(bound: float) -> float:
    return float(f"{float(bound):.{DIGITS}g}")


def _shortened(path: list[Condition]) -> list[Condition]:
    """The path with one condition for each sign and direction: the narrowest."""
    narrowest: dict[tuple[int, bool], Condition] = {}
    for condition in path:
        key = (condition.sign, condition.is_above)
        other = narrowest.get(key)
        is_narrower = other is None or (condition.bound > other.bound) == condition.is_above
        if is_narrower:
            narrowest[key] = condition
    return list(narrowest.values())
