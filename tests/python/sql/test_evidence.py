"""What explain adds to a part of a rule is what the warehouse says, in the rule's own SQL."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

import duckdb
import pytest
import warehouses
from conftest import open_in_memory
from proof.harness import Project, SegmentFile

from orchestration.cli.commands.explain import explained
from orchestration.explanation.evaluation import walk
from orchestration.explanation.standalone import Standalone
from orchestration.rules.registry import read_segments
from orchestration.rules.rendering import taken_apart
from orchestration.warehouse.connections import Warehouse

pytestmark = pytest.mark.duckdb

ENGINE = "duckdb" if warehouses.IS_FILE else "postgres"
RULES = {
    "twice": "{{ did_in_order(['order', 'order'], within_days=30) }}",
    "left": "{{ did_then_not('order', 'order', within_days=1) }}",
    "half": "{{ sample(50, seed='spring') }}",
}
DIGITS = hashlib.md5(b"spring:c02").hexdigest()[:8]


@pytest.fixture(scope="module")
def shop() -> Iterator[Project]:
    with open_in_memory() as project:
        files = {name: f"{{% call segment() %}}\n{rule}\n{{% endcall %}}\n" for name, rule in RULES.items()}
        project.set_segments(SegmentFile(name, text) for name, text in files.items())
        project.refresh()
        yield project


# Customer n ordered n % 5 times, a day apart, the last time n days before 31 March 2024.
@pytest.mark.parametrize(
    ("segment", "customer", "note"),
    [
        ("twice", "c02", "order 2024-03-28 12:00 UTC, order 2024-03-29 12:00 UTC"),
        ("twice", "c01", "order 2024-03-30 12:00 UTC, order not after it"),
        ("twice", "c05", "order not"),
        # Long ago.
        ("twice", "c39", "order not"),
        ("left", "c02", "order 2024-03-29 12:00 UTC was not followed"),
        ("left", "c01", "of 1 order, time still runs for 1, the others were followed"),
        ("left", "c05", "no order"),
        ("half", "c02", f"the customer's place is {int(DIGITS, 16) / 2**32 * 100:.6g}"),
    ],
)
def test_a_note_says_what_decided(shop: Project, segment: str, customer: str, note: str):

    segments = read_segments(shop.manifest())
    sql = shop.standalone(segment).strip()
    as_of = datetime(2024, 4, 1, 3, 59, 59, 999999)
    standalone = Standalone(
        segment=segments[segment],
        segments=segments,
        as_of=as_of,
        zone="America/New_York",
        sql=sql,
        rendering=taken_apart(sql, ENGINE),
        dialect=ENGINE,
    )
    tree = explained(standalone, customer, Warehouse(shop.database, "?", duckdb.Error))
    assert [said for node in walk(tree) for said in node.notes] == [note]
