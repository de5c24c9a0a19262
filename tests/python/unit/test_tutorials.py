"""The queries of the tutorials read what other systems write into a warehouse."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

FOLDER = Path(__file__).parents[3] / "docs" / "tutorials"
SOURCE = re.compile(r"^```sql source\n-- \S+_(customers|events)\.sql\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# What each system's documentation says of its tables, with rows of two people.
TABLES = {
    "from-klaviyo": """
        create table klaviyo__persons (person_id text, email text, country text, created timestamptz);
        insert into klaviyo__persons values
            ('01A', 'a@example.com', 'Sweden', timestamptz '2026-01-02 10:00:00+00');
        create table klaviyo__events (
            event_id text, person_id text, metric_id text, type text,
            occurred_at timestamp, numeric_value double
        );
        insert into klaviyo__events values
            ('e1', '01A', 'm1', 'Placed Order', timestamp '2026-02-03 11:00:00', 120.5),
            ('e2', '01A', 'm2', 'Opened Email', timestamp '2026-02-04 11:00:00', null);
    """,
    "from-posthog": """
        create schema posthog_exports;
        create table posthog_exports.persons (
            team_id integer, distinct_id text, person_id uuid, properties json,
            person_version bigint, person_distinct_id_version bigint
        );
        insert into posthog_exports.persons values
            (1, 'anonymous', '00000000-0000-0000-0000-000000000002', '{"country": "NO"}', 1, 1),
            (1, 'anonymous', '00000000-0000-0000-0000-000000000001', '{"plan": "free"}', 1, 2),
            (1, 'ann', '00000000-0000-0000-0000-000000000001', '{"plan": "pro", "country": "SE"}', 2, 1);
        create table posthog_exports.events (
            uuid text, event text, properties json, distinct_id text, team_id integer, timestamp timestamptz
        );
        insert into posthog_exports.events values
            ('u1', 'order', '{"amount": 120.5}', 'ann', 1, timestamptz '2026-02-03 11:00:00+00'),
            ('u2', 'signup', '{}', 'anonymous', 1, timestamptz '2026-02-01 11:00:00+00');
    """,
    "from-segment": """
        create schema shop;
        create table shop.users (id text, email text, country text, plan text);
        insert into shop.users values ('7', 'a@example.com', 'SE', 'pro');
        create table shop.tracks (
            id text, user_id text, anonymous_id text, event text, event_text text,
            timestamp timestamptz, received_at timestamptz
        );
        insert into shop.tracks values
            ('t1', '7', 'x', 'order_completed', 'Order Completed',
             timestamptz '2026-02-03 11:00:00+00', timestamptz '2026-02-03 11:00:05+00'),
            ('t2', null, 'y', 'signed_up', 'Signed Up',
             timestamptz '2026-02-03 11:00:00+00', timestamptz '2026-02-03 11:00:05+00');
        create table shop.order_completed (id text, user_id text, total double);
        insert into shop.order_completed values ('t1', '7', 120.5);
    """,
}
ANN = "00000000-0000-0000-0000-000000000001"
CUSTOMERS = {
    "from-klaviyo": [{"customer_id": "01A", "country": "Sweden", "signed_up_at": datetime(2026, 1, 2, 10)}],
    "from-posthog": [
        {"customer_id": ANN, "plan": "pro", "country": "SE"},
        {"customer_id": ANN[:-1] + "2", "plan": None, "country": "NO"},
    ],
    "from-segment": [{"customer_id": "7", "country": "SE", "plan": "pro"}],
}
ORDERS = {
    "from-klaviyo": ("01A", "placed_order"),
    "from-posthog": (ANN, "order"),
    "from-segment": ("7", "order_completed"),
}
COUNTS = {"from-klaviyo": 2, "from-posthog": 2, "from-segment": 1}


def _rows(tutorial: str, relation: str) -> list[dict[str, object]]:
    queries = dict(SOURCE.findall((FOLDER / f"{tutorial}.md").read_text(encoding="utf-8")))
    with duckdb.connect() as warehouse:
        warehouse.execute("set timezone = 'UTC'")
        warehouse.execute(TABLES[tutorial])
        found = warehouse.execute(queries[relation])
        names = [column[0] for column in found.description]
        return sorted((dict(zip(names, row, strict=True)) for row in found.fetchall()), key=str)


def test_each_system_has_its_tables_here():
    assert {page.stem for page in FOLDER.glob("from-*.md")} == {*TABLES}


@pytest.mark.parametrize("tutorial", TABLES)
def test_customers_come_once_each_with_their_latest_traits(tutorial):
    assert _rows(tutorial, "customers") == CUSTOMERS[tutorial]


@pytest.mark.parametrize("tutorial", TABLES)
def test_events_come_with_their_customer_name_time_and_amount(tutorial):
    events = _rows(tutorial, "events")
    assert len(events) == COUNTS[tutorial]
    (order,) = [row for row in events if row["amount"] is not None]
    assert (order["customer_id"], order["event_name"]) == ORDERS[tutorial]
    assert (order["occurred_at"], float(order["amount"])) == (datetime(2026, 2, 3, 11), 120.5)
    assert {row["customer_id"] for row in events} == {ORDERS[tutorial][0]}
