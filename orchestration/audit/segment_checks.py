"""The audit's checks of each segment, declared as data."""

from orchestration.audit.check import Check

# If more than half of the verdicts are unknown, the rule describes missing data rather than people.
LARGEST_UNKNOWN_SHARE = 0.5

# At four deviations, 9 of 927 real days of three kinds of event stand out (docs/audit.md). All of these days
# are near holidays, and none stands out if seeds/unusual_days.csv lists them. If half of a day's events are
# missing, or each arrives twice, the same bound finds 96 of 100 such days.
MOST_DEVIATIONS_OF_EVENTS = 4

# A quarter of all customers don't lose a trait within a day. A larger rise means that the source lost it.
LARGEST_RISE_OF_UNKNOWN = 0.25

# If half of a segment is replaced at once, broken input is more likely than a changed world.
LARGEST_CHURN = 0.5

# At five deviations, 2 of 944 weekly changes of real segments stand out. Both come from mailings.
MOST_DEVIATIONS = 5

# The field's rule of thumb, cited in macros/audit_facts/stability_index.sql: from 0.1 on a small shift, from
# 0.25 on a large one.
LARGEST_PSI_OF_SIZE = 0.1
LARGEST_PSI_OF_PROFILE = 0.25

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
        "The size is in the segment's size band",
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
    # The kept verdicts differ from the rule, so they must never be published.
    Check(
        "recomputed_alike",
        "candidates",
        "hold",
        "differences",
        "Customers computed a second time have the same result",
        at_most=0,
    ),
    # This release corrects the difference, whatever caused it.
    Check(
        "published_alike",
        "candidates",
        "warn",
        "published_differences",
        "Size, members and changes of the last release agree",
        at_most=0,
        missing="not counted",
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
    # Half a day's events hardly change a segment over the last month, and are as wrong in it.
    Check(
        "events_as_usual",
        "drift",
        "hold",
        "events",
        "The rule's events in the last 24 hours are about as many as usual on such a day",
        deviations=MOST_DEVIATIONS_OF_EVENTS,
        usual=("usual_events", "usual_deviation_of_events"),
        between=("least_events", "most_events"),
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
        "Customers for whom the rule has lost its answer since the day before, as a share of all",
        at_most=LARGEST_RISE_OF_UNKNOWN,
        takes=("at_most", "severity"),
        missing="no day before",
    ),
    Check(
        "churn",
        "drift",
        "warn",
        "churned_share",
        "Entries and exits as a share of the previous members",
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
