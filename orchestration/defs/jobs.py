"""The jobs: a refresh from the sources to the files for readers, and the same without these files."""

from typing import Any

from dagster import AssetSelection, define_asset_job
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from orchestration.defs.assets.names import READER_FILES

# A job before its assets are known. Dagster has no public name for it.
Job = UnresolvedAssetJobDefinition

# The queue starts only one run with this tag at a time (.dagster/dagster.yaml).
WRITER = {"segments/writer": "warehouse"}

# A release for a past clock leaves the files for readers alone, because they show the present.
BUT_READER_FILES = AssetSelection.all() - AssetSelection.assets(READER_FILES)


def run_config(**refresh: Any) -> dict[str, Any]:
    """Returns a run's configuration: the settings of the resource `refresh`, and a silent logger."""
    return {"resources": {"refresh": {"config": refresh}}, "loggers": {"console": {}}}


refresh_job: Job = define_asset_job(
    "refresh",
    selection=AssetSelection.all(),
    config=run_config(),
    tags=WRITER,
    description="Ingest, candidates, audit, publication, reader files: one release, or none.",
)

backfill_job: Job = define_asset_job(
    "backfill",
    selection=BUT_READER_FILES,
    config=run_config(),
    tags=WRITER,
    description="A release for a past clock; the files for readers stay as they are until the next refresh.",
)
