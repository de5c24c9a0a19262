"""The two lists of facts that the audit judges: one row for the project, and one row per segment."""

import json
from typing import Any

from orchestration.project.layers import MEMBERSHIP
from orchestration.warehouse.connections import Warehouse

PROJECT_FACTS = f"select * from {MEMBERSHIP}.project_facts"

# The rows come from the definitions. A segment without facts is therefore judged, and fails, instead of being
# skipped. An empty segment is a mistake unless its size band starts at 0.
SEGMENT_FACTS = f"""
select
    definitions.segment,
    definitions.access,
    definitions.checks,
    facts.size,
    facts.duplicates,
    facts.orphans,
    facts.shared,
    facts.unknown_share,
    definitions.size_min,
    definitions.size_max,
    case when definitions.size_min = 0 then 0 else 1 end as smallest_size,
    drift.usual_size,
    drift.usual_deviation,
    -- The first members of a segment replace nobody.
    case when not facts.is_first then drift.churned_share end as churned_share,
    drift.psi_size,
    drift.psi_profile,
    drift.psi_by_chance,
    drift.psi_trait,
    drift.unknown_rise,
    abs(published.size - published.members)
    + abs(published.members - published.balance) as published_differences,
    sources.event_name,
    sources.events,
    sources.usual_events,
    sources.least_events,
    sources.most_events,
    sources.usual_deviation as usual_deviation_of_events
from {MEMBERSHIP}.segment_definitions as definitions
left join {MEMBERSHIP}.segment_facts as facts on definitions.segment = facts.segment
left join {MEMBERSHIP}.candidate_drift as drift on definitions.segment = drift.segment
left join {MEMBERSHIP}.candidate_events as sources on definitions.segment = sources.segment
left join {MEMBERSHIP}.published_facts as published on definitions.segment = published.segment
order by definitions.segment
"""


def release_id(warehouse: Warehouse) -> int:
    """Returns the ID of the release that the candidates would become."""
    return int(warehouse.rows(f"select release_id from {MEMBERSHIP}.refresh_plan")[0]["release_id"])


def project_facts(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Returns the one row about the data as a whole, or an empty list if no candidates were built."""
    return [{**row, "segment": None, "subject": "project"} for row in warehouse.rows(PROJECT_FACTS)]


def segment_facts(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Returns one row per segment.

    `overrides` is what the segment's meta sets. `subject` is the name that public pages show for the segment.
    """
    return [
        {
            **row,
            "overrides": json.loads(row["checks"] or "{}"),
            "subject": f"hidden segment {place}" if row["access"] == "private" else row["segment"],
        }
        for place, row in enumerate(warehouse.rows(SEGMENT_FACTS), 1)
    ]
