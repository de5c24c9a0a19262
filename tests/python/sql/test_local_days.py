"""The day that an event falls on is the one that its zone's clocks showed, however the engine finds it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from intake import RELATIONS, Intake

TICK, HALF_DAY = timedelta(microseconds=1), timedelta(hours=12)
# Lord Howe changes by half an hour, St. John's changed a minute after midnight and Monrovia last within a
# minute, in 1972. Casablanca changes twice for each Ramadan, Dublin goes back in winter, Apia left out a day.
ZONES = (
    "America/New_York",
    "America/St_Johns",
    "Africa/Monrovia",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Apia",
    "Asia/Tokyo",
    # Clocks changed at midnight: some days began at 1:00, of others 23:00 came twice.
    "America/Sao_Paulo",
    "Asia/Beirut",
)
# Before, after and at both ends of the years for which the fast way knows the zone's changes.
FAR = (
    "1960-07-01 04:00",
    "1972-12-31 23:59:59.999999",
    "1973-01-01 00:00",
    "2037-12-31 00:00",
    "2045-07-01 04:00",
)
FORMS = ("cast(written as timestamp)", "cast(written || '+00' as timestamp with time zone)")


@pytest.fixture(scope="module")
def intake() -> Iterator[Intake]:
    made = Intake()
    yield made
    made.project.close()


@pytest.mark.parametrize("zone", ZONES)
def test_an_events_day_is_its_zones_day_around_every_change(intake: Intake, zone: str) -> None:
    """Compared with Python's own zones."""
    clock = ZoneInfo(zone)
    values = ", ".join(f"('{instant}')" for instant in sorted(_around_changes(clock)))
    intake.project.set_variables(RELATIONS | {"as_of": "2024-03-31", "time_zone": zone})
    for form in FORMS:
        intake.begin(
            "select 1 as customer_id, timestamp '2020-01-01' as loaded_at",
            "select row_number() over (order by written) as event_id, 1 as customer_id, 'visit' as event_name"
            f", {form} as occurred_at, timestamp '2020-01-01' as loaded_at"
            f" from (values {values}) as given (written)",
        )
        intake.take(full=True)
        found = dict(intake.rows("select occurred_at, occurred_on from core.events"))
        assert len(found) == values.count("(")
        assert found == {at: at.replace(tzinfo=UTC).astimezone(clock).date() for at in found}


@pytest.mark.parametrize("zone", ZONES)
def test_a_date_is_its_own_day_and_its_time_the_first_instant_of_that_day(intake: Intake, zone: str) -> None:
    clock = ZoneInfo(zone)
    around = {at.replace(tzinfo=UTC).astimezone(clock).date() for at in _around_changes(clock)}
    # Later years depend on the release of the time zone data.
    days = sorted(day for day in around | {day + timedelta(days=1) for day in around} if day.year < 2027)
    values = ", ".join(f"('{day}')" for day in days)
    intake.project.set_variables(RELATIONS | {"as_of": "2024-03-31", "time_zone": zone})
    for full in (True, False):
        # All at once, and as what arrived.
        intake.begin(
            "select 1 as customer_id",
            "select row_number() over (order by written) as event_id, 1 as customer_id, 'visit' as event_name"
            ", cast(written as date) as occurred_at, timestamp '2020-01-01' as loaded_at"
            f" from (values {values}) as given (written)" + ("" if full else " where 1 = 0"),
        )
        intake.take(full=full)
        if not full:
            intake.run(
                "insert into own.events select row_number() over (order by written), 1, 'visit',"
                f" cast(written as date), timestamp '2020-01-02' from (values {values}) as given (written)"
            )
            intake.take()
        found = dict(intake.rows("select occurred_on, occurred_at from core.events"))
        assert found == {day: _first_instant(day, clock) for day in days}


def _first_instant(day: date, zone: ZoneInfo) -> datetime:
    """The UTC time of a day's midnight, of two the second; where there is none, of what came instead."""
    midnights = [datetime.combine(day, time(), zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    return max(midnights).replace(tzinfo=None)


def _around_changes(zone: ZoneInfo) -> set[datetime]:
    """UTC times around all changes of a zone since 1973, and around the midnights beside them."""
    found, noon = {datetime.fromisoformat(far) for far in FAR}, datetime(1973, 1, 1, 12)
    # How Morocco will change in later years depends on the release of the time zone data.
    while noon.year < 2027:
        before, after = _ahead(zone, noon - HALF_DAY), _ahead(zone, noon)
        if before != after:
            found |= {noon - timedelta(minutes=minutes) for minutes in range(0, 720, 31)}
            for ahead in (before, after):
                midnight = noon.replace(hour=0) - ahead
                found |= {
                    midnight + days * 2 * HALF_DAY - ticks * TICK for days in (0, 1) for ticks in (0, 1)
                }
        noon += HALF_DAY
    return found


def _ahead(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()
