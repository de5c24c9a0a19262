"""Customers are published with any type of ID, by a refresh and by hand, even if the column was altered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import small_shop
import warehouses
from conftest import BuiltProject, copy_project

pytestmark = pytest.mark.slow

NUMBER = "cast(substr({}, 2) as {})"
UUID = "cast('00000000-0000-0000-0000-0000000000' || substr({}, 2) as {})"
MEMBERS = "select count(*), min(cast(customer_id as varchar)) from published.loyal"


@pytest.mark.parametrize(
    ("kinds", "cast", "first"),
    [
        (("integer", "numeric(20, 0)"), NUMBER, "13"),
        (("uuid",), UUID, "00000000-0000-0000-0000-000000000003"),
    ],
)
def test_ids_of_any_type_are_published(tmp_path: Path, kinds: tuple[str, ...], cast: str, first: str):
    """The contract refused an integer after the audit, and so it did once it had been altered."""
    project = copy_project(tmp_path / "project")
    small_shop.furnish(project.root)
    project.path.parent.mkdir(exist_ok=True)
    with project.connected(read_only=False) as connection:
        small_shop.load(connection)
    try:
        for kind in kinds:
            _retype(project, kind, cast if kind == kinds[0] else "cast({} as {})")
            project.refresh("--as-of", small_shop.DAY)
            assert project.rows(MEMBERS) == [(16, first)]
        # By hand, nothing has told dbt the type of the IDs. On a server, dbt must work as the role that owns
        # everything.
        environment = project.environment | {"PGOPTIONS": "-c role=segments_writer"}
        command = [sys.executable, "-m", "dbt.cli.main", "run", "--select", "loyal", "segment_members"]
        by_hand = subprocess.run(command, cwd=project.root, env=environment, capture_output=True, text=True)
        assert by_hand.returncode == 0, by_hand.stdout
    finally:
        warehouses.drop(project.root)


def _retype(project: BuiltProject, kind: str, cast: str) -> None:
    with project.connected(read_only=False) as connection:
        for table in ("customers", "orders"):
            given = cast.format("customer_id", kind)
            connection.execute(f"alter table shop.{table} alter column customer_id type {kind} using {given}")
