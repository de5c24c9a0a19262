"""Broken input, or a fault on the way, fails its check in a full and in an incremental refresh."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import small_shop
from proof.harness import CANDIDATES, Project, SegmentFile

from orchestration.audit import PROJECT_CHECKS, SEGMENT_CHECKS, Validation, audit_candidates

ROOT = Path(__file__).parents[3]
CHECKS = {"checks": {"events_are_fresh": {"at_most": 48}}}
VARIABLES = small_shop.IN_MEMORY | {"profile_traits": ["country"], "checked_percent": 0}
META = {
    "loyal": {"size_band": [1, 40]},
    "recent": {"priority_group": "shoppers", "priority": 1},
    "quiet": {"priority_group": "shoppers", "priority": 2},
}
LATER = f"timestamp '{small_shop.DAY} 13:00:00'"


def _order(event_id: str, customer: str = "'c01'", name: str = "'order'", at: str = LATER) -> str:
    values = f"{event_id}, {customer}, {name}, {at}, cast(1 as numeric), 'web', {LATER}"
    return f"insert into shop.orders select {values}"


def _as_published(days: int) -> str:
    """The sizes of the release that stands, as another one had them days before."""
    columns = "segment, size, share, unknown"
    return (
        f"insert into ledger.metric_log (release_id, as_of, {columns})"
        f" select release_id - {days}, as_of - interval '{days} days', {columns}"
        " from ledger.metric_log where release_id = 1"
    )


# What is loaded, and which checks of the project and of any segment must then fail, and no others.
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
            _order("'to come'", at="timestamp '2099-01-01 12:00:00'"),
            "insert into raw.imported_list_rows values ('vip', 'nobody', null, 'test')",
        ],
        {
            *("customers_are_unique", "customers_have_ids", "features_are_unique", "events_are_unique"),
            *("events_have_ids", "events_have_times", "events_have_values", "events_have_customers"),
            *("lists_name_customers", "events_have_happened", "members_are_unique"),
        },
    ),
    "too many rows": (
        [_order(f"'bad {number}'", name="null") for number in range(10)],
        {"events_are_taken", "events_have_values"},
    ),
    "no customers": (
        ["delete from shop.customers"],
        {
            *("customers_exist", "events_have_customers", "not_empty", "size_in_band", "churn"),
            "unknown_share",
        },
    ),
    "half the customers": (
        [f"delete from shop.{name} where customer_id > 'c20'" for name in ("customers", "orders")],
        {"customers_as_usual", "psi_size"},
    ),
    "no events": (
        ["delete from shop.orders"],
        {"events_exist", "not_empty", "size_in_band", "churn", "psi_size"},
    ),
    "old events": (
        [f"delete from shop.orders where occurred_at > timestamp '{small_shop.DAY}' - interval '4 days'"],
        {"events_are_fresh"},
    ),
    "many customers": (
        [
            # A week of releases of the same sizes tells what is usual.
            *(_as_published(days) for days in range(1, 8)),
            "insert into shop.customers select 'n' || n, 'SE' from generate_series(1, 60) as numbers(n)",
        ],
        {"size_as_usual", "churn", "psi_size"},
    ),
    "few events on a day that usually has many": (
        [
            "insert into shop.orders select 'd' || n || '-' || k, 'c05', 'order',"
            f" {LATER} - n * interval '1 day' - k * interval '5 seconds', 1, 'web', {LATER}"
            " from generate_series(0, 69) as days(n), generate_series(1, 200) as orders(k)"
            " where n > 0 or k <= 40"
        ],
        {"events_as_usual"},
    ),
    # As if the last release had begun by a machine's clock that was hours ahead.
    "a clock that went back": (
        ["update ledger.releases set started_at = started_at + interval '3 hours'"],
        {"clock_goes_on"},
    ),
    "no trait": (
        ["update shop.customers set country = null"],
        {"unknown_share", "unknown_as_usual", "not_empty", "churn", "psi_size", "psi_profile"},
    ),
}

# What somebody breaks in the warehouse after it was computed, just before the named model.
BROKEN_ON_THE_WAY = {
    "features_are_complete": (
        "project_facts",
        "delete from features.standing_features where customer_id = 'c01'",
    ),
    "members_are_customers": (
        "candidate_changes",
        "insert into membership.customer_verdicts select 'nobody', members_0, unknown_0"
        " from membership.customer_verdicts where customer_id = 'c04'",
    ),
    "recomputed_alike": (
        "candidate_changes",
        "update membership.customer_verdicts set members_0 = 0 where customer_id in ('c01', 'c05')",
    ),
    "group_is_exclusive": (
        "candidate_changes",
        "update membership.customer_verdicts set members_0 ="
        " (select sum(mask) from membership.segment_slots) where customer_id = 'c01'",
    ),
}

# A check that needs a published release that somebody changed, or scores, and the test that has them.
ELSEWHERE = {
    "published_alike": "test_published_alike",
    "scores_are_current": "test_scores",
    "clusters_are_stable": "test_clusters",
    "clusters_stay": "test_clusters",
}


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    project = Project(ROOT, VARIABLES)
    project.set_segments(
        SegmentFile(
            name,
            f"{{% call segment() %}}\n{rule}\n{{% endcall %}}\n",
            family,
            config={"meta": META.get(name, {})},
        )
        for name, (family, rule) in small_shop.SEGMENTS.items()
    )
    yield project
    project.close()


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_input_fails_its_checks(project: Project, broken: str):
    """events_are_unique counted after rows of one event had been merged, so it could not fail."""
    statements, expected = BROKEN[broken]
    _begin(project)
    if broken == next(iter(BROKEN)):
        _work_out(project)
        assert _failing(project) == set()
    _run(project, *statements)
    # One refresh reads what arrived, the other everything.
    for full in (False, True):
        _work_out(project, full=full)
        assert _failing(project) == expected, full


def test_what_breaks_on_the_way_fails_its_check(project: Project):
    """No input causes it, only a fault of the project or somebody who writes to its tables."""
    _begin(project)
    project.set_variables(VARIABLES | {"checked_percent": 100})
    for check, (model, statement) in BROKEN_ON_THE_WAY.items():
        for full in (False, True):
            _work_out(project, full=full, model=model, statement=statement)
            assert check in _failing(project), (check, full)
            _work_out(project, full=True)
            assert _failing(project) == set()


def test_no_check_is_without_an_input_that_it_fails_for():
    fed = set().union(*(expected for _, expected in BROKEN.values()), BROKEN_ON_THE_WAY, ELSEWHERE)
    assert {check.name for check in (*PROJECT_CHECKS, *SEGMENT_CHECKS)} == fed


def _begin(project: Project) -> None:
    """Restores the shop as it was published the day before."""
    project.warehouse.clear()
    project.forget_relations()
    project.open(project.warehouse)
    _run(project, "create schema shop", small_shop.CUSTOMERS, small_shop.ORDERS, small_shop.NO_LISTS)
    _run(project, *small_shop.ARRIVED)
    project.have_seeds()
    project.set_variables(VARIABLES | {"as_of": str(date.fromisoformat(small_shop.DAY) - timedelta(days=1))})
    project.refresh()
    project.set_variables(VARIABLES)


def _work_out(project: Project, *, full: bool = False, model: str = "", statement: str = "") -> None:
    """Builds the candidates, up to the audit. A statement runs before one of their models."""
    names = project.in_order(project.models(*CANDIDATES))
    place = names.index(model) if model else len(names)
    with project.full(full):
        project.look()
        project.start()
        project.build(names[:place])
        _run(project, *([statement] if statement else []))
        project.build(names[place:])


def _run(project: Project, *statements: str) -> None:
    for statement in statements:
        project.database.execute(statement)


def _failing(project: Project) -> set[str]:
    verdicts: list[Any] = audit_candidates(project.warehouse.connection(), CHECKS, Validation())
    return {verdict.check_name for verdict in verdicts if not verdict.passed}
