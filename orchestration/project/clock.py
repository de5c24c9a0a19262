"""Reads a clock before anything starts, and gives it the meaning that macros/as_of/_clock.sql does."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from orchestration.project.errors import RefusedError

# Windows look years back, and a day ends in the next by UTC: calendars have an end on either side.
YEARS = range(1900, 9999)

EXAMPLES = "valid are latest, now, a day such as 2017-06-30, or a UTC time such as 2017-06-30T18:00:00"


def checked_as_of(text: str) -> str:
    """The clock as given. Raises ValueError, with a sentence, for what is no clock."""
    if text in ("latest", "now"):
        return text
    if not re.match(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)", text):
        raise ValueError(f"'{text}' is not an as-of time: {EXAMPLES}.")
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"'{text}' is not an as-of time ({error}): {EXAMPLES}.") from error
    if given.year not in YEARS:
        raise ValueError(f"'{text}' is not an as-of time in the years {YEARS[0]} to {YEARS[-1]}: {EXAMPLES}.")
    return text


def refuse_days_to_come(text: str, zone: ZoneInfo) -> None:
    """Raise RefusedError for a refresh's clock after today: it would publish what nobody knows."""
    today = datetime.now(zone).date()
    # The calendar ends with a day whose end in UTC it doesn't have.
    is_last = text[:4] == str(date.max.year)
    if is_last or instant(text, zone, today).replace(tzinfo=UTC).astimezone(zone).date() > today:
        raise RefusedError(f"'{text}' is in the future; the latest as-of time is the end of today, {today}.")


def instant(text: str, zone: ZoneInfo, newest_day: date | None) -> datetime:
    """The instant of a clock in UTC, without zone: a day is its last microsecond in `zone`.

    `newest_day` is the day of `latest`; without one, that is today. A day that the zone left out, as
    Pacific/Apia did 2011-12-30, ends with the day before.
    """
    if text == "now":
        return datetime.now(UTC).replace(tzinfo=None)
    if text == "latest" or re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        today = datetime.now(zone).date()
        day = (newest_day or today) if text == "latest" else date.fromisoformat(text)
        # The second time, where clocks go back over midnight.
        last = datetime.combine(day, time.max, zone).replace(fold=1)
        return last.astimezone(UTC).replace(tzinfo=None)
    given = datetime.fromisoformat(text)
    return given.astimezone(UTC).replace(tzinfo=None) if given.tzinfo else given
