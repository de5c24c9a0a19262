"""Loads the rows of a CSV file by the engine's own copy, so that none of them passes through Python."""

from pathlib import Path

from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.redaction import values_left_out

# An empty file has nothing to detect.
FORMAT = (
    "format csv, header false, auto_detect false, delimiter ',', quote '\"', escape '\"',"
    " allow_quoted_nulls false"
)


def load_csv(warehouse: Warehouse, table: str, file: Path) -> None:
    """Add the rows of a file without a header to a table, the values in the order of its columns.

    Quoted is a text, unquoted and empty a null. Raises what `warehouse.errors` names, without values.
    """
    with values_left_out(warehouse.errors):
        if hasattr(warehouse.cursor, "copy_expert"):
            with file.open("rb") as rows:
                warehouse.cursor.copy_expert(f"copy {table} from stdin (format csv)", rows)
        else:
            warehouse.cursor.execute(f"copy {table} from '{file}' ({FORMAT})")
