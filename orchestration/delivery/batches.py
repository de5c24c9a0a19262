"""A batch as it is sent, and what can come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.delivery.audience import UNIT
from orchestration.delivery.destinations import Destination
from orchestration.delivery.receipts import OUTBOX, RECEIPTS
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
    """One member: `id` is the same whenever this addition or removal is sent, `values` are by column.

    `former` are other spellings of the key with which the member was sent before, or may have been: a table
    would take each of them for a row of its own.
    """

    id: str
    key: str
    values: Mapping[str, str]
    former: Sequence[str] = ()


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


def load_rows(
    warehouse: Warehouse, found: Sequence[Mapping[str, Any]], destination: Destination
) -> list[Batch]:
    """The batches of these rows of the table of batches, with their members in the order of keys."""
    ids = [row["batch_id"] for row in found]
    marks = ", ".join("?" * len(ids))
    known = ""
    columns = "sent.batch_id, sent.row_id, sent.member_key, sent.columns, sent.content"
    if destination.kind == "postgres":
        columns += ", known.columns as known_columns, known.content as known_content, known.doubted"
        known = (
            f" left join {RECEIPTS} as known on sent.destination = known.destination"
            " and sent.segment = known.segment and sent.member_key = known.member_key"
        )
    by_batch: dict[str, list[Row]] = {batch: [] for batch in ids}
    for row in warehouse.rows(
        f"select {columns} from {OUTBOX} as sent{known} where sent.batch_id in ({marks})"
        " order by sent.batch_id, sent.member_key",
        ids,
    ):
        values = values_of(row)
        former = _former(row, destination.match, values) if known else ()
        by_batch[row["batch_id"]].append(Row(row["row_id"], row["member_key"], values, former))
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


def _former(row: Mapping[str, Any], match: str, values: Mapping[str, str]) -> list[str]:
    doubted = (row["doubted"] or "").partition(":")
    said = ((row["known_columns"], row["known_content"]), (doubted[0], doubted[2]))
    spellings = (values_of({"columns": names, "content": text}).get(match) for names, text in said if names)
    return [text for text in dict.fromkeys(spellings) if text and text != values.get(match)]
