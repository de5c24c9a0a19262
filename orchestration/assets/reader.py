"""The last steps of a refresh: the files for readers and the page."""

from collections.abc import Mapping
from typing import Any

from dagster import AssetsDefinition, MaterializeResult, ResourceParam, asset

from orchestration.assets.names import PUBLICATION, READER_FILES, Names, lies_in
from orchestration.automation.notices import notify_of_held
from orchestration.progress import step
from orchestration.publication.page import write_page
from orchestration.publication.reader_file import write_reader_files
from orchestration.resources import Refresh
from orchestration.warehouse import is_file


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
        description="The reader file, its Parquet copies and the page, replaced whole with each release.",
    )
    def reader_files(refresh: ResourceParam[Refresh]) -> MaterializeResult:
        project = refresh.project
        notify_of_held(project)
        seconds = {f"seconds/{name}": value for name, value in refresh.seconds.items()}
        if not is_file(project):
            # Many programs read a server's database while one writes: readers need no file of their own.
            return MaterializeResult(metadata={"status": "not needed", **seconds})
        with step("reader file") as say:
            write_reader_files(project)
            write_page(project)
            say(f"{project.reader_file.stat().st_size / 1e6:.1f} MB")
        paths = {"path": str(project.reader_file), "page": str(project.page_file)}
        return MaterializeResult(metadata={**paths, **seconds})

    return reader_files
