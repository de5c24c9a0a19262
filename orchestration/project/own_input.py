"""A user's own models of the input: relations that the variables name and that this project's dbt makes."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from orchestration.project.errors import RefusedError
from orchestration.project.layers import INPUT, STAGING, lies_in
from orchestration.project.project import INPUT_VARIABLES, Project


def is_made_here(project: Project, manifest: Mapping[str, Any]) -> bool:
    """Returns whether a model or seed of the project makes one of the relations."""
    return any(_maker(manifest, relation) for relation in _named(project))


def refuse_unless_made(project: Project, manifest: Mapping[str, Any]) -> None:
    """Raises RefusedError for a customers' relation that doesn't exist, unless a refresh makes it first."""
    relation = project.variables["customers_relation"]
    maker = _maker(manifest, relation)
    about = f"dbt_project.yml: customers_relation: '{relation}'"
    if maker is None:
        raise RefusedError(f"{about} isn't a relation of the warehouse; name one that is, as schema.table.")
    file = maker["original_file_path"]
    if not lies_in(maker, INPUT):
        raise RefusedError(
            f"{about} is made by {file}, which a refresh doesn't build: move it below {STAGING.path}/."
        )


def input_relations(project: Project) -> Iterator[str]:
    """Yields the user's relations that a refresh reads: those named, and the sources of their own staging."""
    yield from _named(project)
    if not _named(project):
        return
    for file in sorted((project.root / STAGING.path).rglob("*.yml")):
        if any(file.is_relative_to(project.root / folder) for folder in brought_folders(project)):
            continue
        for source in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("sources") or []:
            schema = source.get("schema") or source["name"]
            yield from (
                f"{schema}.{table.get('identifier') or table['name']}" for table in source.get("tables") or []
            )


def brought_folders(project: Project) -> list[str]:
    """Returns the folder of the models that come with the project, as a list, or an empty list."""
    return [project.default_input["folder"]] if project.default_input else []


def _named(project: Project) -> list[str]:
    return [project.variables[name] for name in INPUT_VARIABLES if project.variables.get(name)]


def _maker(manifest: Mapping[str, Any], relation: str) -> Mapping[str, Any] | None:
    """Returns the node that makes a relation, given as schema.table, or None."""
    wanted = [part.lower() for part in str(relation).split(".")[-2:]]
    for node in manifest["nodes"].values():
        if node["resource_type"] in ("model", "seed", "snapshot"):
            made = [str(node["schema"]).lower(), str(node.get("alias") or node["name"]).lower()]
            if made[-len(wanted) :] == wanted:
                return node
    return None
