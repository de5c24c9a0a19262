"""How often the intervals of campaigns without an effect contain 0: at the end, and on all days together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.campaigns.statistics import always_valid, difference, less_what_was_known

CUSTOMERS, DAYS = 200, 28


@dataclass(frozen=True)
class Coverage:
    """Shares of the campaigns whose last interval contains 0, or whose intervals of one kind all do."""

    at_the_end: float
    daily: float
    daily_always_valid: float


def coverage(campaigns: int, seed: int) -> Coverage:
    """Simulates campaigns with two equal arms of customers, who spend more or less often, day by day."""
    chance = np.random.default_rng(seed)
    held = np.zeros((campaigns, 3), dtype=bool)
    for number in range(campaigns):
        habit = chance.gamma(2.0, 1.0, size=(2, CUSTOMERS, 1))
        before = chance.poisson(habit * DAYS / 7) * chance.gamma(3.0, 10.0, size=habit.shape)
        bought = chance.random((2, CUSTOMERS, DAYS)) < 1 - np.exp(-habit / 7)
        spent = (bought * chance.gamma(3.0, 10.0, size=bought.shape)).cumsum(axis=2)
        plain, valid = [], []
        for day in range(1, DAYS + 1):
            ours, theirs = spent[:, :, day - 1]
            effect = difference(*less_what_was_known(ours, theirs, *before[:, :, 0]))
            low, high = always_valid(effect, day, DAYS)
            plain.append(effect.low <= 0 <= effect.high)
            valid.append(low <= 0 <= high)
        held[number] = plain[-1], all(plain), all(valid)
    return Coverage(*(float(share) for share in held.mean(axis=0)))
