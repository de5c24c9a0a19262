"""The sensor sees an arrival whatever the column that tells of it is called, and of whatever type it is."""

from __future__ import annotations

import shutil

import pytest
import small_shop
import warehouses
from conftest import ROOT

from orchestration.defs.automation.arrivals import newest_arrival
from orchestration.project.project import Project

# Midnight of 2 April in New York.
SEEN = "create table core.input_watermark as select timestamp '2024-04-02 04:00:00' as watermark"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project on somebody's own orders, which a refresh has seen."""
    root = tmp_path_factory.mktemp("arrivals")
    for part in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / part, root / part)
    (root / "warehouse").mkdir()
    small_shop.point_at(root, "shop.customers", "shop.orders")
    small_shop.set_variables(root, time_zone=small_shop.ZONE)
    warehouses.make(root)
    with pytest.MonkeyPatch.context() as patch:
        # What a server's sessions begin with is not what loaded_at means.
        for name, value in (warehouses.environment(root) | {"PGTZ": "Asia/Tokyo"}).items():
            patch.setenv(name, value)
        with warehouses.connected(root, read_only=False) as connection:
            for statement in ("create schema shop", small_shop.CUSTOMERS, "create schema core", SEEN):
                connection.execute(statement)
        yield Project(root, warehouses.TARGET)
    warehouses.drop(root)


@pytest.mark.parametrize("name", ["loaded_at", '"LOADED_AT"', '"Loaded_At"'])
@pytest.mark.parametrize(
    ("seen", "arrived", "says"),
    [
        ("timestamp '2024-04-02 04:00'", "timestamp '2024-04-02 04:01'", "2024-04-02T04:01:00"),
        ("timestamptz '2024-04-02 00:00-04'", "timestamptz '2024-04-02 00:01-04'", "2024-04-02T04:01:00"),
        ("date '2024-04-02'", "date '2024-04-03'", "2024-04-03T04:00:00"),
    ],
)
def test_an_arrival_is_seen_whatever_its_column_is_called(project, name, seen, arrived, says):
    """On PostgreSQL, "LOADED_AT" was found in the catalogue and then asked for as loaded_at."""
    for row, expected in ((seen, None), (arrived, f"loaded at {says}")):
        with warehouses.connected(project.root, read_only=False) as connection:
            connection.execute("drop table if exists shop.orders")
            connection.execute(f"create table shop.orders as select 'o1' as event_id, {row} as {name}")
        assert newest_arrival(project) == expected
