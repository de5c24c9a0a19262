"""The evaluator's exact numbers, three truth values, ranks and hashes."""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from .worlds import Row

COMPARISONS = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}

FUNCTIONS = {
    "abs": abs,
    "lower": str.lower,
    "upper": str.upper,
    "date": datetime.date,
    "length": lambda text: Fraction(len(text)),
}


def exact(value: Any) -> Any:
    """Returns decimals and whole numbers as fractions, and everything else unchanged."""
    return Fraction(value) if isinstance(value, Decimal) or type(value) is int else value


def rounded(value: Fraction) -> Fraction:
    """Rounds to six decimals, a half away from zero."""
    millionths = value * 10**6
    sign = -1 if millionths < 0 else 1
    return Fraction(sign * int(abs(millionths) + Fraction(1, 2)), 10**6)


def negation(value: bool | None) -> bool | None:
    """Implements `not`: unknown stays unknown."""
    return None if value is None else not value


def conjunction(values: list[bool | None]) -> bool | None:
    """Implements `and`: one false makes it false, else one unknown makes it unknown."""
    return False if False in values else None if None in values else True


def tenth(place: int, size: int) -> int:
    """Returns the tenth (from 1) of a place (from 0). Earlier tenths have one more if some remain."""
    each, longer = divmod(size, 10)
    if place < longer * (each + 1):
        return place // (each + 1) + 1
    return longer + (place - longer * (each + 1)) // each + 1


def share_below(place: int, size: int) -> Fraction:
    """Returns 1 for the first place (0) of size, down to 0 for the last."""
    return Fraction(1) if size == 1 else 1 - Fraction(place, size - 1)


def place_of(seed: str, row: Row) -> int:
    """Returns a customer's place among 2**32, by md5."""
    return int(hashlib.md5(f"{seed}:{row['customer_id']}".encode()).hexdigest()[:8], 16)


def bound_of(percent: Decimal) -> int:
    """Returns the place at which a share of 2**32 ends."""
    return int((percent * 2**32 / 100).to_integral_value(ROUND_HALF_UP))
