"""Settles what an interrupted delivery left: batches that a destination may have, or may not."""

from collections.abc import Sequence
from typing import Any

from orchestration.delivery.audience import audience_sql
from orchestration.delivery.batches import Batch, load_rows
from orchestration.delivery.destinations import Destination
from orchestration.delivery.receipts import BATCHES, OUTBOX, discard_unsent, doubt
from orchestration.delivery.sending import COLUMNS
from orchestration.warehouse.connections import Warehouse


def in_doubt(warehouse: Warehouse, destination: Destination) -> list[Batch]:
    """The batches to send again as they were, under the same keys; within the caller's transaction.

    A batch is sent again only while all that it says still holds. Of another, nobody can say what arrived:
    its members count as uncertain, so who isn't to be there is removed, and who is, is sent once more.
    """
    discard_unsent(warehouse, destination.name)
    found = warehouse.rows(
        f"select {COLUMNS} from {BATCHES} where destination = ? and status = 'sending'"
        " order by phase, segment, number",
        [destination.name],
    )
    holding = {
        batch
        for segment in {row["segment"] for row in found}
        for batch in _holding(warehouse, destination, segment)
    }
    left = [row["batch_id"] for row in found if row["batch_id"] not in holding]
    if left:
        doubt(warehouse, left)
    kept = [row for row in found if row["batch_id"] in holding]
    return load_rows(warehouse, kept, destination) if kept else []


def _holding(warehouse: Warehouse, destination: Destination, segment: str) -> list[str]:
    """The batches being sent whose additions are all in the audience as they stand, and removals all not."""
    audience = "(select null as member_key, null as content where 1 = 0)"
    parameters: Sequence[Any] = []
    if segment in destination.segments:
        audience, parameters = f"({audience_sql(destination, warehouse)})", [segment]
    rows = warehouse.rows(
        f"""
select sent.batch_id
from {OUTBOX} as sent
left join {audience} as audience on sent.member_key = audience.member_key
where sent.destination = ? and sent.segment = ?
group by sent.batch_id
having
    count(*) = sum(
        case
            when sent.action = 'remove' and audience.member_key is null then 1
            when sent.action = 'add' and sent.content = audience.content and sent.columns = ? then 1
            else 0
        end
    )
""",
        [*parameters, destination.name, segment, ",".join(destination.columns)],
    )
    return [row["batch_id"] for row in rows]
