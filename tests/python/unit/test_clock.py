"""A day's clock is its last microsecond, whatever the zone does at midnight."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from proof.some_worlds import TURNS

from orchestration.project.clock import checked_as_of, instant

TICK = timedelta(microseconds=1)


@pytest.mark.parametrize("name", TURNS)
def test_a_day_ends_a_microsecond_before_the_next_day_begins(name):
    zone = ZoneInfo(name)
    for turn in TURNS[name]:
        for day in (date.fromisoformat(turn) + timedelta(days=away) for away in (-1, 0, 1)):
            end = instant(day.isoformat(), zone, None)
            assert _local_day(end, zone) <= day < _local_day(end + TICK, zone), day


def test_a_day_that_the_zone_left_out_ends_with_the_day_before():
    apia = ZoneInfo("Pacific/Apia")
    assert instant("2011-12-30", apia, None) == instant("2011-12-29", apia, None)


@pytest.mark.parametrize(
    "text", ["9999-12-31", "9999-12-31T23:59:59", "0001-01-01", "0001-01-01T00:00+14:00"]
)
def test_a_clock_at_the_calendars_end_is_refused_in_a_sentence(text):
    """9999-12-31 ended in an unexpected OverflowError."""
    with pytest.raises(
        ValueError, match=f"^'{re.escape(text)}' is not an as-of time in the years 1900 to 9998: valid are"
    ):
        checked_as_of(text)


def _local_day(utc: datetime, zone: ZoneInfo) -> date:
    return utc.replace(tzinfo=UTC).astimezone(zone).date()
