"""Moves the history of a renamed segment to its new name, in one transaction, at the start of a refresh.

Nothing that was published changes except the name: members, and when they were believed to be members, stay.
"""

from collections.abc import Mapping

from orchestration.project.layers import AUDIT, EVALUATION, FEATURES, LEDGER, NOTICES
from orchestration.rules.former_names import VERSIONS, former_names, published_names
from orchestration.rules.registry import Segment
from orchestration.warehouse.connections import Warehouse

# Where refreshes keep segments' names. Relations that are remade get the new names anyway.
SCHEMAS = (LEDGER.schema, AUDIT, NOTICES, *{layer.schema for layer in EVALUATION if layer != FEATURES})

NAMING = f"""
select columns.table_schema, columns.table_name, columns.column_name
from information_schema.columns as columns
inner join information_schema.tables as tables
    on columns.table_schema = tables.table_schema and columns.table_name = tables.table_name
where
    columns.table_schema in {SCHEMAS} and tables.table_type = 'BASE TABLE'
    and columns.data_type in ('VARCHAR', 'text', 'character varying')
order by 1, 2, 3
"""


def pending_renames(warehouse: Warehouse, segments: Mapping[str, Segment]) -> dict[str, str]:
    """Returns the former names whose history still must be moved, by the segments' current names."""
    published = published_names(warehouse)
    return {
        name: old
        for name, old in former_names(segments).items()
        if old in published and name not in published
    }


def carry_on(warehouse: Warehouse, segments: Mapping[str, Segment], renames: Mapping[str, str]) -> None:
    """Renames segments in everything that is kept. If interrupted, it has renamed everything or nothing."""
    naming = [row for row in warehouse.rows(NAMING) if _names_segments(row["column_name"])]
    with warehouse.transaction():
        warehouse.execute(f"alter table {VERSIONS} add column if not exists formerly text")
        for name, old in renames.items():
            for row in naming:
                column = row["column_name"]
                table = f'{row["table_schema"]}."{row["table_name"]}"'
                warehouse.execute(f'update {table} set "{column}" = ? where "{column}" = ?', [name, old])
            warehouse.execute(f"update {VERSIONS} set formerly = ? where segment = ?", [old, name])
            if segments[name].is_hidden:
                # A segment that becomes hidden stays invisible under its new name until the release.
                group = segments[name].node["config"].get("group")
                warehouse.execute(
                    f"update {VERSIONS} set access = 'private', owner_group = ? where segment = ?",
                    [group, name],
                )


def _names_segments(column: str) -> bool:
    return column == "segment" or column.startswith("segment_") or column.endswith("_segment")
