"""What a notice says: which segment, who or what and why, who is responsible, and until when."""

from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.project.figures import clock, moment
from orchestration.rules.notify import ENTER, EXIT, GOAL_MISSED

Row = Mapping[str, Any]


def subject_of(project: str, rows: Sequence[Row]) -> str:
    """The subject of the message of one or more notices, all of one segment, kind and step."""
    row = rows[0]
    what = _what(row, len(rows))
    overdue = "overdue: " if row["message_step"] else ""
    return f"{project}: {overdue}{row['segment']}: {what}"


def text_of(rows: Sequence[Row], zone: str) -> str:
    """The message's text; times of things that happened are days in `zone`, deadlines UTC.

    It says who entered, and no more of them: traits and addresses stay in the warehouse.
    """
    row = rows[0]
    lines = [f"Segment {row['segment']}: {_what(row, len(rows))}, as of {clock(row['happened_at'], zone)}."]
    if row["reason"]:
        lines.append(row["reason"])
    if row["happening"] == ENTER and row["rule"]:
        lines += ["Its members are those for whom this is true:", *_indented(row["rule"])]
    if row["message_step"]:
        lines.append(f"{row['recipient_name']} was told on {moment(row['opened_at'])} and hasn't closed it.")
    for one in rows:
        who = f"customer {one['customer_id']}" if one["customer_id"] else one["subject"] or "it"
        if one["due_at"]:
            lines.append(f"See to {who} by {_deadline(one)}, then: segments ack {one['notice']} --note TEXT")
        elif len(rows) > 1:
            lines.append(f"- {who}")
    lines.append(f"Responsible: {row['person_name']}.")
    return "\n".join(lines)


def _what(row: Row, count: int) -> str:
    many = f"{count:,} customers"
    if row["happening"] in (ENTER, EXIT):
        turned = "entered" if row["happening"] == ENTER else "left"
        return f"{many if count > 1 else 'customer ' + row['customer_id']} {turned} it"
    if row["happening"] == GOAL_MISSED:
        return f"its goal {row['subject']} is missed"
    if row["happening"].startswith("size"):
        return f"its {row['happening']}"
    return f"it is {row['happening']}"


def _deadline(row: Row) -> str:
    return moment(row["next_due_at"])


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in text.splitlines()]
