"""The tables of the ledger, by the one list that there is of them: the models of a folder."""

from pathlib import Path

from orchestration.project.layers import LEDGER
from orchestration.warehouse.connections import Warehouse

# What a row says of the release that wrote it, and of the one that ended it.
WRITTEN_BY = ("release_id", "recorded_release")
ENDED_BY = "superseded_release"


def ledger_tables(warehouse: Warehouse, root: Path) -> dict[str, list[str]]:
    """The columns of each table that a model of the ledger has made, by the table's name; views aside.

    `root` is the project's folder. The files are asked, not dbt: one of them may be what dbt can't parse.
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
    """The column that says which release wrote a row; None in a table that each refresh makes anew."""
    return next((column for column in WRITTEN_BY if column in columns), None)
