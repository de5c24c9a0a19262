"""Which views a release makes before its row is written, and which with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from orchestration.publication.relations import record_views, views_to_make
from orchestration.warehouse.connections import Warehouse

MEMBERS, OTHERS, LOYAL, NEW = "segment_members", "segments", "loyal", "new"


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """A database in which all views of a release exist except that of a new segment."""
    with duckdb.connect() as connection:
        opened = Warehouse(connection, "?", duckdb.Error)
        opened.execute("create schema audit")
        opened.execute("create schema published")
        for name in (MEMBERS, OTHERS, LOYAL):
            opened.execute(f"create view published.{name} as select 1 as customer_id")
        record_views(opened, views(), dict.fromkeys((MEMBERS, OTHERS, LOYAL), "before"))
        yield opened


def views() -> list[dict[str, Any]]:
    """The views as in dbt's manifest. The new segment is built on another one."""
    shown, segments = {MEMBERS: [], OTHERS: []}, {LOYAL: [MEMBERS], NEW: [MEMBERS, LOYAL]}
    return [
        {
            "unique_id": name,
            "name": name,
            "schema": "published",
            "alias": name,
            "depends_on": {"nodes": ["core.customers", *parents]},
            "config": {"meta": {"rule": "true"} if name in segments else {}},
        }
        for name, parents in {**shown, **segments}.items()
    ]


def asked(**changed: str) -> dict[str, str]:
    """Returns the definition that each view should have."""
    return dict.fromkeys((MEMBERS, OTHERS, LOYAL, NEW), "before") | changed


def test_a_new_segment_is_there_before_it_is_in_the_catalogue(warehouse: Warehouse):
    assert views_to_make(warehouse, views(), asked()) == ([NEW], [])
    assert views_to_make(warehouse, views(), asked(loyal="after")) == ([NEW], [LOYAL])


def test_so_it_is_when_all_views_change_with_that_release(warehouse: Warehouse):
    """Even when a variable changed too, readers found no relation until all views had been made."""
    everything = dict.fromkeys(asked(), "after")
    assert views_to_make(warehouse, views(), everything) == ([NEW], [MEMBERS, OTHERS, LOYAL])


def test_it_waits_for_what_it_shows(warehouse: Warehouse):
    warehouse.execute("drop view published.segment_members")
    assert views_to_make(warehouse, views(), asked()) == ([], [MEMBERS, OTHERS, LOYAL, NEW])


def test_a_view_that_somebody_dropped_is_made_again(warehouse: Warehouse):
    warehouse.execute("drop view published.segments")
    warehouse.execute("drop view published.loyal")
    assert views_to_make(warehouse, views(), asked()) == ([LOYAL, NEW], [MEMBERS, OTHERS])
