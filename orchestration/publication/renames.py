"""Gives the history of a renamed segment its new name, in one transaction, before a refresh looks at it.

Nothing that was published changes but the name: whoever was in a segment, and when that was believed, stays.
"""

from collections.abc import Mapping

from orchestration.project.layers import AUDIT, EVALUATION, FEATURES, LEDGER, NOTICES
from orchestration.rules.former_names import VERSIONS, former_names, published_names
from orchestration.rules.registry import Segment
from orchestration.warehouse.connections import Warehouse

# Where segments are named in what refreshes keep; what is made anew is made with the new names.
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
    """Former names whose history still has to be carried on, by the segments' names now."""
    published = published_names(warehouse)
    return {
        name: old
        for name, old in former_names(segments).items()
        if old in published and name not in published
    }


def carry_on(warehouse: Warehouse, segments: Mapping[str, Segment], renames: Mapping[str, str]) -> None:
    """Rename segments in all that is kept. Ended at any moment, all of it is done or nothing."""
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
                # What is to be hidden under the new name isn't seen under it until the release.
                group = segments[name].node["config"].get("group")
                warehouse.execute(
                    f"update {VERSIONS} set access = 'private', owner_group = ? where segment = ?",
                    [group, name],
                )


def _names_segments(column: str) -> bool:
    return column == "segment" or column.startswith("segment_") or column.endswith("_segment")
