"""Notices of what somebody should look at: a line in a file, and a webhook or a mail where one is named."""

import os
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from orchestration.audit.acceptance import FAILED, how_to_accept
from orchestration.notices.channels import SERVER, Message, NotDeliveredError, deliver
from orchestration.project.layers import LEDGER, NOTICES
from orchestration.project.present import utc_now
from orchestration.project.project import Project
from orchestration.terminal.console import printable
from orchestration.warehouse.connections import open_warehouse

# Environment variables: where a notice is posted to, and who gets it by mail (addresses, by commas).
WEBHOOK = "SEGMENTS_WEBHOOK_URL"
MAIL_SERVER = SERVER
MAIL_TO = "SEGMENTS_MAIL_TO"

# A rollback holds what it restores, and tells nobody anything new. What a release of the past held and the
# present still holds, nobody knows yet.
_NEWLY_HELD = f"""
select now.segment, now.held_reason
from {LEDGER}.segment_versions as now
where
    now.status = 'held'
    and now.release_id = (select max(release_id) from {LEDGER}.releases where mode <> 'rollback')
    and not exists (
        select 1
        from {LEDGER}.segment_versions as before
        where
            before.segment = now.segment and before.status = 'held'
            and before.release_id
            = (
                select max(earlier.release_id)
                from {LEDGER}.releases as earlier
                inner join {NOTICES}.releases as noted on earlier.release_id = noted.release_id
                where earlier.release_id < now.release_id
            )
    )
order by now.segment
"""


def notify(project: Project, subject: str, sentences: Sequence[str]) -> None:
    """Tell people: a line a sentence in the file of notices, then once by webhook and by mail.

    A service that can't be reached is noted in the file, and is no error.
    """
    _write(project, [f"{subject}: {sentence}" for sentence in sentences])
    now = utc_now()
    message = Message(uuid.uuid4().hex, f"{project.name}: {subject}", "\n".join(sentences), now)
    mailed = [address.strip() for address in os.environ.get(MAIL_TO, "").split(",")]
    for reach in filter(None, [WEBHOOK if os.environ.get(WEBHOOK) else "", *mailed]):
        try:
            deliver(reach, message)
        except NotDeliveredError as error:
            _write(project, [f"not delivered: {error}"])


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
