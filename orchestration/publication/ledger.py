"""The tables of the ledger, listed from the models in its folder."""

from pathlib import Path

from orchestration.project.layers import LEDGER
from orchestration.warehouse.connections import Warehouse

# The columns for the release that wrote a row, and for the one that ended it.
WRITTEN_BY = ("release_id", "recorded_release")
ENDED_BY = "superseded_release"


def ledger_tables(warehouse: Warehouse, root: Path) -> dict[str, list[str]]:
    """Returns the columns of each table that a model of the ledger has made, by table name, without views.

    `root` is the project's folder. The list comes from the files and not from dbt, which may be unable to
    parse one.
    """
    models = {file.stem for file in (root / LEDGER.path).rglob("*.sql")}
    found = warehouse.rows(
        "select columns.table_name, columns.column_name from information_schema.columns as columns"
        " inner join information_schema.tables as tables"
        " on columns.table_schema = tables.table_schema and columns.table_name = tables.table_name"
        " where tables.table_type = 'BASE TABLE' and tables.table_schema = ?"
        " order by columns.table_name, columns.ordinal_position",
        [LEDGER.schema],
    )
    tables: dict[str, list[str]] = {}
    for row in found:
        if row["table_name"] in models:
            tables.setdefault(row["table_name"], []).append(row["column_name"])
    return tables


def written_by(columns: list[str]) -> str | None:
    """Returns the column with the release that wrote a row, or None if each refresh remakes the table."""
    return next((column for column in WRITTEN_BY if column in columns), None)
