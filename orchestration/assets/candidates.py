"""Staging, core, features and membership: everything up to the candidates, built by one dbt run."""

from collections.abc import Iterator, Mapping
from typing import Any

from dagster import AssetExecutionContext, AssetsDefinition, ResourceParam
from dagster_dbt import dbt_assets

from orchestration.assets.events import build_and_report
from orchestration.assets.names import CANDIDATES, Names, selection
from orchestration.resources import Refresh


def candidate_assets(manifest: Mapping[str, Any]) -> AssetsDefinition:
    """The asset definition of all nodes before the audit."""
    select = selection(CANDIDATES)

    @dbt_assets(manifest=manifest, select=select, name="candidates", dagster_dbt_translator=Names())
    def candidates(context: AssetExecutionContext, refresh: ResourceParam[Refresh]) -> Iterator[Any]:
        yield from build_and_report(context, refresh.dbt, manifest, "candidates", select.split())

    return candidates
