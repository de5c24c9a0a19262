"""The source of the generator's choices: a seed, for long runs, or Hypothesis, which shrinks failures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices(Protocol):
    """The first option and the lowest number are the simplest, to which failures shrink."""

    def whole(self, low: int, high: int) -> int:
        """Returns a whole number from low to high, both included."""

    def one_of(self, options: Sequence[T]) -> T:
        """Returns one of the options."""

    def chance(self, percent: int) -> bool:
        """Returns True in this percentage of cases."""


class Seeded:
    """Choices by a seed: the same seed makes the same world."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def whole(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def one_of(self, options: Sequence[T]) -> T:
        return options[int(self._random.random() * len(options))]

    def chance(self, percent: int) -> bool:
        return self._random.random() * 100 < percent


class Drawn:
    """Choices that Hypothesis draws."""

    def __init__(self, draw: Callable[[st.SearchStrategy[T]], T]) -> None:
        self._draw = draw

    def whole(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))

    def one_of(self, options: Sequence[T]) -> T:
        return options[self._draw(st.integers(0, len(options) - 1))]

    def chance(self, percent: int) -> bool:
        return self._draw(st.integers(0, 99)) >= 100 - percent
