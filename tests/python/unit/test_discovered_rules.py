"""Rules of trees: against optimal ones, found by trying all."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import make_classification
from sklearn.metrics import f1_score, precision_score, recall_score
from sklearn.tree import DecisionTreeClassifier

from orchestration.clusters.trees import DEPTH, Rule, rule_for

CUSTOMERS = 1_500


def rule(values: np.ndarray, is_member: np.ndarray) -> Rule | None:
    return rule_for(list(values.T), is_member, list(range(values.shape[1])))


def clustered(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Customers of three signs in ten values each, and one of the clusters that k-means finds of them."""
    chance = np.random.default_rng(seed)
    places = chance.normal(size=(4, 3)) * 2.5
    values = places[chance.integers(4, size=CUSTOMERS)] + chance.normal(size=(CUSTOMERS, 3))
    on_grid = np.column_stack(
        [np.searchsorted(np.quantile(column, np.arange(0.1, 1, 0.1)), column) for column in values.T]
    ).astype(float)
    labels = KMeans(4, n_init=3, random_state=seed).fit_predict(on_grid)
    return on_grid, labels == np.bincount(labels).argmin()


def masks(values: np.ndarray) -> list[np.ndarray]:
    """All conditions on a grid: who is above each value of each sign."""
    return [
        values[:, place] > bound
        for place in range(values.shape[1])
        for bound in np.unique(values[:, place])[:-1]
    ]


def best_tree_of_depth_two(values: np.ndarray, is_member: np.ndarray) -> float:
    """The F1 of the best of all trees of depth two: a first condition, one on each side, and any leaves."""
    conditions = masks(values)
    best = 0.0
    for first in conditions:
        sides = []
        for side in (first, ~first):
            # Who is found and how many are named, by each choice of leaves on this side.
            choices = {(0, 0)}
            for second in conditions:
                leaves = [(side & second), (side & ~second)]
                counts = [(int((leaf & is_member).sum()), int(leaf.sum())) for leaf in leaves]
                both = (counts[0][0] + counts[1][0], counts[0][1] + counts[1][1])
                choices |= {*counts, both}
            sides.append(choices)
        for (one, named), (other, others) in product(*sides):
            total = named + others + is_member.sum()
            best = max(best, 2 * (one + other) / total)
    return best


def best_box(values: np.ndarray, is_member: np.ndarray) -> float:
    """The F1 of the best conjunction of at most four conditions on three signs of ten values.

    Counts of all boxes come from sums over the grid; a box with bounds on both sides of every sign has six.
    """
    size = int(values.max()) + 1
    found, named = np.zeros((size,) * 3), np.zeros((size,) * 3)
    for cell, member in zip(values.astype(int), is_member, strict=True):
        named[tuple(cell)] += 1
        found[tuple(cell)] += member
    spans = [(low, high) for low in range(size) for high in range(low, size)]
    best = 0.0
    for (a, b), (c, d), (e, f) in product(spans, repeat=3):
        bounds = sum(low > 0 for low in (a, c, e)) + sum(high < size - 1 for high in (b, d, f))
        if bounds <= DEPTH:
            part = np.s_[a : b + 1, c : d + 1, e : f + 1]
            both = found[part].sum()
            best = max(best, 2 * both / max(named[part].sum() + is_member.sum(), 1))
    return float(best)


@pytest.mark.parametrize("seed", range(5))
def test_trees_of_depth_two_reach_nearly_the_best_one(seed: int):
    values, is_member = clustered(seed)
    reached = max(
        f1_score(
            is_member, DecisionTreeClassifier(max_depth=2, **settings).fit(values, is_member).predict(values)
        )
        for settings in ({"class_weight": None}, {"class_weight": "balanced"})
    )
    assert reached >= 0.95 * best_tree_of_depth_two(values, is_member)


@pytest.mark.parametrize("seed", range(3))
def test_a_rule_reaches_nearly_the_best_of_all_rules(seed: int):
    values, is_member = clustered(seed)
    found = rule(values, is_member)
    assert found
    assert 1 <= len(found.conditions) <= DEPTH
    matched = np.logical_and.reduce([condition.holds(list(values.T)) for condition in found.conditions])
    assert f1_score(is_member, matched) >= 0.95 * best_box(values, is_member)


def test_precision_and_recall_are_those_of_customers_who_did_not_lead_to_the_rule():
    values, is_member = make_classification(4_000, 6, n_informative=4, weights=[0.8], random_state=3)
    found = rule(values, is_member.astype(bool))
    assert found
    judging = np.random.default_rng(1).permutation(4_000)[:1_600]
    texts = [
        condition.said(f"s{condition.sign} > {{}}", f"s{condition.sign} <= {{}}")
        for condition in found.conditions
    ]
    matched = np.array(
        [
            all(eval(text, {f"s{place}": value for place, value in enumerate(row)}) for text in texts)
            for row in values[judging]
        ]
    )
    assert found.precision == pytest.approx(precision_score(is_member[judging], matched))
    assert found.recall == pytest.approx(recall_score(is_member[judging], matched))
    assert (found.judges, found.matched) == (1_600, matched.sum())


def test_who_is_unknown_is_in_no_rule_and_a_sign_that_no_rule_can_say_is_in_none():
    chance = np.random.default_rng(4)
    values = chance.normal(size=(2_000, 2))
    is_member = values[:, 0] > 0.5
    values[:500, 0] = np.nan
    found = rule(values, is_member)
    assert found
    assert not found.conditions[0].holds(list(values.T))[:500].any()
    assert rule_for(list(values.T), is_member, []) is None
    assert rule(values, np.zeros(2_000, dtype=bool)) is None
