"""The segments' own relations: which of them dbt has to make, and which belong to nobody any more."""

from collections.abc import Mapping
from typing import Any

from orchestration.warehouse import Warehouse

SCHEMAS = ("published", "hidden")


def outdated_segments(warehouse: Warehouse, segments: list[Mapping[str, Any]]) -> list[str]:
    """Names of the segments whose relation is missing or carries another description than the file's.

    A segment's view changes for nothing else: it selects the published members by the segment's name. So an
    ordinary refresh runs no node of a segment, however many there are.
    """
    existing = _existing(warehouse)
    described = _descriptions(warehouse, existing)
    return [
        node["name"]
        for node in segments
        if (node["schema"], node["alias"]) not in existing
        or described.get(node["name"], node["description"]) != node["description"]
    ]


def drop_orphans(warehouse: Warehouse, manifest: Mapping[str, Any]) -> list[str]:
    """Drop what readers could still see of segments that are gone or moved; gives the dropped names."""
    kept = {
        (node["schema"], node["alias"])
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed", "snapshot")
    }
    orphans = {relation: kind for relation, kind in _existing(warehouse).items() if relation not in kept}
    for (schema, name), kind in orphans.items():
        warehouse.execute(f'drop {kind} "{schema}"."{name}"')
    return [name for _, name in orphans]


def _existing(warehouse: Warehouse) -> dict[tuple[str, str], str]:
    rows = warehouse.rows(
        "select table_schema, table_name, table_type from information_schema.tables"
        " where table_schema in (?, ?) order by table_schema, table_name",
        SCHEMAS,
    )
    return {
        (row["table_schema"], row["table_name"]): "view" if row["table_type"] == "VIEW" else "table"
        for row in rows
    }


def _descriptions(warehouse: Warehouse, existing: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """The description of each segment as the last release has it."""
    found: dict[str, str] = {}
    for relation in (("published", "segments"), ("hidden", "segments")):
        if relation in existing:
            for row in warehouse.rows(f"select segment, description from {'.'.join(relation)}"):
                found[row["segment"]] = row["description"]
    return found
