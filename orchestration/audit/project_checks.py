"""The audit's checks of the data as a whole, declared as data."""

from orchestration.audit.check import Check

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
    # If the refreshing user's rights changed, they may see only a part of the customers.
    Check(
        "customers_as_usual",
        "core",
        "block",
        "customers_lost",
        "No more than a third of the last release's customers are gone",
        at_most=0.33,
        takes=("at_most", "severity"),
        missing="no release before",
    ),
    Check(
        "events_exist", "core", "block", "events_by_now", "There are events that have happened", at_least=1
    ),
    # Core sets aside the rows that it can't accept. The others are published unless too many rows are set
    # aside.
    Check(
        "events_are_taken",
        "core",
        "block",
        "set_aside_share",
        "Nearly all rows of events are accepted",
        at_most=0.1,
        floor="share_of_one_event",
        takes=("at_most", "severity"),
    ),
    *(
        Check(name, "core", "warn", fact, says, at_most=0, takes=("at_most", "severity"))
        for name, fact, says in (
            ("events_are_unique", "duplicate_events", "Rows of one event, loaded at one time, are the same"),
            ("events_have_ids", "null_event_ids", "Each event has an id"),
            ("events_have_times", "events_without_time", "Each event has a time"),
            (
                "events_have_values",
                "events_without_values",
                "Names and numbers of events are accepted",
            ),
        )
    ),
    # Events can remain after their customer is gone. They put nobody into a segment, so they don't stop a
    # release.
    Check(
        "events_have_customers",
        "core",
        "warn",
        "orphan_events",
        "Events that arrived belong to customers",
        at_most=0,
        takes=("at_most", "severity"),
    ),
    # Future events have no effect yet. Rules see them once the as-of time reaches them, and `latest` ignores
    # them.
    Check(
        "events_have_happened",
        "core",
        "warn",
        "events_to_come",
        "Events are not later than today or than the day after the newest arrival",
        at_most=0,
        takes=("at_most", "severity"),
    ),
    Check(
        "clock_goes_on",
        "core",
        "warn",
        "hours_gone_back",
        "Hours by which the machine's clock is before the start of the last release",
        at_most=1,
        takes=("at_most", "severity"),
    ),
    Check(
        "lists_name_customers",
        "core",
        "warn",
        "unmatched_list_entries",
        "Entries of imported lists match customers",
        at_most=0,
        takes=("at_most", "severity"),
    ),
    Check(
        "scores_are_current",
        "core",
        "warn",
        "scores_behind",
        "Days by which scores are older than the newest that were due",
        at_most=0,
        takes=("at_most", "severity"),
        missing="nobody is scored",
    ),
    Check(
        "clusters_are_stable",
        "core",
        "warn",
        "cluster_stability",
        "Clusters of halves of the customers agree (adjusted Rand index)",
        at_least=0.8,
        takes=("severity",),
        missing="there are no clusters",
    ),
    Check(
        "clusters_stay",
        "core",
        "warn",
        "cluster_drift",
        "How far a cluster's center moved since the clustering before, in standard deviations",
        at_most=0.5,
        takes=("at_most", "severity"),
        missing="there are no clusters to compare",
    ),
    Check(
        "events_are_fresh",
        "core",
        "block",
        "hours_behind",
        "Hours by which the newest event or the newest arrival is behind",
        takes=("at_most", "severity"),
    ),
    Check(
        "features_are_complete",
        "features",
        "block",
        "feature_rows",
        "Each customer has features",
        at_least="customers",
        at_most="customers",
    ),
    Check(
        "features_are_unique",
        "features",
        "block",
        "duplicate_features",
        "Each customer has features once",
        at_most=0,
    ),
)
