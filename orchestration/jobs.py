"""The one job: a refresh, from the sources to the files for readers."""

from dagster import AssetSelection, define_asset_job

refresh_job = define_asset_job(
    "refresh",
    selection=AssetSelection.all(),
    description="Ingest, candidates, audit, publication, reader files: one release, or none.",
)
