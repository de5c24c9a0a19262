"""The audit's verdicts on facts made by hand."""

import duckdb
import pandas as pd
import pytest

from orchestration.audit import PROJECT_CHECKS, SEGMENT_CHECKS, Check
from orchestration.audit.run import judge
from orchestration.audit.verdicts import Verdict, write_verdicts
from orchestration.errors import RefusedError
from orchestration.warehouse import open_file

GOOD = {
    "segment": "good",
    "size": 5,
    "duplicates": 0,
    "orphans": 0,
    "unknown_share": 0.1,
    "size_min": 5,
    "size_max": 5,
    "smallest_size": 1,
    "churn": 0.5,
    "differences": 0,
}
GOOD_PROJECT = {
    "segment": None,
    "customers": 1,
    "duplicate_customers": 0,
    "null_customer_ids": 0,
    "events": 1,
    "duplicate_events": 0,
    "null_event_ids": 0,
    "orphan_events": 0,
    "events_without_time": 0,
}


def _failed(checks, *facts: dict) -> set[tuple[str | None, str]]:
    frame = pd.DataFrame(list(facts)).convert_dtypes()
    return {(v.segment, v.check_name) for v in judge(frame, checks, release=1) if not v.passed}


def test_facts_on_their_bounds_pass():
    assert _failed(SEGMENT_CHECKS, GOOD) == set()


@pytest.mark.parametrize(
    ("fact", "value", "check"),
    [
        ("duplicates", 1, "members_are_unique"),
        ("orphans", 1, "members_are_customers"),
        ("size", 4, "size_in_band"),
        ("size", 6, "size_in_band"),
        ("unknown_share", 0.51, "unknown_share"),
        ("churn", 0.51, "churn"),
        ("duplicates", None, "members_are_unique"),
        ("differences", 1, "recomputed_alike"),
    ],
)
def test_a_bad_fact_fails_its_check_for_that_segment_only(fact, value, check):
    bad = GOOD | {"segment": "bad", fact: value}
    assert _failed(SEGMENT_CHECKS, GOOD, bad) == {("bad", check)}


def test_an_open_band_has_no_bound():
    assert _failed(SEGMENT_CHECKS, GOOD | {"size_min": None, "size_max": None, "size": 10**9}) == set()


def test_an_empty_segment_fails_unless_its_band_begins_at_0():
    empty = GOOD | {"size": 0, "size_min": None}
    assert _failed(SEGMENT_CHECKS, empty) == {("good", "not_empty")}
    assert _failed(SEGMENT_CHECKS, empty | {"size_min": 0, "smallest_size": 0}) == set()


def test_a_segment_without_facts_fails_every_check_that_holds():
    missing = GOOD | dict.fromkeys(("size", "duplicates", "orphans", "differences"), None)
    holding = {check.name for check in SEGMENT_CHECKS if check.severity == "hold"}
    assert {name for _, name in _failed(SEGMENT_CHECKS, missing, GOOD | {"segment": "other"})} == holding


@pytest.mark.parametrize(
    ("fact", "value", "check"),
    [
        ("customers", 0, "customers_exist"),
        ("duplicate_customers", 1, "customers_are_unique"),
        ("null_customer_ids", 1, "customers_have_ids"),
        ("events", 0, "events_exist"),
        ("duplicate_events", 1, "events_are_unique"),
        ("null_event_ids", 1, "events_have_ids"),
        ("events_without_time", 1, "events_have_times"),
        ("orphan_events", 1, "events_have_customers"),
    ],
)
def test_a_bad_project_fact_fails_its_check(fact, value, check):
    assert _failed(PROJECT_CHECKS, GOOD_PROJECT | {fact: value}) == {(None, check)}


def test_a_check_that_cannot_be_evaluated_is_no_verdict():
    facts = pd.DataFrame([GOOD])
    with pytest.raises(RefusedError, match="fresh could not be evaluated"):
        list(judge(facts, [Check("fresh", "hold", "age_in_days", at_most=1)], release=1))


def test_verdicts_of_a_release_are_replaced_whole(tmp_path):
    file = tmp_path / "warehouse.duckdb"
    first, second = (Verdict(1, name, "churn", "warn", True, "0", "at most 0.5") for name in ("one", "two"))
    other = Verdict(2, "one", "churn", "warn", True, "0", "at most 0.5")
    with open_file(file, read_only=False) as warehouse:
        write_verdicts(warehouse, 1, [first])
        write_verdicts(warehouse, 2, [other])
        write_verdicts(warehouse, 1, [second])
    with duckdb.connect(str(file)) as connection:
        rows = connection.execute("select release_id, segment from audit.verdicts order by all").fetchall()
    assert rows == [(1, "two"), (2, "one")]
