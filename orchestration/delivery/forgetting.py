"""Takes an erased customer out of what was sent. The key stays until the destination has removed them."""

from collections.abc import Sequence

from orchestration.delivery.audience import UNIT
from orchestration.delivery.batches import values_of
from orchestration.delivery.receipts import MATCHES, RECEIPTS
from orchestration.project.layers import DELIVERIES
from orchestration.warehouse.connections import Warehouse

WHOSE = ("destination", "segment", "member_key", "columns", "content")


def forget_sent(warehouse: Warehouse, table: str, condition: str, customers: Sequence[str]) -> int:
    """Take customers out of `receipts` or `outbox`, within the caller's transaction; gives the rows changed.

    condition: of a row of one of them, with a parameter each. Of the identifiers that were sent, only the one
    by which the destination knows the member stays. A file, which is written whole, needs none.
    """
    relation = f"{DELIVERIES}.{table}"
    rows = warehouse.rows(f"select {', '.join(WHOSE)} from {relation} where {condition}", customers)
    matches = {row["destination"]: row["match"] for row in warehouse.rows(f"select * from {MATCHES}")}
    doubted = ", doubted = null, doubted_id = null" if relation == RECEIPTS else ""
    same = " and ".join(f"{name} = ?" for name in WHOSE)
    for row in rows:
        match = matches.get(row["destination"])
        kept = {name: value for name, value in values_of(row).items() if name == match}
        warehouse.execute(
            f"update {relation} set customer_id = null, columns = ?, content = ?{doubted} where {same}",
            [",".join(kept), UNIT.join(kept.values()), *(row[name] for name in WHOSE)],
        )
    return len(rows)
