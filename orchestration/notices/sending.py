"""Sends what is written down and not confirmed: each message at least once, and always under the same key."""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from orchestration.notices.channels import Message, NotDeliveredError, deliver, way_of
from orchestration.notices.keeping import MESSAGES, TABLE
from orchestration.notices.wording import subject_of, text_of
from orchestration.project.layers import LEDGER
from orchestration.project.project import Project
from orchestration.rules.notify import OWNER, people_of
from orchestration.warehouse.connections import Warehouse, open_warehouse

# A notice that was closed, or whose customer was erased, isn't sent any more.
PENDING = f"""
select
    messages.message, messages.person, messages.step as message_step, messages.written_at, messages.attempts,
    messages.tried_at, notices.notice, notices.segment, notices.happening, notices.subject,
    notices.customer_id, notices.happened_at, notices.reason, notices.recipient, notices.opened_at,
    notices.due_at, notices.within_hours, versions.rule, versions.owner, versions.owner_email
from {MESSAGES} as messages
inner join {TABLE} as notices on messages.notice = notices.notice
left join {LEDGER}.current_versions as versions on notices.segment = versions.segment
where messages.confirmed_at is null and notices.acknowledged_at is null
order by messages.written_at, messages.message, notices.customer_id, notices.notice
"""
TRIED = f"update {MESSAGES} set attempts = attempts + 1, tried_at = ? where message = ?"
CONFIRMED = f"update {MESSAGES} set confirmed_at = ? where message = ?"

# Seconds of one turn: a refresh goes on, and the rest follows with the next tick.
TURN_SECONDS = 30.0
# Minutes until a message is tried again: 1, 2, 4 ... up to six hours.
LONGEST_PAUSE = 360


@dataclass
class Sent:
    """What became of messages: how many arrived, and at which ways and persons.

    `failed` has a sentence for each way that is down, and for each person whose message was refused.
    """

    count: int = 0
    reached: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)


def send_pending(project: Project, now: datetime) -> Sent:
    """Send what waits and is to be tried now.

    The caller is the one writer. No connection to the warehouse is open while a service is waited for. A
    process that dies between a service's answer and the confirmation sends that message again.
    """
    with open_warehouse(project) as warehouse:
        rows = tried_now(warehouse, now)
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["message"]].append(_with_names(project, row))
    sent = Sent()
    begun = time.monotonic()
    for key, notices in grouped.items():
        reach = notices[0]["reach"]
        way, person = way_of(reach), f"{notices[0]['segment']}, to {notices[0]['person']}"
        if way in sent.failed or time.monotonic() - begun > TURN_SECONDS:
            continue
        subject = subject_of(project.name, notices)
        text = text_of(notices, project.variables["time_zone"])
        with open_warehouse(project) as warehouse:
            warehouse.execute(TRIED, [now, key])
        try:
            deliver(reach, Message(key, subject, text, notices[0]["written_at"]))
        except NotDeliveredError as error:
            if error.is_down:
                sent.failed[way] = f"{error}."
            else:
                sent.failed[person] = f"{person}: {error}."
            continue
        with open_warehouse(project) as warehouse:
            warehouse.execute(CONFIRMED, [now, key])
        sent.count += 1
        sent.reached |= {way, person}
    return sent


def tried_now(warehouse: Warehouse, now: datetime) -> list[dict[str, Any]]:
    """What waits and is to be tried now, a row a notice; what failed pauses before it is tried again."""
    rows = warehouse.rows(PENDING) if warehouse.columns(MESSAGES) else []
    return [row for row in rows if _may_be_tried(row, now)]


def _may_be_tried(row: dict[str, Any], now: datetime) -> bool:
    if not row["attempts"]:
        return True
    pause = timedelta(minutes=min(2 ** (row["attempts"] - 1), LONGEST_PAUSE))
    return row["tried_at"] + pause <= now


def _with_names(project: Project, row: dict[str, Any]) -> dict[str, Any]:
    """The row with where the person is reached, and how people are called."""
    people = people_of(project)
    is_owner = row["person"] == OWNER
    reach = row["owner_email"] if is_owner else people.get(row["person"], row["person"])
    hours = timedelta(hours=row["within_hours"] or 0)
    return row | {
        # Of an owner without an address: a name that no variable of the environment has.
        "reach": reach or OWNER.upper(),
        "person_name": _called(row, row["person"]),
        "recipient_name": _called(row, row["recipient"]),
        "next_due_at": row["due_at"] and row["due_at"] + row["message_step"] * hours,
    }


def _called(row: dict[str, Any], person: str) -> str:
    return row["owner"] or OWNER if person == OWNER else person
