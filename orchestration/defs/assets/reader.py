"""The last steps of a refresh: the files for readers and the page."""

from collections.abc import Mapping, Sequence
from typing import Any

from dagster import AssetKey, AssetsDefinition, MaterializeResult, ResourceParam, asset

from orchestration.defs.assets.names import READER_FILES, Names
from orchestration.defs.notices import notify, notify_of_held
from orchestration.defs.resources import Refresh
from orchestration.notices.sending import send_pending
from orchestration.notices.turn import write_down
from orchestration.project.layers import PUBLICATION, lies_in
from orchestration.project.present import utc_now
from orchestration.readers.for_readers import write_for_readers


def reader_asset(manifest: Mapping[str, Any], further: Sequence[AssetKey]) -> AssetsDefinition:
    """The asset of the reader files, downstream of everything published and of `further` assets."""
    published = [
        Names().get_asset_key(node)
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and lies_in(node, PUBLICATION)
    ]

    @asset(
        key=READER_FILES,
        deps=[*published, *further],
        group_name="files",
        kinds={"duckdb", "parquet", "html"},
        description="The reader file, its Parquet copies and the page. Each release replaces them whole.",
    )
    def reader_files(refresh: ResourceParam[Refresh]) -> MaterializeResult[Any]:
        project = refresh.project
        notify_of_held(project)
        # Readers' files show what waits for somebody; they don't wait for a mail server.
        write_down(project, manifest, utc_now())
        seconds = {f"seconds/{name}": value for name, value in refresh.seconds.items()}
        files = write_for_readers(project)
        if failed := send_pending(project, utc_now()).failed:
            notify(project, "notices not delivered", list(failed.values()))
        return MaterializeResult(metadata={**files, **seconds})

    return reader_files
