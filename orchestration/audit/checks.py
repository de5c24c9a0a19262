"""What the audit checks: one list for the whole project, one for each segment, read as data.

A check bounds one column of the facts, by constants or by other columns of the same row. A missing bound
is open; a missing fact fails the check, unless the check says how it is called where there is none yet.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "hold", "warn"]
Suite = Literal["core", "features", "candidates", "drift"]

# More than half of the customers without an answer: the rule says less about people than about missing data.
LARGEST_UNKNOWN_SHARE = 0.5

# At four, 9 of the demonstration's 927 days of baskets, purchases and visits stand out, most of them around
# holidays; of days with half of these events 98 in 100 would, of days with each twice 97.
MOST_DEVIATIONS_OF_EVENTS = 4

# A quarter of all customers don't lose a trait in a day: their source does.
LARGEST_RISE_OF_UNKNOWN = 0.25

# Half of a segment replaced at once is more often a broken input than a changed world.
LARGEST_CHURN = 0.5

# At five deviations 2 of 944 weekly changes of the demonstration's segments stand out, both of mailings.
MOST_DEVIATIONS = 5

# The field's rule of thumb, which macros/compiler/_psi.sql cites: from 0.1 on a little, from 0.25 on much.
LARGEST_PSI_OF_SIZE = 0.1
LARGEST_PSI_OF_PROFILE = 0.25


@dataclass(frozen=True)
class Check:
    """`column` lies between `at_least` and `at_most`; a failure blocks the release, holds or warns."""

    name: str
    suite: Suite
    severity: Severity
    column: str
    says: str
    at_least: float | str | None = None
    at_most: float | str | None = None
    # Instead of bounds: so many times the deviation from the usual value, of columns that name both.
    deviations: float | None = None
    usual: tuple[str, str] | None = None
    # Whether the deviation is one of logarithms: so many times more or less rather than so many more or less.
    is_ratio: bool = False
    # A column that `at_most` is raised to where it lies below.
    floor: str | None = None
    # What a project or a segment may set otherwise.
    takes: tuple[str, ...] = ()
    # The name of a missing fact, where that is no failure.
    missing: str | None = None
    # A column that says what was observed: a trait, a kind of event.
    of: str | None = None


PROJECT_CHECKS = (
    Check("customers_exist", "core", "block", "customers", "There are customers", at_least=1),
    Check(
        "customers_are_unique",
        "core",
        "block",
        "duplicate_customers",
        "Each customer has one row",
        at_most=0,
    ),
    Check("customers_have_ids", "core", "block", "null_customer_ids", "Each customer has an id", at_most=0),
    Check("events_exist", "core", "block", "events", "There are events", at_least=1),
    Check("events_are_unique", "core", "block", "duplicate_events", "Each event arrived once", at_most=0),
    Check("events_have_ids", "core", "block", "null_event_ids", "Each event has an id", at_most=0),
    Check("events_have_times", "core", "block", "events_without_time", "Each event has a time", at_most=0),
    # A customer may be gone while events remain: nobody is in a segment for it, hence no reason to stop.
    Check(
        "events_have_customers",
        "core",
        "warn",
        "orphan_events",
        "Events that arrived are of customers",
        at_most=0,
        takes=("at_most", "severity"),
    ),
    Check(
        "events_are_fresh",
        "core",
        "block",
        "hours_behind",
        "Hours that the newest event and the newest arrival lie behind",
        takes=("at_most", "severity"),
    ),
    Check(
        "features_are_complete",
        "features",
        "block",
        "feature_rows",
        "There are features of each customer",
        at_least="customers",
        at_most="customers",
    ),
    Check(
        "features_are_unique",
        "features",
        "block",
        "duplicate_features",
        "Features of each customer stand once",
        at_most=0,
    ),
)

SEGMENT_CHECKS = (
    Check("members_are_unique", "candidates", "hold", "duplicates", "No member is counted twice", at_most=0),
    Check("members_are_customers", "candidates", "hold", "orphans", "Members are customers", at_most=0),
    Check(
        "not_empty",
        "candidates",
        "hold",
        "size",
        "There are members, unless the size band begins at 0",
        at_least="smallest_size",
        takes=("severity",),
    ),
    Check(
        "size_in_band",
        "candidates",
        "hold",
        "size",
        "The size lies in the segment's size band",
        at_least="size_min",
        at_most="size_max",
        takes=("severity",),
    ),
    Check(
        "group_is_exclusive",
        "candidates",
        "hold",
        "shared",
        "No member is in another segment of the same priority group",
        at_most=0,
    ),
    # What was kept from refresh to refresh says something else than the rule: never to be published.
    Check(
        "recomputed_alike",
        "candidates",
        "hold",
        "differences",
        "Customers worked out a second time come out alike",
        at_most=0,
    ),
    Check(
        "unknown_share",
        "candidates",
        "warn",
        "unknown_share",
        "Share of customers for whom the rule has no answer",
        at_most=LARGEST_UNKNOWN_SHARE,
        takes=("at_most", "severity"),
    ),
    Check(
        "size_as_usual",
        "drift",
        "hold",
        "size",
        "The size has changed about as much as it usually does",
        deviations=MOST_DEVIATIONS,
        usual=("usual_size", "usual_deviation"),
        takes=("deviations", "severity"),
        missing="no history yet",
    ),
    # Half a day's events hardly move a segment of the last month, and are as wrong in it.
    Check(
        "events_as_usual",
        "drift",
        "hold",
        "events",
        "As many events of what the rule reads came in the last 24 hours as usually on that weekday",
        deviations=MOST_DEVIATIONS_OF_EVENTS,
        usual=("usual_events", "usual_deviation_of_events"),
        is_ratio=True,
        takes=("deviations", "severity"),
        missing="no daily events",
        of="event_name",
    ),
    Check(
        "unknown_as_usual",
        "drift",
        "hold",
        "unknown_rise",
        "Customers for whom the rule has no answer any more since the day before, as a share of all",
        at_most=LARGEST_RISE_OF_UNKNOWN,
        takes=("at_most", "severity"),
        missing="no day before",
    ),
    Check(
        "churn",
        "drift",
        "warn",
        "churned_share",
        "Entries and exits as a share of the members before",
        at_most=LARGEST_CHURN,
        takes=("at_most", "severity"),
        missing="no members before",
    ),
    Check(
        "psi_size",
        "drift",
        "warn",
        "psi_size",
        "Population stability index of the size since the baseline",
        at_most=LARGEST_PSI_OF_SIZE,
        takes=("at_most", "severity"),
        missing="no baseline yet",
    ),
    Check(
        "psi_profile",
        "drift",
        "warn",
        "psi_profile",
        "Population stability index of the trait that moved most since the baseline",
        at_most=LARGEST_PSI_OF_PROFILE,
        floor="psi_by_chance",
        takes=("at_most", "severity"),
        missing="no profile yet",
        of="psi_trait",
    ),
)
