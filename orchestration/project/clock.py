"""Parses a clock before anything starts, with the same meaning as macros/as_of/_clock.sql."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from orchestration.project.errors import RefusedError
from orchestration.project.present import utc_now

# Windows reach years back, and a day can end on the next one in UTC, so both ends of the calendar are
# excluded.
YEARS = range(1900, 9999)

EXAMPLES = "valid are latest, now, a day such as 2017-06-30, or a UTC time such as 2017-06-30T18:00:00"


def checked_as_of(text: str) -> str:
    """Returns the clock unchanged. Raises ValueError, with a sentence, if it isn't a clock."""
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
    """Raises RefusedError if the clock of a refresh is after today: nobody knows what to publish then."""
    today = datetime.now(zone).date()
    # The last day of the calendar ends outside of it in UTC.
    is_last = text[:4] == str(date.max.year)
    if is_last or instant(text, zone, today).replace(tzinfo=UTC).astimezone(zone).date() > today:
        raise RefusedError(f"'{text}' is in the future; the latest as-of time is the end of today, {today}.")


def instant(text: str, zone: ZoneInfo, newest_day: date | None) -> datetime:
    """Returns the instant of a clock in UTC, without a zone. A day stands for its last microsecond in `zone`.

    `newest_day` is the day of `latest`; if it is None, today is used. A day that the zone skipped, like
    2011-12-30 in Pacific/Apia, ends with the day before.
    """
    if text == "now":
        return utc_now()
    if text == "latest" or re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        today = datetime.now(zone).date()
        day = (newest_day or today) if text == "latest" else date.fromisoformat(text)
        # If clocks go back over midnight, this is the second occurrence.
        last = datetime.combine(day, time.max, zone).replace(fold=1)
        return last.astimezone(UTC).replace(tzinfo=None)
    given = datetime.fromisoformat(text)
    return given.astimezone(UTC).replace(tzinfo=None) if given.tzinfo else given
