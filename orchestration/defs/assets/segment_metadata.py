"""What Dagster's page of a segment shows of its last release."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from dagster import MetadataValue, TableColumn, TableSchema

from orchestration.project.project import Project
from orchestration.publication.moves import told_move
from orchestration.warehouse.connections import Warehouse

FIGURES = ("status", "size", "share", "unknown", "value", "as_of", "release_id")


def about_segment(
    project: Project,
    warehouse: Warehouse,
    path: Sequence[str],
    row: Mapping[str, Any],
    findings: Sequence[Mapping[str, Any]],
    moves: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Its figures, what the audit found, the types of its columns, and where its page is.

    `path`: schema and name of its relation; `findings`: the checks that it didn't pass; `moves`: its counts
    of read_moves(). A hidden segment has no page, because readers open it.
    """
    columns = warehouse.columns(".".join(path))
    schema = TableSchema([TableColumn(name, kind) for name, kind in columns.items()])
    about = {
        **{figure: _plain(row[figure]) for figure in FIGURES},
        "moved": "; ".join(told_move(row) for row in moves) or "nobody",
        "findings": MetadataValue.md(_table(findings)),
        "dagster/column_schema": MetadataValue.table_schema(schema),
    }
    if row["access"] == "public":
        address = f"{project.report_file.absolute().as_uri()}#{quote(row['segment'])}"
        about["page"] = MetadataValue.url(address)
    return about


def _table(findings: Sequence[Mapping[str, Any]]) -> str:
    if not findings:
        return "The last audit found nothing."
    columns = ("check_name", "severity", "observed", "expected")
    rows = [" | ".join(str(row[column]).replace("|", "\\|") for column in columns) for row in findings]
    return "\n".join(
        ["| check | severity | observed | expected |", "|---|---|---|---|", *(f"| {row} |" for row in rows)]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    return value if isinstance(value, int | str) else str(value)
