"""Faults that refreshes once had, each with its cause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from proof import rules as r
from proof.choices import Seeded
from proof.course import Course, Warehouses

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def warehouses() -> Iterator[Warehouses]:
    warehouses = Warehouses(ROOT)
    yield warehouses
    warehouses.close()


@pytest.fixture
def course(warehouses: Warehouses) -> Iterator[Course]:
    """A world of one customer with one event, a day before the clock, and no segments yet."""
    course = warehouses.course(Seeded(5), segments=0)
    world = course.world
    world.customers = {world.kept: world.customers[world.kept]}
    world.events = [row for row in world.events if row["event_id"].startswith("anchor")]
    yesterday = {"occurred_at": world.now - timedelta(days=1), "loaded_at": world.now}
    world.events.append({**world.events[0], **yesterday, "event_id": "e1", "customer_id": world.kept})
    yield course
    course.close()


def test_a_clock_that_went_back_and_on_beyond_continues_the_stays_of_its_own_past(course: Course) -> None:
    # What readers saw then was the members at the earlier clock, so a second stay began within the first.
    _stand(course, _did(course, "s0"))
    _refresh(course)
    _refresh(course, days=-5)
    _refresh(course, days=7)
    _refresh(course, days=1)


def test_fewer_segments_than_a_word_holds_leave_the_words_that_were_needed(course: Course) -> None:
    # The kept verdicts still had the columns of the second word, which no rule filled any more.
    rules = [_did(course, f"s{number:02d}") for number in range(64)]
    _stand(course, *rules)
    _refresh(course)
    _stand(course, *rules[:-1])
    # A bit becomes free two refreshes after the one that retired its segment.
    for _ in range(4):
        _refresh(course, days=1)
    _stand(course, *rules[:-1], _did(course, "other"))
    _refresh(course)


def test_a_day_that_the_zone_left_out_ends_with_the_day_before(course: Course) -> None:
    # The refresh was one day ahead of its clock.
    course.world.time_zone = "Pacific/Apia"
    _stand(course, _did(course, "s0"))
    course.world.as_of = "2011-12-30"
    assert course.refresh("refresh", Seeded(1), is_last=False) == []


def _did(course: Course, name: str) -> r.Rule:
    return r.Rule(name, r.Did(r.Step(course.world.events[0]["event_name"]), None, None, None, r.EVER))


def _stand(course: Course, *rules: r.Rule) -> None:
    course.world.rules.stand({rule.name: rule for rule in rules})


def _refresh(course: Course, **moved: int) -> None:
    """Refreshes after moving the clock, and compares."""
    course.world.now += timedelta(**moved)
    course.world.as_of = f"{course.world.now.isoformat()}Z"
    assert course.refresh("refresh", Seeded(1), is_last=False) == []
