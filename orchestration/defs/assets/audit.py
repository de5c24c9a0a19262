"""The audit as an asset: its verdicts, with one check for each thing that it examines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    MaterializeResult,
    MetadataValue,
    ResourceParam,
    asset,
)

from orchestration.audit import (
    PROJECT_CHECKS,
    SEGMENT_CHECKS,
    Check,
    Validation,
    Verdict,
    audit_candidates,
)
from orchestration.defs.assets.names import VERDICTS
from orchestration.defs.jobs import backfill_job
from orchestration.defs.notices import notify
from orchestration.defs.resources import Refresh
from orchestration.project.layers import AUDIT, MEMBERSHIP
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.warehouse.connections import open_warehouse

FACTS = [
    AssetKey([MEMBERSHIP.schema, name])
    for name in (
        "refresh_plan",
        "segment_definitions",
        "segment_facts",
        "candidate_drift",
        "candidate_events",
        "project_facts",
    )
]


def audit_asset() -> AssetsDefinition:
    """Returns the asset whose failed blocking checks stop the publication that depends on it."""
    checks = (*PROJECT_CHECKS, *SEGMENT_CHECKS)

    @asset(
        key=VERDICTS,
        deps=FACTS,
        group_name=AUDIT,
        kinds={"python", "greatexpectations", "table"},
        description="What the audit found: a row for each segment and check of a release.",
        check_specs=[
            # The project sets the severity of its checks: a failure that only warns blocks nothing.
            AssetCheckSpec(
                check.name,
                asset=VERDICTS,
                blocking=check in PROJECT_CHECKS,
                description=check.says,
                metadata={"suite": check.suite},
            )
            for check in checks
        ],
    )
    def verdicts(context: AssetExecutionContext, refresh: ResourceParam[Refresh]) -> Iterator[Any]:
        project = refresh.project
        with step("audit") as say, open_warehouse(project) as warehouse:
            validation = Validation()
            found = audit_candidates(warehouse, project.variables, validation)
            failed = [verdict for verdict in found if not verdict.passed]
            held = {verdict.segment for verdict in failed if verdict.severity == "hold"}
            warned = sum(verdict.severity == "warn" for verdict in failed)
            say(f"{len(found)} verdicts, {len(held)} segments to hold, {warned} warnings")
            docs: dict[str, Any] = {}
            # The pages show what the present's audit found. The verdicts of the past are in the warehouse.
            if context.job_name != backfill_job.name:
                _write_docs(project, validation)
                docs["data_docs"] = MetadataValue.url((project.data_docs_folder / "index.html").as_uri())
        yield MaterializeResult(metadata={"verdicts": len(found), "held": sorted(filter(None, held)), **docs})
        for check in checks:
            judged = [verdict for verdict in found if verdict.check_name == check.name]
            yield _check_result(check, judged, docs)

    return verdicts


def _write_docs(project: Project, validation: Validation) -> None:
    # The verdicts are in the warehouse, so a failure to write pages about them must not stop the release.
    try:
        validation.write_docs(project.data_docs_folder)
    except Exception as error:
        notify(project, "Data Docs not written", [f"{type(error).__name__}: {error}"])


def _check_result(check: Check, verdicts: Sequence[Verdict], docs: Mapping[str, Any]) -> AssetCheckResult:
    failed = [verdict for verdict in verdicts if not verdict.passed]
    blocks = any(verdict.severity == "block" for verdict in failed)
    held = sum(verdict.severity == "hold" for verdict in failed)
    return AssetCheckResult(
        asset_key=VERDICTS,
        check_name=check.name,
        passed=not failed,
        severity=AssetCheckSeverity.ERROR if blocks else AssetCheckSeverity.WARN,
        description=f"{len(failed)} of {len(verdicts)} fail, {held} to hold" if failed else None,
        metadata={
            "suite": check.suite,
            "severity": check.severity,
            "judged": len(verdicts),
            "failed": len(failed),
            "findings": MetadataValue.md(_table(failed)),
            **docs,
            **{verdict.segment or "project": verdict.sentence() for verdict in failed},
        },
    )


def _table(verdicts: Sequence[Verdict]) -> str:
    if not verdicts:
        return "Nobody fails."
    rows = [
        f"| {verdict.segment or 'project'} | {verdict.severity} | {verdict.observed} | {verdict.expected} |"
        for verdict in verdicts
    ]
    return "\n".join(["| segment | severity | observed | expected |", "|---|---|---|---|", *rows])
