"""Segments as a marketer has them, in the project's language and as conditions that peers write by hand."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import duckdb
import numpy as np

from .data import EVENT_NAMES
from .sampling import Matrix, sampled

WINDOWS = (7, 30, 90, 180, 365)
FEATURES = 150
SMALLEST, LARGEST = 0.005, 0.15
# The most conditions on events. This many segments also have one on a trait.
MOST_CONDITIONS = 4
TRAITS_SHARE = 0.3

TRAITS: tuple[tuple[str, str], ...] = (
    ("country", "country = 'US'"),
    ("country", "country in ('SE', 'NO')"),
    ("country", "country in ('GB', 'DE', 'FR')"),
    ("age", "age between 25 and 44"),
    ("age", "age >= 55"),
    ("is_consented", "is_consented"),
    ("device", "device in ('ios', 'android')"),
    ("signed_up_on", "signed_up_on >= date '2023-01-01'"),
)


@dataclass(frozen=True, order=True)
class Feature:
    """The number (count) or the amounts (total) of an event in the last days."""

    event: str
    days: int
    measure: str


@dataclass(frozen=True)
class Condition:
    """A feature that reaches a threshold, an event that did not happen (without a threshold), or a trait."""

    feature: Feature | None = None
    at_least: int | None = None
    trait: str = ""

    def in_language(self) -> str:
        """Returns the condition as a segment's file has it."""
        if not self.feature:
            return self.trait
        event, days = self.feature.event, self.feature.days
        if self.at_least is None:
            return f"not {{{{ did('{event}', within_days={days}) }}}}"
        if self.feature.measure == "count":
            return f"{{{{ did('{event}', at_least={self.at_least}, within_days={days}) }}}}"
        return f"{{{{ total('{event}', 'amount', within_days={days}) }}}} >= {self.at_least}"


@dataclass(frozen=True)
class Segment:
    """A name and the conditions that must all hold."""

    name: str
    conditions: tuple[Condition, ...]

    def in_language(self) -> str:
        """Returns the segment's file."""
        rule = "\n    and ".join(condition.in_language() for condition in self.conditions)
        return f"{{% call segment() %}}\n    {rule}\n{{% endcall %}}\n"

    def as_json(self) -> dict[str, Any]:
        """Returns what `from_json` reads."""
        return asdict(self)


def from_json(given: dict[str, Any]) -> Segment:
    """Returns the segment that `as_json` wrote."""
    conditions = tuple(
        Condition(
            Feature(**condition["feature"]) if condition["feature"] else None,
            condition["at_least"],
            condition["trait"],
        )
        for condition in given["conditions"]
    )
    return Segment(given["name"], conditions)


def pool(seed: int) -> tuple[Feature, ...]:
    """Returns the features that segments draw from."""
    every = [
        Feature(event, days, measure)
        for event in EVENT_NAMES
        for days in WINDOWS
        for measure in ("count", "total")
    ]
    return tuple(sorted(random.Random(seed).sample(every, FEATURES)))


def choose(connection: duckdb.DuckDBPyConnection, count: int, seed: int, clock: datetime) -> list[Segment]:
    """Returns `count` segments, each with SMALLEST to LARGEST of the customers, estimated on a sample."""
    features = pool(seed)
    found = sampled(connection, [asdict(feature) for feature in features], [sql for _, sql in TRAITS], clock)
    drawn = _drawn(random.Random(seed + 1), features, found)
    return [Segment(f"segment_{number:04}", next(drawn)) for number in range(count)]


def _drawn(
    chance: random.Random, features: Sequence[Feature], found: Matrix
) -> Iterator[tuple[Condition, ...]]:
    while True:
        wanted = chance.randint(1, MOST_CONDITIONS)
        # Drawing another size would favor segments with few conditions, so the number of conditions is kept.
        while not (conditions := _conditions(chance, features, found, wanted)):
            pass
        yield conditions


def _conditions(
    chance: random.Random, features: Sequence[Feature], found: Matrix, wanted: int
) -> tuple[Condition, ...]:
    """Returns conditions on events, sometimes one on a trait, or none if too few or many customers remain."""
    conditions, holds = [], np.ones(found.customers, dtype=bool)
    size = math.exp(chance.uniform(math.log(SMALLEST), math.log(LARGEST)))
    for which in chance.sample(range(len(features)), wanted):
        condition, mask = _one(chance, features[which], found.numbers[:, which], holds, size ** (1 / wanted))
        conditions.append(condition)
        holds = holds & mask
    if chance.random() < TRAITS_SHARE:
        which = chance.randrange(len(TRAITS))
        conditions.append(Condition(trait=TRAITS[which][1]))
        holds = holds & found.traits[:, which]
    return tuple(conditions) if SMALLEST <= holds.mean() <= LARGEST else ()


def _one(
    chance: random.Random, feature: Feature, numbers: np.ndarray, holds: np.ndarray, share: float
) -> tuple[Condition, np.ndarray]:
    """Returns a condition that leaves about this share of the customers who meet the previous ones."""
    left = numbers[holds]
    if feature.measure == "count" and not holds.all() and chance.random() < 0.3:
        return Condition(feature), numbers == 0
    threshold = max(1, int(np.quantile(left, 1 - share))) if left.size else 1
    return Condition(feature, threshold), numbers >= threshold
