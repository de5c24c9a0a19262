"""The input that comes with the project, as assets: the tables that staging reads as sources."""

from collections.abc import Iterator, Mapping
from typing import Any

from dagster import AssetsDefinition, AssetSpec, MaterializeResult, ResourceParam, multi_asset

from orchestration.defs.assets.names import Names
from orchestration.defs.resources import Refresh
from orchestration.project.layers import lies_in
from orchestration.project.own_input import brought_folders
from orchestration.project.progress import step
from orchestration.project.project import Project


def ingest_assets(manifest: Mapping[str, Any], project: Project) -> list[AssetsDefinition]:
    """Returns the asset definitions that load this input, or none if dbt doesn't read it.

    A user's own models may have sources too. The sources loaded here are declared in the input's folder.
    """
    folders = brought_folders(project)
    sources = [source for source in manifest["sources"].values() if lies_in(source, folders)]
    keys = {Names().get_asset_key(source): source for source in sources}
    if not keys:
        return []
    specs = [
        AssetSpec(
            key,
            group_name="sources",
            description=source["description"],
            kinds={"python", "duckdb"},
        )
        for key, source in keys.items()
    ]

    @multi_asset(name="ingest", specs=specs)
    def ingest(refresh: ResourceParam[Refresh]) -> Iterator[MaterializeResult[Any]]:
        """Loads each table once, and again only if its file has changed."""
        from orchestration.ingest import load_into

        with step("ingest") as say:
            tables = load_into(refresh.project)
            loaded = [table for table in tables if table.status == "loaded"]
            rows = sum(table.rows for table in loaded)
            say(
                f"{len(loaded)} tables loaded, {rows:,} rows" if loaded else f"{len(tables)} tables unchanged"
            )
        for table in tables:
            key = next((key for key in keys if key.path == [table.schema, table.table]), None)
            if key is not None:
                yield MaterializeResult(
                    asset_key=key,
                    metadata={
                        "dagster/row_count": table.rows,
                        "status": table.status,
                        "seconds": table.seconds,
                    },
                )

    return [ingest]
