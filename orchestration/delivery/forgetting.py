"""Takes an erased customer out of what was sent. The key stays until the destination has removed them."""

from collections.abc import Sequence

from orchestration.delivery.audience import UNIT
from orchestration.delivery.batches import values_of
from orchestration.delivery.receipts import RECEIPTS
from orchestration.warehouse.connections import Warehouse

WHOSE = ("destination", "segment", "member_key", "columns", "content")
# As key_form of a phone number has it.
NO_PART_OF_A_NUMBER = str.maketrans("", "", " -().+/")


def forget_sent(warehouse: Warehouse, relation: str, condition: str, customers: Sequence[str]) -> int:
    """Take customers out of receipts or the outbox, within the caller's transaction; gives the rows changed.

    condition: of a row of one of them, with a parameter each. Of the identifiers that were sent, only the one
    that is the member's key stays.
    """
    rows = warehouse.rows(f"select {', '.join(WHOSE)} from {relation} where {condition}", customers)
    doubted = ", doubted = null, doubted_id = null" if relation == RECEIPTS else ""
    same = " and ".join(f"{name} = ?" for name in WHOSE)
    for row in rows:
        kept = {
            name: value for name, value in values_of(row).items() if _as_key(name, value) == row["member_key"]
        }
        warehouse.execute(
            f"update {relation} set customer_id = null, columns = ?, content = ?{doubted} where {same}",
            [",".join(kept), UNIT.join(kept.values()), *(row[name] for name in WHOSE)],
        )
    return len(rows)


def _as_key(column: str, value: str) -> str:
    """A value in the form of key_form."""
    value = value.strip()
    if column == "email":
        return value.lower()
    return value.translate(NO_PART_OF_A_NUMBER) if column == "phone" else value
