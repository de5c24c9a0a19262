"""The one job: a refresh, from the sources to the files for readers."""

from typing import Any

from dagster import AssetSelection, define_asset_job


def run_config(**refresh: Any) -> dict[str, Any]:
    """The configuration of a run: what the resource refresh takes, and a logger that keeps quiet."""
    return {"resources": {"refresh": {"config": refresh}}, "loggers": {"console": {}}}


refresh_job = define_asset_job(
    "refresh",
    selection=AssetSelection.all(),
    config=run_config(),
    description="Ingest, candidates, audit, publication, reader files: one release, or none.",
)
