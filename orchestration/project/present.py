"""What is written down with an act: the time by the machine's clock, and who is logged in."""

import getpass
from datetime import UTC, datetime


def utc_now() -> datetime:
    """The machine's time in UTC, without a zone, as the warehouse has times."""
    return datetime.now(UTC).replace(tzinfo=None)


def logged_in_user() -> str:
    """Who runs the command, as far as the machine knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        # In a container a process may be of nobody whom the system knows.
        return "unknown"
