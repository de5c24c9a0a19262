"""The last steps of a refresh: the files for readers and the page."""

from collections.abc import Mapping
from typing import Any

from dagster import AssetsDefinition, MaterializeResult, ResourceParam, asset

from orchestration.defs.assets.names import READER_FILES, Names
from orchestration.defs.notices import notify_of_held
from orchestration.defs.resources import Refresh
from orchestration.project.layers import PUBLICATION, lies_in
from orchestration.readers.for_readers import write_for_readers


def reader_asset(manifest: Mapping[str, Any]) -> AssetsDefinition:
    """The asset of the reader files, downstream of everything published."""
    published = [
        Names().get_asset_key(node)
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and lies_in(node, PUBLICATION)
    ]

    @asset(
        key=READER_FILES,
        deps=published,
        group_name="files",
        kinds={"duckdb", "parquet", "html"},
        description="The reader file, its Parquet copies and the page. Each release replaces them whole.",
    )
    def reader_files(refresh: ResourceParam[Refresh]) -> MaterializeResult[Any]:
        project = refresh.project
        notify_of_held(project)
        seconds = {f"seconds/{name}": value for name, value in refresh.seconds.items()}
        return MaterializeResult(metadata={**write_for_readers(project), **seconds})

    return reader_files
