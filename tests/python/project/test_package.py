"""Segments begin in a dbt project of somebody else's, and nothing of that project changes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import jaffle_shop
import pytest
import warehouses
import yaml
from conftest import ROOT
from jaffle_shop import JaffleShop

pytestmark = pytest.mark.slow

# A condition that files share, a predicate outside the body, and a segment that nobody else may see.
CONDITION = "{% macro often(times) %}{{ did('order', at_least=times) }}{% endmacro %}\n"
HIDDEN = """\
{% set spent = total('order', 'amount') %}
{% call segment() %}
    {{ spent }} >= 50 and {{ often(3) }}
{% endcall %}
"""
ENTRY = """\
version: 2
models:
  - name: spenders
    description: Spent 50 or more.
    config: {group: crm, access: private, tags: [daily], meta: {objective: To be tested.}}
"""


AUTHOR = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Iterator[tuple[JaffleShop, dict, dict]]:
    """The shop after the steps of docs/own-project.md, and its own nodes and files before segments."""
    folder = tmp_path_factory.mktemp("jaffle")
    shop = jaffle_shop.make(folder / "shop", jaffle_shop.unpack_wheel(folder / "wheel"))
    model, *steps = _blocks("First segments")
    (shop.root / "models/customer_events.sql").write_text(model, encoding="utf-8")
    nodes, files = {}, {}
    for line in (line for step in steps if not step.startswith("select") for line in step.splitlines()):
        if "segments init" in line:
            nodes, files = jaffle_shop.own_nodes(shop), shop.files()
        shop.must(*line.split())
        if "segments init" in line:
            _write_hidden(shop.root / "segments")
    yield shop, nodes, files
    warehouses.drop(shop.root)


def _blocks(chapter: str) -> list[str]:
    text = (ROOT / "docs/own-project.md").read_text(encoding="utf-8")
    part = text.partition(f"## {chapter}\n")[2].partition("\n## ")[0]
    return [
        textwrap.dedent(code)
        for code in re.findall(r"^ *```\w+\n(.*?)^ *```$", part, re.DOTALL | re.MULTILINE)
    ]


def _write_hidden(folder: Path) -> None:
    (folder / "macros/conditions").mkdir()
    (folder / "macros/conditions/often.sql").write_text(CONDITION, encoding="utf-8")
    (folder / "models/segments/lifecycle/spenders.sql").write_text(HIDDEN, encoding="utf-8")
    (folder / "models/segments/lifecycle/spenders.yml").write_text(ENTRY, encoding="utf-8")


def test_the_published_members_are_those_that_plain_python_finds(begun):
    shop, _, _ = begun
    newest = max(day for days in shop.days.values() for day in days)
    folder = shop.root / "segments/models/segments/lifecycle"
    often, lately, gone = (_number(folder / f"{name}.sql") for name in ("regulars", "recent", "lapsed"))

    def within(days: list[date], span: int) -> bool:
        return any((newest - day).days < span for day in days)

    wanted = {
        "regulars": {each for each, days in shop.days.items() if len(days) >= often},
        "recent": {each for each, days in shop.days.items() if within(days, lately)},
        "lapsed": {each for each, days in shop.days.items() if not within(days, gone)},
    }
    for name, members in wanted.items():
        assert {customer for (customer,) in shop.rows(f"select customer_id from published.{name}")} == members
    # They were chosen to say something about this shop.
    assert all(0 < len(members) < len(shop.days) for members in wanted.values())


def test_a_hidden_segment_with_shared_conditions_is_published_to_its_owners_alone(begun):
    shop, _, _ = begun
    spent: dict[int, int] = {}
    amounts = _csv(shop, "raw_payments")
    for number, order in enumerate(_csv(shop, "raw_orders")):
        spent[int(order[1])] = spent.get(int(order[1]), 0) + int(amounts[number][3]) // 100
    wanted = {each for each, total in spent.items() if total >= 50 and len(shop.days[each]) >= 3}
    assert {row[0] for row in shop.rows("select customer_id from hidden.spenders")} == wanted
    assert shop.rows("select count(*) from published.segments where segment = 'spenders'") == [(0,)]


def test_models_tests_macros_schemas_and_hooks_of_the_project_stay_as_they_are(begun):
    shop, nodes, files = begun
    members = shop.rows("select * from published.regulars order by all")
    said = shop.must("dbt", "build")
    assert jaffle_shop.own_nodes(shop) == nodes
    assert "WARN=0 ERROR=0" in said
    assert "[WARNING]" not in said
    # Every test of the shop's ran, and no hook of somebody else's did.
    assert len(re.findall(r"PASS (?:unique|not_null|relationships|accepted_values)", said)) == 6
    assert "warehouse_segments.on-run" not in said
    # The build changes no published member: only a refresh does, after its audit.
    assert shop.rows("select * from published.regulars order by all") == members
    changed = {name for name, content in files.items() if shop.files().get(name) != content}
    assert changed == set()
    others = {name for name in shop.files() if not name.startswith("segments/")} - set(files)
    assert others == {"packages.yml", "package-lock.yml"}


def test_segments_stand_in_the_lineage_between_the_models_they_come_from_and_those_that_read_them(begun):
    shop, _, _ = begun
    model = shop.root / "models" / "thanked.sql"
    model.write_text("select customer_id from {{ ref('regulars') }}\n", encoding="utf-8")
    listed = shop.must("dbt", "--quiet", "ls", "--select", "customer_events+", "--resource-type", "model")
    names = [line.rsplit(".", 1)[-1] for line in listed.split()]
    assert {"customer_events", "regulars", "recent", "lapsed", "thanked"} <= set(names)
    said = shop.must("dbt", "build", "--select", "customer_events", "regulars", "thanked")
    ends = [said.index(f".{name} ", said.index("OK created")) for name in ("customer_events", "thanked")]
    assert ends == sorted(ends)
    regulars = shop.rows("select count(*) from published.regulars")
    assert shop.rows("select count(*) from shop_marts.thanked") == regulars
    model.unlink()


def test_the_query_of_the_page_has_members(begun):
    shop, _, _ = begun
    (query,) = [
        step for step in _blocks("First segments") if step.startswith("select customer_id, entered_at")
    ]
    assert (
        len(shop.rows(query))
        == shop.rows("select size from published.segments where segment = 'regulars'")[0][0]
    )


def test_the_engine_comes_from_the_wheel(begun):
    shop, _, _ = begun
    shipped = shop.code / "orchestration/engine_files"
    for file in ("models/core/customers.sql", "macros/predicates/did.sql"):
        assert (shop.root / "segments" / file).read_bytes() == (shipped / file).read_bytes()
    # Nothing of the demonstration is in it.
    assert not [
        path for path in shipped.rglob("*") if "complete_journey" in path.name or path.name == "champions.sql"
    ]


def test_a_change_is_compared_with_the_revision_before_it(begun):
    """git has the segments without the engine, in a folder below the repository's root."""
    shop, _, _ = begun
    for arguments in (
        ["init", "--quiet"],
        ["add", "--all"],
        [*AUTHOR, "commit", "--quiet", "--message", "x"],
    ):
        subprocess.run(["git", *arguments], cwd=shop.root, check=True)
    file = shop.root / "segments/models/segments/lifecycle/regulars.sql"
    text, often = file.read_text(encoding="utf-8"), _number(file)
    file.write_text(text.replace(f"at_least={often}", f"at_least={often - 1}"), encoding="utf-8")
    (changed,) = json.loads(shop.must("segments", "diff", "HEAD", "--json"))["differences"]
    file.write_text(text, encoding="utf-8")
    shutil.rmtree(shop.root / ".git")
    added = sum(len(days) == often - 1 for days in shop.days.values())
    moved = changed["moved"]
    assert (changed["segment"], moved["entered"], moved["exited"]) == ("regulars", added, 0)


