"""Notices of what somebody should look at: a line in a file, and a webhook or a mail where one is named."""

import json
import os
import smtplib
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage

from orchestration.audit.acceptance import FAILED, how_to_accept
from orchestration.project.layers import LEDGER
from orchestration.project.project import Project
from orchestration.terminal.console import printable
from orchestration.warehouse.connections import open_warehouse

# Environment variables: the address that a notice is posted to; a mail server (host or host:port), and who
# gets the mail.
WEBHOOK = "SEGMENTS_WEBHOOK_URL"
MAIL_SERVER = "SEGMENTS_SMTP"
MAIL_TO = "SEGMENTS_MAIL_TO"

# Seconds: a service that doesn't answer must not hold a refresh up.
TIMEOUT = 10

_NEWLY_HELD = f"""
select now.segment, now.held_reason
from {LEDGER}.segment_versions as now
where
    now.status = 'held' and now.release_id = (select max(release_id) from {LEDGER}.releases)
    and not exists (
        select 1
        from {LEDGER}.segment_versions as before
        where
            before.segment = now.segment and before.status = 'held'
            and before.release_id
            = (select max(release_id) from {LEDGER}.releases where release_id < now.release_id)
    )
order by now.segment
"""


def notify(project: Project, subject: str, sentences: Sequence[str]) -> None:
    """Tell people: a line a sentence in the file of notices, then once by webhook and by mail.

    A service that can't be reached is noted in the file, and is no error.
    """
    _write(project, [f"{subject}: {sentence}" for sentence in sentences])
    text = "\n".join([f"{project.name}: {subject}", *sentences])
    for name, send in ((WEBHOOK, _post), (MAIL_SERVER, _mail)):
        if os.environ.get(name):
            try:
                send(os.environ[name], text)
            except (OSError, ValueError, smtplib.SMTPException) as error:
                _write(project, [f"not delivered: {name}: {error}"])


def notify_of_held(project: Project) -> None:
    """Tell which segments the last release holds and the one before did not."""
    with open_warehouse(project, read_only=True) as warehouse:
        held = warehouse.rows(_NEWLY_HELD)
        way_on = how_to_accept(project, held, warehouse.rows(FAILED) if held else [])
    if held:
        reasons = [f"{row['segment']}: {row['held_reason']}" for row in held]
        notify(project, "segments held", [*reasons, *way_on])


def _write(project: Project, lines: Sequence[str]) -> None:
    project.notices_file.parent.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with project.notices_file.open("a", encoding="utf-8") as file:
        # People look at it in a terminal.
        file.writelines(f"{now} {printable(' '.join(line.split()))}\n" for line in lines)


def _post(address: str, text: str) -> None:
    # Slack, Mattermost, Teams and their like take {"text": ...}.
    body = json.dumps({"text": text}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=TIMEOUT).close()


def _mail(server: str, text: str) -> None:
    message = EmailMessage()
    message["Subject"] = text.splitlines()[0]
    message["To"] = message["From"] = os.environ.get(MAIL_TO, "")
    message.set_content(text)
    host, _, port = server.partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=TIMEOUT) as connection:
        connection.send_message(message)
