"""`segments vocabulary` shows what rules can name, and docs/language.md says the same."""

import json
import re

import pytest
import warehouses
from conftest import ROOT, copy_project
from language_page import PAGE


@pytest.fixture(scope="module")
def vocabulary(warehouse) -> dict[str, list[dict]]:
    done = warehouse.segments("vocabulary", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def told() -> dict[str, list[list[str]]]:
    """The tables of the page's part on what a rule can refer to, by their first heading: rows of cells."""
    part = PAGE.read_text(encoding="utf-8").split("\n## What a rule can refer to\n")[1].split("\n## ")[0]
    tables = {}
    for table in re.findall(r"(?:^\|.*\n)+", part, re.MULTILINE):
        heading, _, *rows = (
            [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()
        )
        tables[heading[0]] = rows
    return tables


def test_the_page_names_the_events_and_their_columns(vocabulary, told):
    page = {row[0].strip("`"): re.findall("`(\\w+)`", row[4]) for row in told["event"]}
    data = {row["event"]: row["columns"] for row in vocabulary["events"]}
    numbers = ("amount", "quantity")
    assert page == {
        event: [name for name in columns if name not in numbers] for event, columns in data.items()
    }
    filled = {row[0].strip("`"): [bool(row[2]), bool(row[3])] for row in told["event"]}
    assert filled == {event: [name in columns for name in numbers] for event, columns in data.items()}


def test_the_page_names_the_traits_and_for_how_many_they_are_known(vocabulary, told):
    page = {row[0].strip("`"): row[1:] for row in told["trait"]}
    # Scores have a page of their own, whatever the customers are.
    scores = re.findall(r"^\| `(\w+)` \| ", (ROOT / "docs/scores.md").read_text("utf-8"), re.MULTILINE)
    others = {row["trait"]: row for row in vocabulary["traits"] if row["trait"] != "customer_id"}
    assert set(scores) < set(others)
    data = {trait: row for trait, row in others.items() if trait not in scores}
    assert {trait: known for trait, (known, _) in page.items()} == {
        trait: f"{row['known'] * 2469:,.0f}" for trait, row in data.items()
    }
    for trait, row in data.items():
        if row["type"] == "varchar" and row["values"] <= 12:
            assert sorted(re.findall("'([^']+)'", page[trait][1])) == sorted(row["most_frequent"])


def test_the_page_names_categories_that_are_bought(told, warehouse):
    bought = warehouse.rows(
        "select distinct department, category from core.events where event_name = 'purchase'"
    )
    for departments, categories in told["department"]:
        for department in departments.split(", "):
            assert department in {known for known, _ in bought}
        for category in filter(None, categories.split(", ")):
            assert category in {known for found, known in bought if found in departments.split(", ")}, (
                category
            )


def test_the_page_names_the_lists(vocabulary):
    page = PAGE.read_text(encoding="utf-8")
    assert [row["list"] for row in vocabulary["lists"]] == ["do_not_contact", "store_panel", "vip_service"]
    assert "`do_not_contact`, `store_panel`, `vip_service`" in page


def test_all_values_of_a_name_are_shown(warehouse):
    done = warehouse.segments("vocabulary", "device", "--json")
    found = json.loads(done.stdout)
    assert {row["value"] for row in found["events"]} == {"ios", "android", "desktop"}
    assert {row["value"] for row in found["traits"]} == {"ios", "android", "desktop", None}
    assert sum(row["customers"] for row in found["traits"]) == 2469


def test_a_text_is_looked_for_among_the_values(warehouse):
    found = json.loads(warehouse.segments("vocabulary", "coffee", "--json").stdout)
    rows = [(row["column"], row["value"], row["event"]) for row in found["events"]]
    assert ("category", "COFFEE", "purchase") in rows
    assert all("coffee" in row["value"].lower() for row in found["events"])
    assert "traits" not in found


def test_a_trait_is_described(vocabulary, warehouse):
    """The name home_store doesn't say that it is the store of most of the first ten baskets."""
    described = {row["trait"]: row["description"] for row in vocabulary["traits"]}
    assert described["home_store"].startswith("The store with most of the household's first ten baskets")
    assert described["home_store"] in warehouse.segments("vocabulary", "home_store").stdout


def test_an_unknown_name_is_answered_with_the_nearest(warehouse):
    done = warehouse.segments("vocabulary", "categry")
    assert done.returncode == 1
    assert done.stderr == "No column of events and no trait is called 'categry'; the nearest is 'category'.\n"


def test_long_values_are_cut(tmp_path):
    project = copy_project(tmp_path / "project")
    project.path.parent.mkdir(exist_ok=True)
    event = "1 as event_id, 1 as customer_id, 'order' as event_name, current_date as occurred_on"
    tables = {
        "customers": "1 as customer_id, repeat('t', 10000000) as note",
        "events": f"{event}, repeat('d', 10000000) as note",
        "event_names": "'order' as event_name",
        "imported_lists": "'vip' as list_name, 1 as customer_id",
    }
    try:
        with project.connected(read_only=False) as connection:
            connection.execute("create schema core")
            for name, columns in tables.items():
                connection.execute(f"create table core.{name} as select {columns}")
        for asked in ((), ("note",), ("ttt",)):
            done = project.segments("vocabulary", *asked, "--json")
            assert done.returncode == 0, done.stderr
            assert f"{'t' * 200}…" in done.stdout and len(done.stdout) < 3000
    finally:
        warehouses.drop(project.root)
