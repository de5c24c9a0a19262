"""The names of dbt's nodes in Dagster, and which part of a refresh builds them."""

from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Any

from dagster import AssetKey, AssetSpec, FreshnessPolicy
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

from orchestration.project.layers import AUDIT, SEGMENTS, lies_in

VERDICTS = AssetKey([AUDIT, "verdicts"])
READER_FILES = AssetKey(["files", "published"])
# Clusters and emerging groups have a group of their own, wherever their models are.
CLUSTERS_GROUP = "clusters"


class Names(DagsterDbtTranslator):
    """Names a relation's asset as in the warehouse: its schema, then its name."""

    def __init__(self, policies: Mapping[str, FreshnessPolicy] | None = None) -> None:
        """`policies` gives the freshness policy of each relation, by the model's name."""
        # A refresh runs the audit's checks. dbt's tests would appear without a result.
        super().__init__(DagsterDbtTranslatorSettings(enable_asset_checks=False))
        self._policies = policies or {}

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> AssetSpec:
        """Returns the relation's spec as dagster-dbt makes it, with its policy."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = self.get_resource_props(manifest, unique_id)
        if lies_in(node, (SEGMENTS.path,)):
            spec = spec.merge_attributes(metadata=_about(node["config"].get("meta") or {}))
        policy = self._policies.get(node["name"])
        return spec.replace_attributes(freshness_policy=policy) if policy else spec

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> AssetKey:
        """Returns the schema and name of the relation."""
        return AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Returns the layer, the folder below models/ or seeds; or the group of the clusters."""
        folders = dbt_resource_props["original_file_path"].split("/")
        if CLUSTERS_GROUP in folders[2:-1]:
            return CLUSTERS_GROUP
        return folders[1] if folders[0] == "models" and len(folders) > 2 else folders[0]


def _about(meta: Mapping[str, Any]) -> dict[str, str]:
    """Returns what a segment's page says about it besides its rule."""
    about = {"objective": meta.get("objective"), "channels": ", ".join(meta.get("channels") or [])}
    low, high = meta.get("size_band") or (None, None)
    if low is not None:
        about["size_band"] = f"{low} to {high}" if high is not None else f"at least {low}"
    elif high is not None:
        about["size_band"] = f"at most {high}"
    return {name: text for name, text in about.items() if text}


def output_name(node: Mapping[str, Any]) -> str:
    """Returns the name of a node's output in its asset definition."""
    return Names().get_asset_key(node).to_python_identifier()


def outputs_in_order(manifest: Mapping[str, Any], folders: tuple[str, ...] | None = None) -> list[str]:
    """Returns the output names of all nodes, or of those in some folders, each after those that it reads."""
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed") and (folders is None or lies_in(node, folders))
    }
    parents = {
        key: [parent for parent in node["depends_on"].get("nodes", []) if parent in nodes]
        for key, node in nodes.items()
    }
    return [output_name(nodes[key]) for key in TopologicalSorter(parents).static_order()]


def selection(manifest: Mapping[str, Any], folders: tuple[str, ...]) -> str:
    """Returns the folders as a dbt selection, without those that have no enabled node: dbt would warn."""
    nodes = manifest["nodes"].values()
    filled = [folder for folder in folders if any(lies_in(node, (folder,)) for node in nodes)]
    return " ".join(f"path:{folder}" for folder in filled)
