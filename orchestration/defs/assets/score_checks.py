"""What the audit found of scores and clusters, as checks of their own assets."""

from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetChecksDefinition,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    ResourceParam,
    multi_asset_check,
)

from orchestration.audit import PROJECT_CHECKS
from orchestration.defs.assets.names import VERDICTS
from orchestration.defs.resources import Refresh
from orchestration.project.layers import AUDIT, MEMBERSHIP, SCORES
from orchestration.project.project import Project
from orchestration.warehouse.connections import open_warehouse

# The audit's checks by the relation that each is about.
OF_SCORES = {"scores_are_current": "scoring_models"}
OF_CLUSTERS = {"clusters_are_stable": "clusterings", "clusters_stay": "clustering_centers"}


def score_checks(project: Project) -> list[AssetChecksDefinition]:
    """Returns the checks of the scores and of the clusters, as far as the project makes them."""
    about = {**(OF_SCORES if project.scores else {}), **(OF_CLUSTERS if project.clusters else {})}
    if not about:
        return []
    keys = {name: AssetKey([SCORES.schema, relation]) for name, relation in about.items()}
    says = {check.name: check.says for check in PROJECT_CHECKS}

    @multi_asset_check(
        name="score_checks",
        description="What the audit found of scores and clusters.",
        specs=[
            AssetCheckSpec(name, asset=key, additional_deps=[VERDICTS], description=says[name])
            for name, key in keys.items()
        ],
    )
    def checks(refresh: ResourceParam[Refresh]) -> Iterator[AssetCheckResult]:
        with open_warehouse(refresh.project, read_only=True) as warehouse:
            found = warehouse.rows(
                f"select check_name, passed, severity, observed, expected from {AUDIT}.verdicts"
                f" where segment is null and release_id = (select release_id from {MEMBERSHIP}.refresh_plan)"
            )
        verdicts = {row["check_name"]: row for row in found}
        for name, key in keys.items():
            verdict = verdicts[name]
            is_error = verdict["severity"] == "block"
            yield AssetCheckResult(
                asset_key=key,
                check_name=name,
                passed=verdict["passed"],
                severity=AssetCheckSeverity.ERROR if is_error else AssetCheckSeverity.WARN,
                metadata={"observed": verdict["observed"], "expected": verdict["expected"]},
            )

    return [checks]
