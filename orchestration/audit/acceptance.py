"""Accepted findings: once somebody accepts a hold, that check no longer holds the segment for that day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.audit.segment_checks import SEGMENT_CHECKS
from orchestration.audit.verdicts import Verdict
from orchestration.project.errors import RefusedError
from orchestration.project.layers import LEDGER
from orchestration.project.nearest import hint
from orchestration.project.present import utc_now
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse

TABLE = f"{LEDGER}.accepted_findings"
CREATE_TABLE = f"""
create table if not exists {TABLE} (
    segment varchar(255) not null,
    check_name varchar(255) not null,
    as_of_day date not null,
    release_id bigint not null,
    observed varchar(255) not null,
    expected varchar(255) not null,
    note varchar(1000) not null,
    accepted_by varchar(255) not null,
    accepted_at timestamp not null
)
"""
FINDINGS = f"""
select check_name, observed, expected
from {LEDGER}.audit_log
where release_id = ? and segment = ? and severity = 'hold' and not passed
order by check_name
"""
# What the last release held segments for.
FAILED = f"""
select segment, release_id, check_name, severity, passed
from {LEDGER}.audit_log
where
    release_id = (select max(release_id) from {LEDGER}.releases)
    and segment is not null and severity = 'hold' and not passed
"""
# Failures of the other checks are errors, whatever the segment is for and whoever has looked at them.
ACCEPTABLE = frozenset(check.name for check in SEGMENT_CHECKS if "severity" in check.takes)


def accept(
    warehouse: Warehouse, segment: str, release: int, note: str, by: str, zone: str
) -> list[dict[str, Any]]:
    """Accepts the findings for which a release held a segment. Returns one row per finding.

    The caller holds the lock and the transaction. Raises RefusedError if there is nothing to accept.
    """
    if not note.strip():
        raise RefusedError("--note: say why the finding is right.")
    as_of = _clock(warehouse, release)
    findings = warehouse.rows(FINDINGS, [release, segment])
    if not findings:
        raise RefusedError(_why_nothing(warehouse, segment, release))
    for finding in findings:
        if finding["check_name"] not in ACCEPTABLE:
            raise RefusedError(
                f"'{segment}': {finding['check_name']}: {finding['observed']}, expected"
                f" {finding['expected']}: that can't be right, so it can't be accepted; fix the cause."
            )
    day = as_of.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
    now = utc_now()
    rows = [
        {"segment": segment, "check_name": finding["check_name"], "as_of_day": day, "release_id": release}
        | {"observed": finding["observed"], "expected": finding["expected"]}
        | {"note": note.strip(), "accepted_by": by, "accepted_at": now}
        for finding in findings
    ]
    warehouse.execute(CREATE_TABLE)
    # If a finding is accepted twice, the later note replaces the earlier one.
    warehouse.execute(f"delete from {TABLE} where segment = ? and release_id = ?", [segment, release])
    warehouse.insert(TABLE, [tuple(row.values()) for row in rows])
    return rows


def accepted_findings(warehouse: Warehouse, segment: str | None = None) -> list[dict[str, Any]]:
    """Returns the accepted findings, latest first: of one segment, or of all segments.

    Returns an empty list for users who may not read the table.
    """
    if not warehouse.columns(TABLE):
        return []
    of = " where segment = ?" if segment else ""
    return warehouse.rows(
        f"select * from {TABLE}{of} order by accepted_at desc, segment, check_name",
        [segment] if segment else [],
    )


def with_accepted(warehouse: Warehouse, day: date, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Returns the verdicts for the day of an as-of time. Verdicts accepted for that day only warn."""
    found = {
        (row["segment"], row["check_name"]): row["release_id"]
        for row in accepted_findings(warehouse)
        if row["as_of_day"] == day
    }
    return [_softened(verdict, found.get((verdict.segment, verdict.check_name))) for verdict in verdicts]


def how_to_accept(
    project: Project, held: Sequence[Mapping[str, Any]], audits: Sequence[Mapping[str, Any]]
) -> list[str]:
    """A line with the command that accepts what held these segments, or none where nothing can be accepted.

    `held` are segments with their held_reason, `audits` the rows of FAILED, or those of one segment's audits.
    """
    failed: dict[str, set[str]] = {}
    releases = set()
    for row in audits:
        if row["severity"] == "hold" and not row["passed"]:
            failed.setdefault(row["segment"], set()).add(row["check_name"])
            releases.add(row["release_id"])
    # A reason that names none of them is of another segment, or of a rollback.
    names = [
        row["segment"]
        for row in held
        if ACCEPTABLE.issuperset(checks := failed.get(row["segment"], ()))
        and row["held_reason"].startswith(tuple(f"{check}:" for check in checks))
    ]
    if not names:
        return []
    target = "" if project.target == project.profile["target"] else f" --target {project.target}"
    command = f'segments accept {" ".join(names)} --release {max(releases)} --note "..."{target}'
    return [f"if the data are right: {command}"]


def _softened(verdict: Verdict, release: int | None) -> Verdict:
    if release is None or verdict.passed or verdict.severity != "hold":
        return verdict
    return replace(verdict, severity="warn", expected=f"{verdict.expected}; accepted as of release {release}")


def _clock(warehouse: Warehouse, release: int) -> datetime:
    rows = []
    if warehouse.columns(f"{LEDGER}.releases"):
        rows = warehouse.rows(f"select as_of from {LEDGER}.releases where release_id = ?", [release])
    if not rows:
        raise RefusedError(f"There is no release {release}: `segments releases` lists them.")
    return rows[0]["as_of"]


def _why_nothing(warehouse: Warehouse, segment: str, release: int) -> str:
    versions = warehouse.rows(
        f"select segment, status, held_reason from {LEDGER}.segment_versions where release_id = ?", [release]
    )
    known = {row["segment"]: row for row in versions}
    if segment not in known:
        return f"Release {release} has no segment '{segment}'{hint(segment, known)}."
    if known[segment]["status"] != "held":
        return f"Release {release} didn't hold '{segment}': there is nothing to accept."
    reason = known[segment]["held_reason"]
    return (
        f"Release {release} held '{segment}' not because of a finding of its own ({reason}): accept or"
        " fix the one it names."
    )
