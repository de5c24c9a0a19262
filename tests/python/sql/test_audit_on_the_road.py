"""What comes in broken fails its check, whether a refresh reads everything or what arrived."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import small_shop
from proof.harness import Project, SegmentFile

from orchestration.audit import Validation, audit_candidates

ROOT = Path(__file__).parents[3]
CHECKS = {"checks": {"events_are_fresh": {"at_most": 48}}}
LATER = f"timestamp '{small_shop.DAY} 13:00:00'"


def _order(event_id: str, customer: str = "'c01'", name: str = "'order'", at: str = LATER) -> str:
    values = f"{event_id}, {customer}, {name}, {at}, cast(1 as numeric), 'web', {LATER}"
    return f"insert into shop.orders select {values}"


# What is fed in, and which checks of the project must fail then, no others.
BROKEN = {
    "some rows": (
        [
            "insert into shop.customers select * from shop.customers where customer_id = 'c01'",
            "insert into shop.customers values (null, 'SE')",
            _order("'twice'"),
            _order("'twice'", name="'return'"),
            _order("null"),
            _order("'no time'", at="null"),
            _order("'no name'", name="null"),
            _order("'of nobody'", customer="'nobody'"),
            "insert into raw.imported_list_rows values ('vip', 'nobody', null, 'test')",
        ],
        {
            *("customers_are_unique", "customers_have_ids", "features_are_unique", "events_are_unique"),
            *("events_have_ids", "events_have_times", "events_have_values", "events_have_customers"),
            "lists_name_customers",
        },
    ),
    "too many rows": (
        [_order(f"'bad {number}'", name="null") for number in range(10)],
        {"events_are_taken", "events_have_values"},
    ),
    "no customers": (["delete from shop.customers"], {"customers_exist", "events_have_customers"}),
    "no events": (["delete from shop.orders"], {"events_exist"}),
    "old events": (
        [f"delete from shop.orders where occurred_at > timestamp '{small_shop.DAY}' - interval '4 days'"],
        {"events_are_fresh"},
    ),
}


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    project = Project(ROOT, small_shop.IN_MEMORY)
    project.set_segments(
        SegmentFile(name, f"{{% call segment() %}}\n{rule}\n{{% endcall %}}\n", family)
        for name, (family, rule) in small_shop.SEGMENTS.items()
    )
    yield project
    project.close()


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_input_fails_its_checks(project: Project, broken: str):
    """events_are_unique counted after rows of one event had been made one: it could not fail."""
    statements, expected = BROKEN[broken]
    project.warehouse.clear()
    project.forget_relations()
    project.open(project.warehouse)
    _run(project, "create schema shop", small_shop.CUSTOMERS, small_shop.ORDERS, small_shop.NO_LISTS)
    _run(project, *small_shop.ARRIVED)
    project.refresh()
    if broken == next(iter(BROKEN)):
        assert _failing(project) == set()
    _run(project, *statements)
    # The one reads what arrived, the other everything.
    for full in (False, True):
        project.refresh(full=full)
        assert _failing(project) == expected, full


def _run(project: Project, *statements: str) -> None:
    for statement in statements:
        project.database.execute(statement)


def _failing(project: Project) -> set[str]:
    verdicts: list[Any] = audit_candidates(project.warehouse.connection(), CHECKS, Validation())
    return {verdict.check_name for verdict in verdicts if verdict.segment is None and not verdict.passed}
