"""A batch as it is sent, and what can come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.delivery.audience import UNIT
from orchestration.delivery.receipts import OUTBOX
from orchestration.project.errors import PassingError, RefusedError
from orchestration.warehouse.connections import Warehouse


class AwayError(PassingError):
    """The destination didn't answer, or said that it can't now: what was sent may have arrived."""


class UnauthorizedError(RefusedError):
    """The destination refuses the sender, whatever is sent."""


class RowsRefusedError(Exception):
    """The destination refuses what a batch holds; `reason` says so without a value of it."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Row:
    """One member: `id` is the same whenever this addition or removal is sent, `values` are by column."""

    id: str
    key: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Batch:
    """Rows that are sent together; `id` is the same whenever they are."""

    id: str
    segment: str
    action: str
    number: int
    phase: int
    rows: Sequence[Row]

    @property
    def is_removal(self) -> bool:
        """Whether the members are to go."""
        return self.action == "remove"


def values_of(row: Mapping[str, Any]) -> dict[str, str]:
    """What was staged of a member, by column: the file may name others since."""
    return dict(zip(row["columns"].split(","), row["content"].split(UNIT), strict=True))


def load_rows(warehouse: Warehouse, found: Sequence[Mapping[str, Any]]) -> list[Batch]:
    """The batches of these rows of the table of batches, with their members in the order of keys."""
    ids = [row["batch_id"] for row in found]
    marks = ", ".join("?" * len(ids))
    by_batch: dict[str, list[Row]] = {batch: [] for batch in ids}
    for row in warehouse.rows(
        f"select batch_id, row_id, member_key, columns, content from {OUTBOX} where batch_id in ({marks})"
        " order by batch_id, member_key",
        ids,
    ):
        by_batch[row["batch_id"]].append(Row(row["row_id"], row["member_key"], values_of(row)))
    return [
        Batch(
            row["batch_id"],
            row["segment"],
            row["action"],
            row["number"],
            row["phase"],
            by_batch[row["batch_id"]],
        )
        for row in found
    ]
