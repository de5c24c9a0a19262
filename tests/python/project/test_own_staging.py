"""A user's own tables may come through staging models of their own, which a refresh builds first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import small_shop
import warehouses
from conftest import BuiltProject, copy_project
from dagster import AssetSpec, Output, materialize, multi_asset

from orchestration.defs.assets.events import leaving_nothing_out

pytestmark = pytest.mark.slow

SOURCES = """
version: 2
sources:
  - name: shop
    tables: [{name: customers}, {name: orders}]
"""
# The IDs become numbers, which isn't known before the model is built.
STAGING = """
{{{{ config(alias='{table}', materialized='{kind}') }}}}
select shop.*, cast(substring(shop.customer_id, 2) as bigint) as number
from {{{{ source('shop', '{table}') }}}} as shop
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[tuple[BuiltProject, Any]]:
    """The small shop with models of its own in front of its tables, and the result of its first refresh."""
    project = copy_project(tmp_path_factory.mktemp("staging") / "project")
    small_shop.furnish(project.root)
    file = project.root / "dbt_project.yml"
    file.write_text(file.read_text("utf-8").replace("_relation: shop.", "_relation: staging."), "utf-8")
    folder = project.root / "models" / "staging" / "shop"
    folder.mkdir()
    (folder / "_shop__sources.yml").write_text(SOURCES, encoding="utf-8")
    for table, kind in (("customers", "view"), ("orders", "table")):
        columns = "event_id, event_name, occurred_at, amount, channel" if table == "orders" else "country"
        query = STAGING.format(table=table, kind=kind).replace("shop.*", columns)
        query = query.replace("as number", "as customer_id")
        (folder / f"stg_shop__{table}.sql").write_text(query, encoding="utf-8")
    project.path.parent.mkdir(exist_ok=True)
    with project.connected(read_only=False) as connection:
        small_shop.load(connection)
    yield project, project.segments("refresh", "--as-of", small_shop.DAY)
    warehouses.drop(project.root)


def test_the_first_refresh_publishes_what_the_own_models_make(shop):
    # It said that a check "emitted no result", printed the old table, published nothing, and ended with 0.
    project, done = shop
    assert done.returncode == 0, done.stdout + done.stderr
    members = project.rows("select customer_id from published.segment_members where segment = 'swedes'")
    assert {customer for (customer,) in members} == {n for n in range(1, 41) if n % 4 == 1}


def test_the_demonstration_is_not_loaded_for_another_source(shop):
    # All sources were treated as the demonstration's.
    project, _ = shop
    schemas = {row[0] for row in project.rows("select table_schema from information_schema.tables")}
    assert "synthetic" not in schemas
    raw = "select table_name from information_schema.tables where table_schema = 'raw'"
    assert "transactions" not in {table for (table,) in project.rows(raw)}


def test_the_next_refresh_brings_what_arrived_through_them(shop):
    project, _ = shop
    with project.connected(read_only=False) as connection:
        connection.execute("insert into shop.customers values ('c99', 'SE')")
    project.refresh("--as-of", small_shop.DAY)
    swedes = "select count(*) from published.segment_members where segment = 'swedes' and customer_id = 99"
    assert project.rows(swedes) == [(1,)]


def test_a_relation_that_a_refresh_does_not_build_is_refused(shop):
    project, _ = shop
    file = project.root / "dbt_project.yml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("staging.customers", "staging.clients"), "utf-8")
    done = project.segments("refresh")
    file.write_text(text, "utf-8")
    assert done.returncode == 1
    assert "'staging.clients' isn't a relation of the warehouse" in done.stderr


def test_a_step_that_leaves_an_output_out_fails(tmp_path):
    # Dagster skipped everything that depended on it, including audit and release, and the run succeeded.
    @multi_asset(
        specs=[AssetSpec("kept", skippable=True), AssetSpec("lost", skippable=True)], can_subset=True
    )
    @leaving_nothing_out
    def step(context) -> Iterator[Output[None]]:
        yield Output(None, output_name="kept")

    with pytest.raises(Exception, match="no result for lost"):
        materialize([step])
