"""Finds the customers who most resemble a segment's members, and says by what."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orchestration.discovery.likeness import fitted, likest
from orchestration.discovery.traits import Customers, read_customers
from orchestration.project.errors import RefusedError
from orchestration.project.nearest import unknown_segment
from orchestration.project.project import Project
from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.shown_segments import MEMBERS, shown_segments

# Fewer members say little about others.
FEWEST = 50
# Parts that members are divided into, each left out once.
PARTS = 5
REASONS = 10
SEED = 1


@dataclass(frozen=True)
class Reason:
    """A sign, and the factor by which one standard deviation more of it changes the odds of membership."""

    sign: str
    odds: float


@dataclass(frozen=True)
class Lookalikes:
    """Non-members in the order of their likeness, the likest first, and how well likeness finds members.

    `access` is the segment's own. `found` is the share of members left out who were among the `size` likest
    of all who weren't shown to the model; `chance` is what a draw would find.
    """

    segment: str
    access: str
    members: int
    customers: list[Any]
    reasons: list[Reason]
    found: float
    chance: float


def lookalikes(project: Project, name: str, size: int) -> Lookalikes:
    """Returns the `size` non-members most like the members of a segment, by a logistic regression.

    Raises RefusedError for a segment that isn't published, for too few members or non-members, and where
    nothing is known that tells customers apart.
    """
    with open_warehouse(project, read_only=True) as warehouse:
        standing = shown_segments(warehouse)
        if name not in standing:
            raise unknown_segment(name, standing)
        customers = read_customers(warehouse, MEMBERS, name)
    members, others = int(customers.is_member.sum()), int((~customers.is_member).sum())
    if members < FEWEST:
        raise RefusedError(f"{name} has {members} members, and {FEWEST} are the fewest to learn from.")
    if size > others:
        raise RefusedError(f"--size {size} is more than the {others} customers who aren't members of {name}.")
    if not customers.signs:
        raise RefusedError("No trait or feature tells customers apart.")
    model = fitted(customers.values, customers.is_member)
    likeness = np.where(customers.is_member, -np.inf, model.decision_function(customers.values))
    chosen = [customers.ids[place] for place in likest(likeness, size)]
    reasons = _reasons(customers, model.coef_[0])
    found, chance = found_again(customers, size, fitted)
    return Lookalikes(name, standing[name]["access"], members, chosen, reasons, found, chance)


def found_again(customers: Customers, size: int, fit: Any) -> tuple[float, float]:
    """Returns the share of members left out who are among the likest, and what chance would find.

    Each fifth of the members is left out once: a model of the others, for whom they are non-members, ranks
    all whom it doesn't know as members.
    """
    parts = np.random.default_rng(SEED).permutation(np.flatnonzero(customers.is_member))
    found = drawn = 0.0
    for part in np.array_split(parts, PARTS):
        is_known = customers.is_member.copy()
        is_known[part] = False
        likeness = fit(customers.values, is_known).decision_function(customers.values)
        closest = likest(np.where(is_known, -np.inf, likeness), size)
        found += np.isin(part, closest).sum()
        drawn += len(part) * size / (~is_known).sum()
    return float(found / len(parts)), float(drawn / len(parts))


def _reasons(customers: Customers, weights: NDArray[np.float64]) -> list[Reason]:
    order = np.argsort(-np.abs(weights), kind="stable")[:REASONS]
    return [Reason(customers.signs[place].words, float(np.exp(weights[place]))) for place in order]
