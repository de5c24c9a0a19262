"""docs/published-contract.md: readers find its tables, and its queries run."""

import re
from pathlib import Path
from typing import Any

import pytest

PAGE = (Path(__file__).parents[3] / "docs" / "published-contract.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.+?)```", PAGE, flags=re.DOTALL)
TABLES = {
    name: set(re.findall(r"`(\w+)`", columns))
    for name, columns in re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", PAGE, flags=re.MULTILINE)
}


@pytest.fixture(scope="module")
def reader(warehouse) -> Any:
    """The warehouse opened as BI opens it."""
    with warehouse.reading() as connection:
        yield connection


@pytest.mark.parametrize("name", TABLES)
def test_a_relation_has_the_columns_that_the_page_promises(reader, name: str) -> None:
    relation = reader.execute(f"select * from published.{name} limit 1")
    assert TABLES[name] <= {column[0] for column in relation.description}


@pytest.mark.parametrize("position", range(len(QUERIES)))
def test_a_query_of_the_page_answers(reader, position: int) -> None:
    """Champions are many. One query asks for a day before the first release, which has no members."""
    rows = reader.execute(QUERIES[position]).fetchall()
    before_any_release = "2017-07-01" in QUERIES[position]
    assert bool(rows) != before_any_release


def test_members_of_a_release_as_known_then_are_the_published_ones(reader) -> None:
    """This is the first release, so what was known then is what is known now."""
    known_then = {row[0] for row in reader.execute(QUERIES[-1]).fetchall()}
    now = {row[0] for row in reader.execute("select customer_id from published.champions").fetchall()}
    assert known_then == now
