"""What members lack: shares of comparable customers by tenth, their worth, and what chance explains."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from orchestration.discovery.cross_sell import Thing, offers, raises

MEMBERS = np.array([0, 60, 90, 40, 0, 0, 0, 0, 0, 30], dtype=float)
OTHERS = np.array([50, 40, 110, 60, 10, 0, 0, 0, 0, 0], dtype=float)


def thing(name: str, buyers: Sequence[float], amounts: Sequence[float], *others: Sequence[float]) -> Thing:
    """A thing by figures of the second, third, fourth and last tenth."""
    columns = []
    for figures in (buyers, amounts, *others):
        column = np.zeros(10)
        column[[1, 2, 3, 9]] = figures
        columns.append(column)
    return Thing(name, *columns)


FUEL = thing("fuel", [6, 9, 4, 25], [60, 90, 40, 9000], [20, 55, 30, 0], [400, 550, 150, 0])
BREAD = thing("bread", [30, 45, 20, 0], [30, 90, 60, 0], [20, 55, 30, 0], [40, 110, 90, 0])
WINE = thing("wine", [50, 80, 35, 0], [500, 80, 35, 0], [4, 10, 6, 0], [8, 20, 12, 0])
ALL = thing("all", [60, 90, 40, 30], [1, 1, 1, 1], [40, 110, 60, 0], [1, 1, 1, 0])


def test_a_thing_that_fewer_members_have_is_worth_what_comparable_customers_spend_on_it() -> None:
    (offer,) = offers([FUEL, BREAD, WINE, ALL], MEMBERS, OTHERS)
    # Half of the others in each tenth have fuel. The last tenth has nobody to compare with.
    assert (offer.thing, offer.members, offer.buyers, offer.lacking) == ("fuel", 190, 19, 171)
    assert offer.expected == pytest.approx(95)
    # 20, 10 and 5 each, for 30, 45 and 20 members who would have it.
    assert offer.amount == pytest.approx((30 * 20 + 45 * 10 + 20 * 5) / 95)
    assert offer.prize == pytest.approx(76 * offer.amount)


def test_the_test_is_mantel_and_haenszel_s_corrected_for_all_things() -> None:
    milk = thing("milk", [16, 34, 14, 25], [60, 90, 40, 9000], [20, 55, 30, 0], [400, 550, 150, 0])
    (offer,) = offers([milk, ALL], MEMBERS, OTHERS)
    surplus = variance = 0.0
    for have, size, other_have, other_size in ((16, 60, 20, 40), (34, 90, 55, 110), (14, 40, 30, 60)):
        total, buyers = size + other_size, have + other_have
        surplus += have - size * buyers / total
        variance += size * other_size * buyers * (total - buyers) / (total**2 * (total - 1))
    # What all have is tested too, and can't differ.
    assert offer.p_value == pytest.approx(2 * math.erfc(abs(surplus) / math.sqrt(2 * variance)))


def test_what_members_spend_less_on_is_told_by_tenth() -> None:
    fuel, bread = raises([BREAD, FUEL, WINE, ALL])
    assert (fuel.thing, bread.thing) == ("fuel", "bread")
    # Only the three tenths in which both have it.
    assert (fuel.buyers, fuel.amount) == (19, 10)
    assert fuel.prize == pytest.approx(6 * 20 + 9 * 10 + 4 * 5 - 190)
    assert bread.prize == pytest.approx(30 * 2 + 45 * 2 + 20 * 3 - 180)


def test_without_anything_nothing_is_told() -> None:
    assert offers([], MEMBERS, OTHERS) == []
    assert raises([]) == []
