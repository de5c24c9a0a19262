"""The audit as an asset, its verdicts, with a check for each thing it looks at."""

from collections.abc import Iterator, Sequence
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    AssetsDefinition,
    MaterializeResult,
    ResourceParam,
    asset,
)

from orchestration.assets.names import VERDICTS
from orchestration.audit import PROJECT_CHECKS, SEGMENT_CHECKS, Check, Verdict, audit_candidates
from orchestration.progress import step
from orchestration.resources import Refresh
from orchestration.warehouse import open_warehouse

FACTS = [
    AssetKey(["membership", name])
    for name in ("refresh_plan", "segment_definitions", "segment_facts", "project_facts")
]


def audit_asset() -> AssetsDefinition:
    """The asset whose failed blocking checks keep publication, downstream of it, from running."""
    checks = (*PROJECT_CHECKS, *SEGMENT_CHECKS)

    @asset(
        key=VERDICTS,
        deps=FACTS,
        group_name="audit",
        description="What the audit found: a row for each segment and check of a release.",
        check_specs=[
            AssetCheckSpec(check.name, asset=VERDICTS, blocking=check.severity == "block") for check in checks
        ],
    )
    def verdicts(refresh: ResourceParam[Refresh]) -> Iterator[Any]:
        with step("audit") as say, open_warehouse(refresh.project) as warehouse:
            found = audit_candidates(warehouse)
            failed = [verdict for verdict in found if not verdict.passed]
            held = {verdict.segment for verdict in failed if verdict.severity == "hold"}
            warned = sum(verdict.severity == "warn" for verdict in failed)
            say(f"{len(found)} verdicts, {len(held)} segments to hold, {warned} warnings")
        yield MaterializeResult(metadata={"verdicts": len(found), "held": sorted(filter(None, held))})
        for check in checks:
            yield _check_result(check, [verdict for verdict in failed if verdict.check_name == check.name])

    return verdicts


def _check_result(check: Check, failed: Sequence[Verdict]) -> AssetCheckResult:
    severity = AssetCheckSeverity.ERROR if check.severity == "block" else AssetCheckSeverity.WARN
    return AssetCheckResult(
        asset_key=VERDICTS,
        check_name=check.name,
        passed=not failed,
        severity=severity,
        metadata={
            "severity": check.severity,
            **{verdict.segment or "project": verdict.sentence() for verdict in failed},
        },
    )
