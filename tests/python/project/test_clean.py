"""`make clean` removes what the project made, and nothing else."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import BuiltProject, clean_environment, copy_built
from small_shop import DAY

pytestmark = [pytest.mark.duckdb, pytest.mark.slow]


def _clean(project: BuiltProject) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli.clean"],
        cwd=project.root,
        env=clean_environment(project.root),
        capture_output=True,
        text=True,
    )


def _relations(file: Path) -> set[tuple[str, str]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        query = "select table_schema, table_name from information_schema.tables"
        return set(connection.execute(query).fetchall())


def test_tables_and_files_of_ones_own_stay_and_the_next_refresh_begins_anew(shop):
    """Customers and events that people had loaded into the warehouse, as README says, were removed."""
    with shop.connected(read_only=False) as connection:
        connection.execute(
            "create schema staging; create view staging.orders_of_mine as select * from shop.orders"
        )
    mine = shop.root / "warehouse" / "orders.csv"
    mine.write_text("order\n", encoding="utf-8")
    done = _clean(shop)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "warehouse/warehouse.duckdb stays, with shop.customers, shop.orders, staging.orders_of_mine,"
        " which the project didn't make."
    ]
    assert _relations(shop.path) == {
        ("shop", "customers"),
        ("shop", "orders"),
        ("staging", "orders_of_mine"),
    }
    assert {path.name for path in shop.path.parent.iterdir()} == {"warehouse.duckdb", "orders.csv"}
    assert not [name for name in ("target", "logs", "published") if (shop.root / name).exists()]
    assert [path.name for path in (shop.root / ".dagster").iterdir()] == ["dagster.yaml"]
    assert shop.refresh("--as-of", DAY)["release"]["release_id"] == 1


def test_nothing_is_left_where_the_project_made_everything(built_shop, tmp_path):
    project = copy_built(built_shop, tmp_path / "project")
    with project.connected(read_only=False) as connection:
        connection.execute("drop schema shop cascade")
    done = _clean(project)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert not [
        name for name in ("target", "logs", "published", "warehouse") if (project.root / name).exists()
    ]


def test_a_warehouse_in_use_is_left_whole(shop):
    before = shop.path.read_bytes()
    with shop.connected(read_only=False):
        done = _clean(shop)
    assert done.returncode == 1
    assert done.stderr.startswith("Another process has warehouse/warehouse.duckdb open")
    assert shop.path.read_bytes() == before
    assert shop.reader_file.is_file()
