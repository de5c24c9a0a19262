"""What `segments init` makes of a profile, a list of packages, settings and events."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.beginning.files import packages_with_segments
from orchestration.beginning.first_segments import choose
from orchestration.beginning.inputs import Input, read_input
from orchestration.beginning.profile import find_profile
from orchestration.host.package import models_named
from orchestration.host.places import root_from
from orchestration.project.engine import default_settings, merged
from orchestration.project.errors import RefusedError
from orchestration.warehouse.connections import Warehouse

ENTRY = {"local": "segments/package"}


@pytest.mark.parametrize(
    "text",
    [
        "packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n",
        "# Ours.\npackages: # what we use\n\n- git: https://example.com/a.git\n  revision: main\n",
        "packages:\n    - local: ../other\n",
    ],
)
def test_the_package_joins_others_and_no_line_of_theirs_changes(tmp_path, text):
    (tmp_path / "packages.yml").write_text(text, encoding="utf-8")
    file, after = packages_with_segments(tmp_path)
    assert yaml.safe_load(after)["packages"] == [ENTRY, *yaml.safe_load(text)["packages"]]
    assert [line for line in after.splitlines() if "segments/package" not in line] == text.splitlines()
    file.write_text(after, encoding="utf-8")
    assert packages_with_segments(tmp_path) == (file, after)


def test_packages_stay_in_the_file_that_has_them(tmp_path):
    (tmp_path / "dependencies.yml").write_text("packages:\n  - local: ../other\n", encoding="utf-8")
    assert packages_with_segments(tmp_path)[0].name == "dependencies.yml"


def test_a_list_that_cannot_take_a_line_is_left_to_its_owner(tmp_path):
    (tmp_path / "packages.yml").write_text("packages: [{local: ../other}]\n", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"packages\.yml: add `- local: segments/package`"):
        packages_with_segments(tmp_path)


def test_a_profile_is_found_where_dbt_looks_and_no_password_in_clear_is_copied(tmp_path, monkeypatch):
    home = tmp_path / "home"
    (home / ".dbt").mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: home)
    for variable in ("DBT_PROFILES_DIR", "DBT_TARGET"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "dbt_project.yml").write_text("name: shop\nprofile: shop\n", encoding="utf-8")
    server = {
        "type": "postgres",
        "host": "db",
        "user": "ann",
        "pass": "secret!",
        "dbname": "dw",
        "schema": "x",
    }
    outputs = {
        "dev": {"type": "duckdb", "path": "shop.duckdb"},
        "there": {"type": "duckdb", "path": "/data/shop.duckdb"},
        "prod": server,
        "other": {"type": "snowflake"},
        "passing": {"type": "duckdb"},
    }
    profiles = {"shop": {"target": "dev", "outputs": outputs}}
    (home / ".dbt/profiles.yml").write_text(yaml.safe_dump(profiles), encoding="utf-8")
    profile = find_profile(tmp_path, None)
    made = profile.for_segments()["warehouse_segments"]
    assert made["target"] == "dev"
    assert set(made["outputs"]) == {"dev", "there", "prod"}
    assert made["outputs"]["dev"]["path"].endswith("/../shop.duckdb")
    assert made["outputs"]["there"]["path"] == "/data/shop.duckdb"
    assert made["outputs"]["dev"]["settings"]["TimeZone"] == "UTC"
    assert (made["outputs"]["prod"]["host"], made["outputs"]["prod"]["dbname"]) == ("db", "dw")
    assert "secret!" not in yaml.safe_dump(made)
    assert profile.hides_password()
    for target, said in {
        "other": "'snowflake'",
        "passing": "no file as its path",
        "x": "no output 'x'",
    }.items():
        with pytest.raises(RefusedError, match=re.escape(said)):
            find_profile(tmp_path, target)


def test_settings_of_a_newer_engine_join_the_users_own():
    engine = (
        "name: a\nvars:\n  # What.\n  one: 1\n\n  # Why,\n  # and how.\n  two: {x: 1}\n\nmodels:\n  a: new\n"
    )
    given = "name: a\nvars:\n  # Mine.\n  one: [2,\n    3]\n  own: x\n\nmodels:\n  a: old\n"
    text = merged(engine, given)
    assert yaml.safe_load(text) == {
        "name": "a",
        "vars": {"one": [2, 3], "own": "x", "two": {"x": 1}},
        "models": {"a": "new"},
    }
    assert "  # Mine.\n" in text
    assert "  # Why,\n  # and how.\n  two:" in text
    assert merged(engine, text) == text


def test_settings_have_nothing_of_an_input_that_comes_with_a_clone():
    variables = yaml.safe_load(default_settings())["vars"]
    assert "default_input" not in variables
    assert not variables["experiments"]
    assert {"customers_relation", "contacts_relation", "as_of", "standalone"} <= set(variables)


def test_settings_that_have_all_variables_stay_as_they_are():
    assert merged(default_settings(), default_settings()) == default_settings()


def test_only_one_model_can_be_named_by_ref():
    assert models_named({"customers_relation": "ref('dim_customers')", "events_relation": "a.b"}) == {
        "customers_relation": "dim_customers"
    }
    with pytest.raises(RefusedError, match="name one model"):
        models_named({"events_relation": "ref('a', 'b')"})


def test_the_project_of_segments_is_found_from_each_folder_of_the_one_around_it(tmp_path):
    for folder in ("models", "segments/package/macros", "segments/seeds"):
        (tmp_path / folder).mkdir(parents=True)
    for folder in (".", "segments", "segments/package"):
        (tmp_path / folder / "dbt_project.yml").touch()
    for folder in (".", "models", "segments/seeds", "segments/package/macros"):
        assert root_from((tmp_path / folder).resolve()) == (tmp_path / "segments").resolve()


@pytest.fixture
def visits() -> Warehouse:
    """Customers 1 to 30: n visited n % 6 times, the last time n days ago, and bought half as often."""
    connection = duckdb.connect()
    connection.execute("create table people as select n as customer_id from range(1, 31) as r(n)")
    connection.execute("""
        create table deeds as
        select n || '-' || k as event_id, n as customer_id, kind as event_name,
            timestamp '2024-03-31 12:00:00' - (n + k) * interval '1 day' as occurred_at, amount
        from range(1, 31) as r(n), range(0, 6) as s(k),
            (values ('visit', null, 1), ('order', 5.0, 2), ('it''s {{ odd }}', 900.0, 1))
                as t(kind, amount, each)
        where k * each < n % 6
    """)
    return Warehouse(connection, "?", duckdb.Error)


def _inputs(visits: Warehouse, events: str = "deeds") -> tuple[Input, Input]:
    made = {"people": "main.people", "deeds": "main.deeds", "nothing": "main.nothing"}
    people = read_input(visits, "--customers", "people", made)
    return people, read_input(visits, "--events", events, made)


def test_the_first_segments_are_about_the_event_with_amounts_and_say_something(visits):
    people, deeds = _inputs(visits)
    beginning = choose(visits, people, deeds)
    assert (beginning.value_event, beginning.customers) == ("order", 30)
    assert [each.name for each in beginning.segments] == ["regulars", "recent", "lapsed"]
    # Customer n ordered 0, 1, 1, 2, 2 or 3 times: three times is what at most a third reach.
    times = [sum(2 * k < n % 6 for k in range(6)) for n in range(1, 31)]
    (often,) = re.findall(r"at_least=(\d+)", beginning.segments[0].rule)
    assert 0 < sum(each >= int(often) for each in times) <= 10
    assert sum(each >= int(often) - 1 for each in times) > 10
    (lately,) = re.findall(r"'order', within_days=(\d+)", beginning.segments[1].rule)
    days = {n - 1 for n in range(1, 31) if n % 6}
    assert sum(day < int(lately) for day in days) >= 3
    (gone,) = re.findall(r"within_days=(\d+)", beginning.segments[2].rule)
    assert any(day >= int(gone) for day in days)


def test_events_without_amounts_make_no_value(visits):
    visits.execute("create view plain as select * exclude (amount) from deeds where event_name = 'visit'")
    people, _ = _inputs(visits)
    plain = read_input(visits, "--events", "main.plain", {})
    assert choose(visits, people, plain).value_event is None


def test_no_events_and_no_relation_are_refused(visits):
    people, _ = _inputs(visits)
    visits.execute("create view none_yet as select * from deeds where false")
    with pytest.raises(RefusedError, match="no events with a plain name yet"):
        choose(visits, people, read_input(visits, "--events", "main.none_yet", {}))
    for given, said in {"nothing": "run `dbt build` first", "deds": "the nearest is 'deeds'"}.items():
        with pytest.raises(RefusedError, match=re.escape(said)):
            _inputs(visits, given)


def test_each_column_has_a_role(visits):
    people, deeds = _inputs(visits)
    assert people.roles() == {"customer_id": "the customer"}
    assert deeds.roles()["amount"] == "the amount"
    assert people.written == "\"ref('people')\""
