"""What Dagster shows of a segment: its findings, its columns, and its page where readers have one."""

from types import SimpleNamespace

import pytest

from orchestration.defs.assets.segment_metadata import about_segment
from orchestration.warehouse.connections import open_file

MOVES = [
    {"change": "entered", "because": "data", "definition_git_sha": None, "customers": 1200},
    {"change": "exited", "because": "definition", "definition_git_sha": "0123456789abcdef", "customers": 3},
]
ROW = {"segment": "loyal", "status": "live", "size": 3, "share": 0.123456, "unknown": 0, "value": None}
ROW |= {"as_of": "2024-03-31", "release_id": 7}
FINDING = {"check_name": "churn", "severity": "warn", "observed": "0.9 of a|b", "expected": "at most 0.5"}


@pytest.mark.parametrize("access", ["public", "private"])
def test_findings_columns_and_page_stand_beside_the_figures(tmp_path, access: str) -> None:
    project = SimpleNamespace(report_file=tmp_path / "report.html")
    with open_file(tmp_path / "warehouse.duckdb", read_only=False) as warehouse:
        warehouse.execute("create schema published")
        warehouse.execute("create table published.loyal (customer_id bigint, entered_at timestamp)")

        row = ROW | {"access": access}
        found = about_segment(project, warehouse, ["published", "loyal"], row, [FINDING], MOVES)

    assert (found["size"], found["share"], found["value"]) == (3, 0.1235, "None")
    assert found["moved"] == "1,200 entered because of data; 3 exited because of a definition (0123456789ab)"
    assert found["findings"].value.splitlines()[2:] == [r"| churn | warn | 0.9 of a\|b | at most 0.5 |"]
    columns = [(column.name, column.type) for column in found["dagster/column_schema"].value.columns]
    assert columns == [("customer_id", "bigint"), ("entered_at", "timestamp")]
    assert ("page" in found) == (access == "public")
    if access == "public":
        assert found["page"].value == f"{(tmp_path / 'report.html').as_uri()}#loyal"
