"""Messages that can't be sent wait, longer each time, and go out under the key they were written with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from mail_server import MailServer, mail_server
from told_ledger import DAY, FIRST, release, told_project

from orchestration.notices.following import acknowledge, escalate, follow_ups
from orchestration.notices.keeping import note_release, open_notices
from orchestration.notices.sending import send_pending
from orchestration.project.project import Project
from orchestration.rules.notify import Notify
from orchestration.warehouse.connections import open_warehouse

NOW = FIRST + 10 * DAY
MINUTE = timedelta(minutes=1)
VP, GONE = "vp@shop.example", "gone@shop.example"
TO_VP, TO_OWNER, TO_GONE = (Notify("enter", to, 24) for to in ("vp", "owner", GONE))


@pytest.fixture
def project(tmp_path) -> Project:
    project = told_project(tmp_path, f"{{vp: {VP}, desk: NOBODY_SET_IT}}")
    with open_warehouse(project) as warehouse:
        note_release(warehouse, 1)
        release(warehouse, 1, ["a"])
    return project


@pytest.fixture
def server(tmp_path, monkeypatch) -> Iterator[MailServer]:
    with mail_server(tmp_path) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def _enter(project: Project, *entries: Notify, customers: tuple[str, ...] = ("c",)) -> None:
    with open_warehouse(project) as warehouse:
        note_release(warehouse, 2)
        release(warehouse, 2, customers)
        open_notices(project, warehouse, [("loyal", entry) for entry in entries], NOW)


def test_a_message_says_who_and_why_and_until_when(project, server):
    _enter(project, TO_OWNER)
    assert send_pending(project, NOW).failed == {}
    (mail,) = server.messages
    assert mail["Subject"] == "warehouse_segments: loyal: customer c entered it"
    with open_warehouse(project) as warehouse:
        (open_one,) = follow_ups(warehouse, NOW)
    assert mail.get_content().strip().splitlines() == [
        "Segment loyal: customer c entered it, as of 2024-03-31 23:59 EDT.",
        "Its members are those for whom this is true:",
        "  did order",
        f"See to customer c by 2024-04-11 03:59 UTC, then: segments ack {open_one['notice']} --note TEXT",
        "Responsible: CRM.",
    ]
    assert send_pending(project, NOW + DAY).failed == {}
    assert len(server.messages) == 1


def test_what_is_down_is_told_once_a_turn_and_tried_again_after_a_pause(project, server, monkeypatch):
    _enter(project, TO_VP, TO_OWNER, Notify("enter", "desk"))
    monkeypatch.setenv("SEGMENTS_SMTP", "127.0.0.1:1")
    down = "the mail server in SEGMENTS_SMTP: Connection refused."
    unset = "the environment variable NOBODY_SET_IT is not set."
    assert sorted(send_pending(project, NOW).failed.values()) == sorted([down, unset])
    monkeypatch.setenv("SEGMENTS_SMTP", server.environment["SEGMENTS_SMTP"])
    # One of the two mails was tried, and waits.
    assert send_pending(project, NOW).failed == {}
    assert len(server.messages) == 1
    assert list(send_pending(project, NOW + 1 * MINUTE).failed.values()) == [unset]
    assert sorted(to for to, _ in server.got) == ["crm@example.com", VP]
    with open_warehouse(project) as warehouse:
        keys = warehouse.rows("select message, attempts from notices.messages where confirmed_at is not null")
    assert {f"<{row['message']}@shop.example>" for row in keys} == {key for _, key in server.got}
    assert sorted(row["attempts"] for row in keys) == [1, 2]


def test_one_refused_recipient_stops_nobody_else(project, server):
    server.refused.add(GONE)
    _enter(project, TO_GONE, TO_VP)
    refused = f"loyal, to {GONE}: the mail server refused the recipient."
    assert list(send_pending(project, NOW).failed.values()) == [refused]
    assert [to for to, _ in server.got] == [VP]


def test_what_is_closed_or_erased_before_it_was_sent_is_not_sent(project, server):
    _enter(project, TO_VP, customers=("c", "d", "e"))
    with open_warehouse(project) as warehouse:
        first = follow_ups(warehouse, NOW)[0]
        acknowledge(warehouse, first["notice"], "Called.", "anna", NOW)
        (other, *_) = (
            row["customer_id"] for row in follow_ups(warehouse, NOW) if row["notice"] != first["notice"]
        )
        warehouse.execute("delete from notices.notices where customer_id = ?", [other])
    assert send_pending(project, NOW).failed == {}
    (mail,) = server.messages
    gone = {first["customer_id"], other}
    assert str(mail["Subject"]).endswith(f"customer {({'c', 'd', 'e'} - gone).pop()} entered it")


def test_a_digest_is_one_message_that_names_all(project, server):
    _enter(project, Notify("enter", "vp", digest=True), customers=("c", "d"))
    assert send_pending(project, NOW).failed == {}
    (mail,) = server.messages
    assert str(mail["Subject"]).endswith("loyal: 2 customers entered it")
    assert {"- customer c", "- customer d"} <= set(mail.get_content().splitlines())


def test_a_digest_says_of_each_when_and_why(project, server):
    """Escalated together, all seemed to be of the first one's day."""
    _enter(project, Notify("enter", "vp", within=24, escalate_to=("owner",), digest=True), customers=("c",))
    with open_warehouse(project) as warehouse:
        note_release(warehouse, 3)
        release(warehouse, 3, ("d",))
        entry = Notify("enter", "vp", within=24, escalate_to=("owner",), digest=True)
        open_notices(project, warehouse, [("loyal", entry)], NOW + DAY)
        escalate(warehouse, NOW + 3 * DAY)
    assert send_pending(project, NOW + 3 * DAY).failed == {}
    (mail,) = (mail for mail in server.messages if "overdue" in str(mail["Subject"]))
    assert str(mail["Subject"]).endswith("overdue: loyal: 2 customers entered it")
    lines = mail.get_content().splitlines()
    assert lines[0].endswith("as of 2024-03-31 23:59 EDT and 2024-04-01 23:59 EDT.")
    assert {line for line in lines if line.startswith("- ")} == {
        "- customer c, as of 2024-03-31 23:59 EDT",
        "- customer d, as of 2024-04-01 23:59 EDT",
    }
    assert [line for line in lines if "was told on" in line] == [
        f"vp was told on {at:%Y-%m-%d %H:%M} UTC and hasn't closed it." for at in (NOW, NOW + DAY)
    ]


def test_a_subject_of_two_lines_stops_no_notice(project, server):
    _enter(project, TO_VP)
    with open_warehouse(project) as warehouse:
        warehouse.execute("update notices.notices set customer_id = 'c\n1'")
    assert send_pending(project, NOW).failed == {}
    (mail,) = server.messages
    assert str(mail["Subject"]).endswith("customer c 1 entered it")
