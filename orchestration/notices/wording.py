"""What a notice says: which segment, who or what and why, who is responsible, and until when."""

from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.project.figures import clock, moment
from orchestration.rules.notify import ENTER, EXIT, GOAL_MISSED

Row = Mapping[str, Any]


def subject_of(project: str, rows: Sequence[Row]) -> str:
    """The subject of the message of one or more notices, all of one segment, kind and step."""
    row = rows[0]
    overdue = "overdue: " if row["message_step"] else ""
    return f"{project}: {overdue}{row['segment']}: {_what(rows)}"


def text_of(rows: Sequence[Row], zone: str) -> str:
    """The message's text; times of things that happened are days in `zone`, deadlines UTC.

    It says who entered, and no more of them: traits and addresses stay in the warehouse.
    """
    row, is_one = rows[0], len(rows) == 1
    clocks = dict.fromkeys(clock(one["happened_at"], zone) for one in rows)
    lines = [f"Segment {row['segment']}: {_what(rows)}, as of {' and '.join(clocks)}."]
    if is_one and row["reason"]:
        lines.append(row["reason"])
    if row["happening"] == ENTER and row["rule"]:
        lines += ["Its members are those for whom this is true:", *_indented(row["rule"])]
    for one in rows:
        who = f"customer {one['customer_id']}" if one["customer_id"] else one["subject"] or "it"
        if len(clocks) > 1:
            who += f", as of {clock(one['happened_at'], zone)}"
        if not is_one:
            lines.append(f"- {who}" + (f": {one['reason']}" if one["reason"] else ""))
        if row["message_step"]:
            told = moment(one["opened_at"])
            lines.append(f"{one['recipient_name']} was told on {told} and hasn't closed it.")
        if one["due_at"]:
            see_to = f"See to {who if is_one else 'it'} by {moment(one['next_due_at'])}"
            lines.append(f"{see_to}, then: segments ack {one['notice']} --note TEXT")
    lines.append(f"Responsible: {row['person_name']}.")
    return "\n".join(lines)


def _what(rows: Sequence[Row]) -> str:
    row, count = rows[0], len(rows)
    if row["happening"] in (ENTER, EXIT):
        turned = "entered" if row["happening"] == ENTER else "left"
        # One customer may have entered more than once.
        customers = len({one["customer_id"] for one in rows})
        who = f"{customers:,} customers" if customers > 1 else f"customer {row['customer_id']}"
        return f"{who} {turned} it"
    if row["happening"] == GOAL_MISSED:
        return f"its goal {row['subject']} is missed" if count == 1 else f"{count:,} of its goals are missed"
    times = f", {count:,} times" if count > 1 else ""
    if row["happening"].startswith("size"):
        return f"its {row['happening']}{times}"
    return f"it is {row['happening']}{times}"


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in text.splitlines()]
