"""Checks the kept verdicts: each rule's standalone query evaluates a share of the customers again."""

from orchestration.project.layers import MEMBERSHIP
from orchestration.warehouse.connections import Warehouse

QUERIES = f"""
select queries.segment, queries.query, definitions.word, definitions.mask
from {MEMBERSHIP}.standalone_queries as queries
inner join {MEMBERSHIP}.segment_definitions as definitions on queries.segment = definitions.segment
order by queries.segment
"""

DIFFERENCES = f"""
select count(*) as differences
from (
    select answered.customer_id
    from (
        {{query}}
    ) as answered
    inner join {MEMBERSHIP}.checked_customers as checked on answered.customer_id = checked.customer_id
) as recomputed
full outer join (
    select verdicts.customer_id
    from {MEMBERSHIP}.customer_verdicts as verdicts
    inner join {MEMBERSHIP}.checked_customers as checked on verdicts.customer_id = checked.customer_id
    where (verdicts.members_{{word}} & {{mask}}) <> 0
) as kept on recomputed.customer_id = kept.customer_id
where recomputed.customer_id is null or kept.customer_id is null
"""


def count_differences(warehouse: Warehouse) -> dict[str, int]:
    """Returns, by segment, how many kept verdicts of checked customers differ from the standalone query.

    If no customers are checked, there is no query and no difference.
    """
    if not warehouse.rows(f"select customer_id from {MEMBERSHIP}.checked_customers limit 1"):
        definitions = warehouse.rows(f"select segment from {MEMBERSHIP}.segment_definitions")
        return {row["segment"]: 0 for row in definitions}
    return {
        row["segment"]: warehouse.rows(DIFFERENCES.format(**row))[0]["differences"]
        for row in warehouse.rows(QUERIES)
    }
