"""Faults that the proof found, each with its incident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from proof import rules as r
from proof.cases import Case, Prover
from proof.evaluator import Evaluator
from proof.worlds import CUSTOMER_COLUMNS, EVENT_COLUMNS, World

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def prover() -> Iterator[Prover]:
    prover = Prover(ROOT)
    yield prover
    prover.close()


def customer(key: int, **traits: Any) -> dict[str, Any]:
    return {**dict.fromkeys(CUSTOMER_COLUMNS), "customer_id": key, **traits}


def event(key: int, name: str, **columns: Any) -> dict[str, Any]:
    moment = datetime(2017, 3, 1, 12, key)
    known = {
        "event_id": f"{name} {key}",
        "customer_id": key,
        "event_name": name,
        "occurred_at": moment,
        "loaded_at": moment,
    }
    return {**dict.fromkeys(EVENT_COLUMNS), **known, **columns}


def members(
    prover: Prover,
    body: r.Node,
    customers: list[dict[str, Any]],
    events: list[dict[str, Any]] = (),
    **more: Any,
) -> set[int]:
    """Returns the members of one rule, on which all three answers must agree."""
    world = World("2017-03-31", datetime(2017, 4, 1), "UTC", tuple(customers), tuple(events), **more)
    rule = r.Rule("regression", body)
    differences = prover.differences(Case(world, (rule,)))
    assert not differences, "\n".join(map(str, differences))
    return {key for key, answer in Evaluator(world, [rule]).verdict(rule.name).items() if answer}


def at_least(value: r.Node, bound: str) -> r.Node:
    return r.Compare(">=", value, r.Constant(Decimal(bound)))


def test_a_number_to_rank_may_end_in_a_comment(prover: Prover) -> None:
    """A comment after the number swallowed its parenthesis, and no segment's features could be parsed."""
    rank = r.Rank("decile_of", r.Commented(r.Column("points"), " -- the loyalty card's"), None)

    assert members(prover, at_least(rank, "2"), [customer(1, points=5), customer(2, points=3)]) == {2}


def test_two_did_can_be_compared(prover: Prover) -> None:
    """did() rendered without parentheses: did(...) <> did(...) became a chain of comparisons.

    DuckDB refuses such a chain, and other engines misread it.
    """
    one, other = (r.Did(r.Step(name), None, None, None, r.EVER) for name in ("visit", "basket"))
    events = [event(1, "visit"), event(2, "visit"), event(2, "basket")]
    customers = [customer(1), customer(2), customer(3)]

    assert members(prover, r.Compare("<>", one, other), customers, events) == {1}


def test_a_percentile_of_a_tenth_reaches_a_tenth(prover: Prover) -> None:
    """The last but one of eleven had 1 - 0.9 = 0.09999999999999998, which >= 0.1 excluded."""
    customers = [customer(key, points=100 - key) for key in range(1, 12)]
    rank = r.Rank("percentile_of", r.Column("points"), None)

    assert members(prover, at_least(rank, "0.1"), customers) == set(range(1, 11))


def test_names_with_two_underscores_are_told_apart(prover: Prover) -> None:
    """total('a', 'b__amount') and total('a__b', 'amount') had one column name: both got the later sum."""
    totals = [
        r.Measure("total", r.Step(name), column, r.EVER)
        for name, column in (("a", "b__amount"), ("a__b", "amount"))
    ]
    events = [event(1, "a", b__amount=Decimal(10)), event(2, "a__b", amount=Decimal(10))]

    assert members(prover, at_least(totals[0], "1"), [customer(1), customer(2)], events) == {1}
    both = r.And((at_least(totals[0], "1"), r.Not(at_least(totals[1], "1"))))
    assert members(prover, both, [customer(1), customer(2)], events) == {1}


def test_the_last_arm_keeps_its_customers_when_shares_have_decimals(prover: Prover) -> None:
    """43.4 + 47.2 + 0.8 + 8.6 is 99.99999999999999 in binary, so the last arm was almost empty.

    Its bound got nine hex digits and was compared as text.
    """
    shares = {"one": "43.4", "two": "47.2", "three": "0.8", "rest": "8.6"}
    experiments = {"spring": {arm: Decimal(share) for arm, share in shares.items()}}
    customers = [customer(key) for key in range(1, 101)]

    arms = [members(prover, r.InArm("spring", arm), customers, experiments=experiments) for arm in shares]
    assert set.union(*arms) == set(range(1, 101))
    assert sum(map(len, arms)) == 100


def test_an_arm_without_a_share_has_no_customers(prover: Prover) -> None:
    """An arm of 0 percent after one of 100 got nearly everybody, because of the same nine digits."""
    experiments = {"spring": {"all": Decimal(100), "none": Decimal(0)}}

    assert (
        members(
            prover,
            r.InArm("spring", "none"),
            [customer(1), customer(2), customer(3)],
            experiments=experiments,
        )
        == set()
    )


def test_arms_may_add_up_to_a_hundred_in_decimals(prover: Prover) -> None:
    """17.4 + 58 + 10.2 + 14.4 was refused as 100.00000000000001 percent."""
    experiments = {
        "spring": {"a": Decimal("17.4"), "b": Decimal("58"), "c": Decimal("10.2"), "d": Decimal("14.4")}
    }

    assert (
        len(
            members(
                prover,
                r.InArm("spring", "b"),
                [customer(key) for key in range(1, 51)],
                experiments=experiments,
            )
        )
        > 20
    )


def test_latest_without_events_is_today(prover: Prover) -> None:
    """A project without events stopped on a Python error about the date 'None'.

    The audit could then not say that there are no events.
    """
    world = World("latest", datetime(2017, 4, 1), "UTC", (customer(1),), ())
    rule = r.Rule("regression", r.Is(r.Column("points"), "null", negated=False))

    assert not prover.differences(Case(world, (rule,)))


def test_a_backslash_in_a_pattern_may_be_a_character_on_every_engine(prover: Prover) -> None:
    """PostgreSQL treated it as an escape, and matched the text that ends in a percent sign."""
    pattern = r.Like(r.Column("city"), "%\\%", negated=False, any_case=False)

    assert members(prover, pattern, [customer(1, city="50%"), customer(2, city="a\\b")]) == {2}
