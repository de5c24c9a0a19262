"""How often the intervals of campaigns without an effect contain 0: at the end, and on all days together."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from campaigns.macros import results

CUSTOMERS, DAYS = 200, 28
# Campaigns whose days are in memory at once.
BATCH = 500


@dataclass(frozen=True)
class Coverage:
    """Shares of the campaigns whose last interval contains 0, or whose intervals of one kind all do."""

    at_the_end: float
    daily: float
    daily_always_valid: float


def coverage(campaigns: int, seed: int) -> Coverage:
    """Simulates campaigns with two equal arms of customers, who spend more or less often, day by day."""
    chance = np.random.default_rng(seed)
    held = np.concatenate([_held(chance, min(BATCH, campaigns - n)) for n in range(0, campaigns, BATCH)])
    return Coverage(*(float(share) for share in held.mean(axis=0)))


def _held(chance: np.random.Generator, campaigns: int) -> np.ndarray:
    """Of each campaign, whether 0 lies in the last interval, in those of all days, and in all valid ones."""
    shape = (campaigns, 2, CUSTOMERS)
    habit = chance.gamma(2.0, 1.0, size=shape)
    before = chance.poisson(habit * DAYS / 7) * chance.gamma(3.0, 10.0, size=shape)
    bought = chance.random((*shape, DAYS)) < 1 - np.exp(-habit / 7)[..., None]
    spent = (bought * chance.gamma(3.0, 10.0, size=bought.shape)).cumsum(axis=-1)
    number, arm, _ = np.indices(shape)
    plain, valid = [], []
    for day in range(1, DAYS + 1):
        placed = pa.table(
            {
                "campaign_id": number.ravel(),
                "is_held_out": arm.ravel() == 1,
                "before_start": before.ravel(),
                "since_start": spent[..., day - 1].ravel(),
            }
        )
        with duckdb.connect() as database:
            database.register("simulated", placed)
            database.execute(
                "create table placed as select *, true as is_random, true as is_member, 0.5 as planned_share"
                " from simulated"
            )
            rows = results(database, "placed", day, DAYS)
        plain.append([row["effect_low"] <= 0 <= row["effect_high"] for row in rows])
        valid.append([row["effect_always_low"] <= 0 <= row["effect_always_high"] for row in rows])
    return np.column_stack([plain[-1], np.all(plain, axis=0), np.all(valid, axis=0)])
