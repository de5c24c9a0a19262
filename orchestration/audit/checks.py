"""What the audit checks: one list for the whole project, one for each segment, read as data.

A check bounds one column of the facts, by constants or by other columns of the same row. A missing bound
is open; a missing fact fails the check.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "hold", "warn"]

# More than half of the customers without an answer: the rule says less about people than about missing data.
LARGEST_UNKNOWN_SHARE = 0.5

# Half of a segment replaced at once is more often a broken input than a changed world.
LARGEST_CHURN = 0.5


@dataclass(frozen=True)
class Check:
    """`column` lies between `at_least` and `at_most`; a failure blocks the release, holds or warns."""

    name: str
    severity: Severity
    column: str
    at_least: float | str | None = None
    at_most: float | str | None = None


PROJECT_CHECKS = (
    Check("customers_exist", "block", "customers", at_least=1),
    Check("customers_are_unique", "block", "duplicate_customers", at_most=0),
    Check("customers_have_ids", "block", "null_customer_ids", at_most=0),
    Check("events_exist", "block", "events", at_least=1),
    Check("events_are_unique", "block", "duplicate_events", at_most=0),
    Check("events_have_ids", "block", "null_event_ids", at_most=0),
    Check("events_have_times", "block", "events_without_time", at_most=0),
    # A customer may be gone while events remain: nobody is in a segment for it, hence no reason to stop.
    Check("events_have_customers", "warn", "orphan_events", at_most=0),
)

SEGMENT_CHECKS = (
    Check("members_are_unique", "hold", "duplicates", at_most=0),
    Check("members_are_customers", "hold", "orphans", at_most=0),
    Check("not_empty", "hold", "size", at_least="smallest_size"),
    Check("size_in_band", "hold", "size", at_least="size_min", at_most="size_max"),
    # What was kept from refresh to refresh says something else than the rule: never to be published.
    Check("recomputed_alike", "hold", "differences", at_most=0),
    Check("unknown_share", "warn", "unknown_share", at_most=LARGEST_UNKNOWN_SHARE),
    Check("churn", "warn", "churn", at_most=LARGEST_CHURN),
)