def test_a_second_init_changes_nothing(begun):
    shop, _, _ = begun
    files = shop.files()
    said = shop.must("segments", "init", "--customers", "orders", "--events", "orders")
    assert "nothing was changed" in said
    assert shop.files() == files


def test_the_command_works_in_each_folder_of_the_project(begun):
    shop, _, _ = begun
    for folder in ("models", "segments", "segments/package"):
        there = JaffleShop(shop.root / folder, shop.code, shop.root)
        listed = json.loads(there.must("segments", "list", "--json"))
        assert {row["segment"] for row in listed} == {"regulars", "recent", "lapsed"}


def test_a_model_that_the_project_does_not_have_is_named(begun):
    shop, _, _ = begun
    file = shop.root / "segments/dbt_project.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("ref('customers')", "ref('customer')"), encoding="utf-8")
    done = shop.run("segments", "check")
    file.write_text(text, encoding="utf-8")
    assert done.returncode == 1
    assert (
        "customers_relation: your project has no model 'customer'; the nearest is 'customers'" in done.stderr
    )


def test_settings_that_a_newer_command_has_are_added_and_the_users_stay(begun):
    shop, _, _ = begun
    file = shop.root / "segments/dbt_project.yml"
    text = file.read_text(encoding="utf-8")
    older = re.sub(r"^  retired_days: 30\n", "", text, flags=re.MULTILINE).replace(
        "time_zone: UTC", "time_zone: Asia/Tokyo"
    )
    assert older != text
    file.write_text(older, encoding="utf-8")
    (shop.root / "segments/.engine").write_text("of an older command", encoding="utf-8")
    shop.must("segments", "list")
    variables = yaml.safe_load(file.read_text(encoding="utf-8"))["vars"]
    assert variables["retired_days"] == 30
    assert variables["time_zone"] == "Asia/Tokyo"
    assert variables["customers_relation"] == "ref('customers')"
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "--customers is missing: name a model of yours (customers"),
        (["--customers", "custmers", "--events", "customer_events"], "the nearest is 'customers'"),
        (
            ["--customers", "customers", "--events", "orders"],
            "has no column event_id and no column event_name",
        ),
        (["--customers", "shop_marts.clients", "--events", "x.y"], "isn't a relation of the warehouse"),
        (["--customers", "customers", "--time-zone", "Europe/Stokholm"], "the nearest is 'Europe/Stockholm'"),
        (["--target", "prod"], "has no output 'prod'; valid are duckdb, postgres"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_nothing(begun, tmp_path, options, said):
    shop, _, files = begun
    other = JaffleShop(tmp_path / "shop", shop.code, shop.root)
    for name, content in files.items():
        file = other.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    if warehouses.IS_FILE:
        shutil.copytree(shop.root / "warehouse", other.root / "warehouse")
    done = other.run("segments", "init", *options)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert other.files() == files


def _number(file: Path) -> int:
    return int(re.findall(r"(?:at_least|within_days)=(\d+)", file.read_text(encoding="utf-8"))[0])


def _csv(shop: JaffleShop, name: str) -> list[list[str]]:
    lines = (shop.root / "seeds" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return [line.split(",") for line in lines[1:]]
