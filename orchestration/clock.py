"""Checks a clock before anything starts; dbt reads the same text and gives it its meaning."""

import re
from datetime import datetime

EXAMPLES = "valid are latest, now, a day such as 2017-06-30, or a UTC time such as 2017-06-30T18:00:00"


def checked_as_of(text: str) -> str:
    """The clock as given. Raises ValueError, with a sentence, for what is no clock."""
    if text in ("latest", "now"):
        return text
    if not re.match(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)", text):
        raise ValueError(f"'{text}' is no clock: {EXAMPLES}.")
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"'{text}' is no clock ({error}): {EXAMPLES}.") from error
    return text
