"""`segments followups` and `segments ack`: what waits for somebody, and that somebody has seen to it."""

from typing import Any

from rich.table import Table
from rich.text import Text

from orchestration.notices.following import acknowledge, follow_ups
from orchestration.project.figures import moment
from orchestration.project.present import logged_in_user, utc_now
from orchestration.project.project import Project
from orchestration.readers.for_readers import write_for_readers
from orchestration.terminal import console
from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.writer import only_writer

SHOWN = (
    *("notice", "segment", "happening", "customer_id", "subject", "happened_at", "reason", "responsible"),
    *("opened_at", "due_at", "is_overdue", "step", "undelivered"),
)


def list_followups(project: Project, *, as_json: bool) -> None:
    """Print the open follow-ups; they name customers, so only whoever may read the warehouse sees them."""
    with open_warehouse(project, read_only=True) as warehouse:
        rows = follow_ups(warehouse, utc_now())
    if as_json:
        console.print_json([{column: row[column] for column in SHOWN} for row in rows])
    elif rows:
        console.show(_table(rows))
    else:
        console.out.print("Nothing waits for anybody.")


def close_followup(
    project: Project, notice: str, note: str, by: str | None, *, wait: float, as_json: bool
) -> None:
    """Close a follow-up and take it off the page; raises RefusedError where it isn't open."""
    with only_writer(project, wait):
        with open_warehouse(project) as warehouse:
            closed = acknowledge(warehouse, notice, note, by or logged_in_user(), utc_now())
        write_for_readers(project)
    if as_json:
        console.print_json(closed)
        return
    about = f"{closed['segment']}, {closed['customer_id'] or closed['subject'] or closed['happening']}"
    console.out.print(f"Closed {notice} ({about}): {closed['note']}", markup=False, highlight=False)


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("ID", "segment", "what", "who", "responsible", "due"):
        table.add_column(title, overflow="fold")
    for row in rows:
        due = Text("overdue since " if row["is_overdue"] else "", "yellow").append(moment(row["due_at"]), "")
        if row["undelivered"]:
            due.append(" (not delivered yet)")
        who = row["customer_id"] or row["subject"]
        table.add_row(row["notice"], row["segment"], row["happening"], who, row["responsible"], due)
    return table
