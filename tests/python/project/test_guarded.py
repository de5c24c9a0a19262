"""A rule that a person wrote is evaluated with only the rights and the time that it needs."""

import pytest
import yaml
from conftest import ROOT

from orchestration.project.errors import RefusedError
from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.find import find_project
from orchestration.warehouse.guarded import open_guarded


@pytest.fixture
def project(built_shop, monkeypatch):
    monkeypatch.chdir(built_shop.root)
    for name, value in built_shop.environment.items():
        monkeypatch.setenv(name, value)
    return find_project()


def test_nothing_can_be_written(project):
    with open_guarded(project) as warehouse, pytest.raises(warehouse.errors):
        warehouse.execute("create table core.mine as select 1 as one")


@pytest.mark.duckdb
def test_no_file_can_be_read(project, tmp_path):
    (tmp_path / "secret.csv").write_text("secret\n1\n", encoding="utf-8")
    with open_guarded(project) as warehouse, pytest.raises(warehouse.errors, match="disabled"):
        warehouse.rows(f"select * from '{tmp_path / 'secret.csv'}'")


def test_a_statement_is_stopped_in_time(project):
    many = "(select n from generate_series(1, 200000) as numbers(n))"
    with (
        pytest.raises(RefusedError, match=r"longer than 0\.5 seconds"),
        open_guarded(project, seconds=0.5) as warehouse,
    ):
        warehouse.rows(f"select sum(a.n * b.n) as s from {many} as a cross join {many} as b")


@pytest.mark.duckdb
@pytest.mark.parametrize("read_only", [True, False])
def test_a_functions_name_loads_no_extension(project, read_only):
    """`host(country)` in a rule made DuckDB download and load the extension inet."""
    with open_warehouse(project, read_only=read_only) as warehouse:
        with pytest.raises(warehouse.errors, match="host"):
            warehouse.rows("select host(country) as h from core.customers")
        settings = warehouse.rows(
            "select value from duckdb_settings() where name like 'auto%known_extensions'"
        )
    assert [row["value"] for row in settings] == ["false", "false"]


def test_dbts_own_connection_loads_no_extension_either():
    """This includes the connection of `dbt run` by hand, which checks no rule beforehand."""
    profile = yaml.safe_load((ROOT / "profiles.yml").read_text(encoding="utf-8"))
    settings = profile["warehouse_segments"]["outputs"]["duckdb"]["settings"]
    assert settings["autoinstall_known_extensions"] is False
    assert settings["autoload_known_extensions"] is False
