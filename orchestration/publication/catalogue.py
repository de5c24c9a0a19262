"""Reads what is published: the same columns from the warehouse and from the reader file."""

import json
from decimal import Decimal
from typing import Any

from orchestration.warehouse import Warehouse

Row = dict[str, Any]


def read_segments(warehouse: Warehouse, *, hidden: bool = False) -> list[Row]:
    """The segments of the last release by family, then size, largest first; hidden ones on request."""
    relations = ["published.segments", *(["hidden.segments"] if hidden else [])]
    rows = [row for relation in relations for row in warehouse.rows(f"select * from {relation}")]
    return sorted(
        map(_plain, rows), key=lambda row: (row["family"] or "", -(row["size"] or 0), row["segment"])
    )


def read_releases(warehouse: Warehouse, limit: int = 10) -> list[Row]:
    """The last releases, newest first."""
    rows = warehouse.rows(
        f"select * from published.segment_releases order by release_id desc limit {int(limit)}"
    )
    return [{**_plain(row), "seconds": json.loads(row.get("seconds") or "null")} for row in rows]


def read_details(warehouse: Warehouse, segment: str, schema: str) -> dict[str, list[Row]]:
    """The last audits of a segment and its figures in each release, newest first."""
    audits = warehouse.rows(
        f"select * from {schema}.segment_audits as audits where segment = ? and release_id ="
        f" (select max(release_id) from {schema}.segment_audits where segment = audits.segment)"
        " order by check_name",
        [segment],
    )
    metrics = warehouse.rows(
        f"select * from {schema}.segment_metrics where segment = ? order by release_id desc",
        [segment],
    )
    return {"audits": [_plain(row) for row in audits], "metrics": [_plain(row) for row in metrics]}


def _plain(row: Row) -> Row:
    """Exact decimals as floats: figures to show, not to reckon with."""
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in row.items()}
