"""The two frames that the audit judges: a row for the project, and a row a segment."""

from typing import Any

from orchestration.warehouse import Warehouse

PROJECT_FACTS = "select * from membership.project_facts"

# From the definitions, so that a segment without facts is judged (and fails) rather than passed over.
# An empty segment is a mistake unless its size band begins at 0.
SEGMENT_FACTS = """
select
    definitions.segment,
    facts.size,
    facts.duplicates,
    facts.orphans,
    facts.unknown_share,
    definitions.size_min,
    definitions.size_max,
    case when definitions.size_min = 0 then 0 else 1 end as smallest_size,
    -- The first members of a segment replace nobody.
    case when facts.previous_size > 0 and not facts.is_first
        then cast(facts.entered + facts.exited as double precision) / facts.previous_size else 0
    end as churn
from membership.segment_definitions as definitions
left join membership.segment_facts as facts on definitions.segment = facts.segment
order by definitions.segment
"""


def release_id(warehouse: Warehouse) -> int:
    """The release that the candidates would become."""
    return int(warehouse.rows("select release_id from membership.refresh_plan")[0]["release_id"])


def frame(warehouse: Warehouse, query: str) -> Any:
    """The rows of a query as a pandas frame whose numbers stay numbers where some are missing."""
    import pandas as pd

    return pd.DataFrame(warehouse.rows(query)).convert_dtypes()
