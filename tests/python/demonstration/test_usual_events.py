"""The usual number of events, counted and judged again in Python, over the demonstration's 2017."""

from __future__ import annotations

import csv
from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from math import exp, log
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from conftest import ROOT

from orchestration.audit.segment_checks import MOST_DEVIATIONS_OF_EVENTS

DAY = timedelta(days=1)
SHOP = ZoneInfo("America/New_York")
DAILY = ("basket", "purchase", "visit")
# The figures in orchestration/audit/segment_checks.py.
DAYS, STAND_OUT, OF_HALVES, OF_DOUBLES = 927, 9, 0.95, 0.95


def _usual(times: list[datetime], until: datetime) -> tuple[int, float, float]:
    """Returns events in 24 hours up to a time, and eight weeks' median and deviation, in logarithms."""

    def count(end: datetime) -> int:
        return bisect_right(times, end) - bisect_right(times, end - DAY)

    past = [log(count(until - timedelta(weeks=week)) + 1) for week in range(1, 9)]
    middle = median(past)
    return count(until), middle, max(0.1, 1.4826 * median(abs(one - middle) for one in past))


def _beyond(count: float, middle: float, spread: float, low: float, high: float) -> float:
    """Returns how far, in logarithms, a count is outside of a range of multiples of the usual number."""
    least, most = (log(max(share * exp(middle), 1)) for share in (low, high))
    return max(least - log(count + 1), log(count + 1) - most)


def _known_days() -> dict[date, tuple[float, float]]:
    """Returns what is expected on the days that are known to be unusual, as multiples of the usual number."""
    with (ROOT / "seeds" / "unusual_days.csv").open(encoding="utf-8") as text:
        return {
            date.fromisoformat(row["day"]): (float(row["at_least"]), float(row["at_most"]))
            for row in csv.DictReader(text)
        }


@pytest.fixture(scope="module")
def times(warehouse) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {}
    for name, at in warehouse.rows("select event_name, occurred_at from core.events order by occurred_at"):
        found.setdefault(name, []).append(at)
    return found


def test_each_segment_is_judged_by_the_events_that_stand_out_most(warehouse, times):
    newest = max(series[-1] for series in times.values())
    usual = {name: _usual(times[name], newest) for name in DAILY}
    rows = warehouse.rows(
        "select event_name, events, usual_events, usual_deviation, count(*)"
        " from membership.candidate_events group by 1, 2, 3, 4"
    )
    assert {row[0] for row in rows} <= set(DAILY)
    for name, events, usual_events, deviation, _ in rows:
        count, middle, spread = usual[name]
        assert events == count
        assert usual_events == pytest.approx(exp(middle))
        assert deviation == pytest.approx(spread)
    (chosen,) = warehouse.rows(
        "select event_name from membership.candidate_events where segment = 'store_only_households'"
    )
    known = _known_days()
    days = {(newest - ago).replace(tzinfo=UTC).astimezone(SHOP).date() for ago in (DAY, 0 * DAY)}
    ranges = [known[day] for day in days if day in known]
    low, high = min([1, *(low for low, _ in ranges)]), max([1, *(high for _, high in ranges)])
    away = {name: _beyond(*figures, low, high) / figures[2] for name, figures in usual.items()}
    assert chosen == (max(("basket", "visit"), key=away.__getitem__),)


def test_few_days_stand_out_and_nearly_all_broken_ones_do(times):
    def stands_out(count: float, middle: float, spread: float, low: float = 1, high: float = 1) -> bool:
        return _beyond(count, middle, spread, low, high) > MOST_DEVIATIONS_OF_EVENTS * spread

    days = [date(2017, 2, 26) + day * DAY for day in range(DAYS // len(DAILY))]
    clocks = [datetime.combine(day + DAY, time(), SHOP).astimezone(UTC).replace(tzinfo=None) for day in days]
    known = _known_days()
    ranges = [known.get(day, (1, 1)) for day in days]
    found = [
        (*_usual(times[name], clock), min(low, 1), max(high, 1))
        for name in DAILY
        for clock, (low, high) in zip(clocks, ranges, strict=True)
    ]
    assert len(found) == DAYS
    assert sum(stands_out(*one[:3]) for one in found) == STAND_OUT
    # All of them are known from a calendar.
    assert sum(stands_out(*one) for one in found) == 0
    for factor, least in ((0.5, OF_HALVES), (2, OF_DOUBLES)):
        assert sum(stands_out(factor * one[0], *one[1:]) for one in found) / DAYS >= least
