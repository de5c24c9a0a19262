"""The audit's verdicts on facts written by hand."""

import re
from urllib.parse import unquote

import duckdb
import pytest

from orchestration.audit import PROJECT_CHECKS, SEGMENT_CHECKS, Check
from orchestration.audit.bounds import with_bounds
from orchestration.audit.overrides import project_mistakes, segment_mistakes
from orchestration.audit.run import judge
from orchestration.audit.validation import Validation
from orchestration.audit.verdicts import Verdict, write_verdicts
from orchestration.project.errors import RefusedError
from orchestration.warehouse.connections import open_file

GOOD = {
    "segment": "good",
    "subject": "good",
    "size": 100,
    "duplicates": 0,
    "orphans": 0,
    "shared": 0,
    "unknown_share": 0.1,
    "size_min": 100,
    "size_max": 100,
    "smallest_size": 1,
    "differences": 0,
    "usual_size": 75.0,
    "usual_deviation": 5.0,
    "churned_share": 0.5,
    "published_differences": 0,
    "psi_size": 0.1,
    "psi_profile": 0.25,
    "psi_by_chance": 0.2,
    "psi_trait": "country",
    "unknown_rise": 0.25,
    "event_name": "order",
    "events": 1492,
    "usual_events": 1000.0,
    "least_events": 1000.0,
    "most_events": 1000.0,
    "usual_deviation_of_events": 0.1,
}
NEW = dict.fromkeys(
    (
        "usual_size",
        "usual_deviation",
        "churned_share",
        "published_differences",
        "psi_size",
        "psi_profile",
        "psi_by_chance",
        "psi_trait",
        "unknown_rise",
        "event_name",
        "events",
        "usual_events",
        "least_events",
        "most_events",
        "usual_deviation_of_events",
    )
)
WIDE = {"size_min": None, "size_max": None}
GOOD_PROJECT = {
    "segment": None,
    "subject": "project",
    "customers": 1,
    "duplicate_customers": 0,
    "null_customer_ids": 0,
    "customers_lost": 0.1,
    "events": 1,
    "events_by_now": 1,
    "events_to_come": 0,
    "hours_gone_back": 0.0,
    "scores_behind": None,
    "cluster_stability": None,
    "cluster_drift": None,
    "set_aside_share": 0.1,
    "share_of_one_event": 0.01,
    "duplicate_events": 0,
    "null_event_ids": 0,
    "orphan_events": 0,
    "events_without_time": 0,
    "events_without_values": 0,
    "unmatched_list_entries": 0,
    "hours_behind": 24.0,
    "feature_rows": 1,
    "duplicate_features": 0,
}


def _judged(checks, *facts: dict, project=None, own=None) -> list[Verdict]:
    """Returns the verdicts on facts. `own` has the settings of the last of them."""
    overrides = [{}] * (len(facts) - 1) + [own or {}]
    named = [{**fact, "subject": fact["segment"] or "project"} for fact in facts]
    return list(judge(*with_bounds(named, checks, project or {}, overrides), 1, Validation()))


def _failed(checks, *facts: dict, **set_otherwise) -> set[tuple[str | None, str]]:
    return {(v.segment, v.check_name) for v in _judged(checks, *facts, **set_otherwise) if not v.passed}


def test_facts_on_their_bounds_pass():
    assert _failed(SEGMENT_CHECKS, GOOD) == set()


@pytest.mark.parametrize(
    ("fact", "value", "check"),
    [
        ("duplicates", 1, "members_are_unique"),
        ("orphans", 1, "members_are_customers"),
        ("size", 99, "size_in_band"),
        ("size_min", 101, "size_in_band"),
        ("shared", 1, "group_is_exclusive"),
        ("unknown_share", 0.51, "unknown_share"),
        ("usual_size", 74.0, "size_as_usual"),
        ("usual_size", 126.0, "size_as_usual"),
        ("events", 669, "events_as_usual"),
        ("events", 1493, "events_as_usual"),
        ("unknown_rise", 0.26, "unknown_as_usual"),
        ("churned_share", 0.51, "churn"),
        ("psi_size", 0.11, "psi_size"),
        ("psi_profile", 0.26, "psi_profile"),
        ("duplicates", None, "members_are_unique"),
        ("differences", 1, "recomputed_alike"),
    ],
)
def test_a_bad_fact_fails_its_check_for_that_segment_only(fact, value, check):
    bad = GOOD | {"segment": "bad", fact: value}
    assert _failed(SEGMENT_CHECKS, GOOD, bad) == {("bad", check)}


def test_an_open_band_has_no_bound():
    assert _failed(SEGMENT_CHECKS, GOOD | NEW | WIDE | {"size": 10**9}) == set()


def test_an_empty_segment_fails_unless_its_band_begins_at_0():
    empty = GOOD | NEW | WIDE | {"size": 0}
    assert _failed(SEGMENT_CHECKS, empty) == {("good", "not_empty")}
    assert _failed(SEGMENT_CHECKS, empty | {"size_min": 0, "smallest_size": 0}) == set()


def test_without_a_past_what_compares_with_it_rests_and_says_so():
    verdicts = {v.check_name: v for v in _judged(SEGMENT_CHECKS, GOOD | NEW)}
    assert all(verdict.passed for verdict in verdicts.values())
    said = {
        name: (verdicts[name].observed, verdicts[name].expected)
        for name in ("size_as_usual", "events_as_usual", "churn")
    }
    assert said == {
        "size_as_usual": ("100", "any: no history yet"),
        "events_as_usual": ("no daily events", "any: no daily events"),
        "churn": ("no members before", "at most 0.5"),
    }
    assert _failed(SEGMENT_CHECKS, GOOD | NEW | {"size": 99}) == {("good", "size_in_band")}


def test_a_verdict_names_the_events_and_the_trait_that_it_is_about():
    half = GOOD | {"events": 500, "psi_profile": 0.3}
    failed = {
        verdict.check_name: (verdict.observed, verdict.expected)
        for verdict in _judged(SEGMENT_CHECKS, half)
        if not verdict.passed
    }
    assert failed == {
        "events_as_usual": ("500 of order", "670 to 1492"),
        "psi_profile": ("0.3 of country", "at most 0.25"),
    }


def test_what_chance_explains_is_no_drift_of_a_profile():
    small = GOOD | {"psi_profile": 0.6, "psi_by_chance": 0.7}
    assert _failed(SEGMENT_CHECKS, small) == set()
    assert _failed(SEGMENT_CHECKS, small | {"psi_by_chance": 0.5}) == {("good", "psi_profile")}


def test_a_segment_s_own_bounds_go_before_the_project_s_and_show_in_what_is_expected():
    mild, strict = {"churn": {"at_most": 0.9}}, {"churn": {"at_most": 0.3, "severity": "hold"}}
    own = GOOD | {"segment": "own"}
    verdicts = {
        v.segment: (v.passed, v.severity, v.expected)
        for v in _judged(SEGMENT_CHECKS, GOOD, own, project=mild, own=strict)
        if v.check_name == "churn"
    }
    assert verdicts == {"good": (True, "warn", "at most 0.9"), "own": (False, "hold", "at most 0.3")}
    leaps = GOOD | WIDE | {"size": 110}
    assert _failed(SEGMENT_CHECKS, leaps) == {("good", "size_as_usual")}
    assert _failed(SEGMENT_CHECKS, leaps, own={"size_as_usual": {"deviations": 8}}) == set()
    assert _failed(SEGMENT_CHECKS, leaps, own={"size_as_usual": {"deviations": None}}) == set()


def test_old_events_fail_only_where_the_project_says_how_old_is_too_old():
    assert _failed(PROJECT_CHECKS, GOOD_PROJECT | {"hours_behind": 70000.0}) == set()
    fresh = {"events_are_fresh": {"at_most": 23}}
    assert _failed(PROJECT_CHECKS, GOOD_PROJECT, project=fresh) == {(None, "events_are_fresh")}
    assert _failed(PROJECT_CHECKS, GOOD_PROJECT | {"hours_behind": 23.0}, project=fresh) == set()


def test_a_segment_without_facts_fails_every_check_that_holds_now():
    missing = GOOD | NEW | dict.fromkeys(("size", "duplicates", "orphans", "shared", "differences"))
    holding = {check.name for check in SEGMENT_CHECKS if check.severity == "hold" and not check.missing}
    assert {name for _, name in _failed(SEGMENT_CHECKS, missing, GOOD | {"segment": "other"})} == holding


@pytest.mark.parametrize(
    ("meta", "sentence"),
    [
        ({"checks": [1]}, "meta.checks=[1] is not a mapping of checks"),
        ({"checks": {"churn": 0.3}}, "meta.checks.churn=0.3 is not a mapping; it takes at_most, severity"),
        ({"checks": {"churn": {"at_most": True}}}, "meta.checks.churn.at_most=True is not a bound"),
        ({"checks": {"size_in_band": {"at_most": 5}}}, "meta.checks.size_in_band: unknown key 'at_most'"),
        (
            {"history_from": "2017-02-30"},
            "meta.history_from=2017-02-30 is not a day; write it like 2017-06-30",
        ),
    ],
)
def test_what_a_segment_can_t_set_gets_a_sentence(meta, sentence):
    (mistake,) = segment_mistakes(meta)
    assert mistake.startswith(sentence)


def test_the_project_sets_what_its_own_checks_take():
    assert list(project_mistakes({"events_are_fresh": {"at_most": 26, "severity": "warn"}})) == []
    (mistake,) = project_mistakes({"events_are_fresh": {"severity": "hold"}})
    assert mistake.startswith("vars.checks.events_are_fresh: unknown severity 'hold'")


def test_data_docs_show_the_audit_and_replace_the_last_whole(tmp_path):
    validation, folder = Validation(), tmp_path / "data_docs"
    folder.mkdir()
    (folder / "of_before.html").touch()
    bad = GOOD | {"segment": "secret", "subject": "hidden segment 1", "size": 98765, "access": "private"}
    verdicts = list(judge(*with_bounds([GOOD, bad], SEGMENT_CHECKS, {}, [{}, {}]), 7, validation))
    assert ("secret", "size_in_band", False) in [(v.segment, v.check_name, v.passed) for v in verdicts]
    first = validation.write_docs(folder)
    pages = {page.name: page.read_text(encoding="utf-8") for page in folder.rglob("*.html")}
    assert first == folder / "index.html"
    assert "of_before.html" not in pages
    text = "".join(pages.values())
    assert "size_in_band: The size is in the segment" in text
    # Everybody can read the pages, so they must show neither the number nor the size of hidden segments.
    assert "hidden segment" not in text and "98765" not in text and "98,765" not in text
    assert "release 7" in text
    assert "secret" not in text
    assert list(tmp_path.iterdir()) == [folder]
    # They loaded scripts from five hosts, most of them without integrity hashes.
    assert not re.findall(r"<(?:script|iframe|object)|<(?:link|img)[^>]*//", text, re.IGNORECASE)
    assert all("default-src 'none'" in page for page in pages.values())
    links = re.findall(r'<li><a href="([^"]+)">(\w+)</a>: ([\w ]+)</li>', pages["index.html"])
    assert [link[1:] for link in links] == [("candidates", "passed"), ("drift", "passed")]
    assert all((folder / unquote(link)).is_file() for link, *_ in links)


def test_data_docs_call_nothing_failed_that_only_warns(tmp_path):
    """They called a run failed whose segments were all published."""
    for size, churned, expected in (
        (100, 0.9, [("candidates", "passed"), ("drift", "passed with warnings")]),
        (7, 0.9, [("candidates", "failed"), ("drift", "failed")]),
    ):
        validation, folder = Validation(), tmp_path / f"{size}"
        facts = [GOOD | {"size": size, "churned_share": churned}]
        list(judge(*with_bounds(facts, SEGMENT_CHECKS, {}, [{}]), 7, validation))
        validation.write_docs(folder)
        index = (folder / "index.html").read_text(encoding="utf-8")
        assert re.findall(r'<li><a href="[^"]+">(\w+)</a>: ([\w ]+)</li>', index) == expected
        for suite, outcome in expected:
            (page,) = (folder / "validations" / suite).rglob("*.html")
            said = re.search(
                r"Status:</span>\s*<i[^>]*></i>\s*([\w ]+?)\s*<", page.read_text(encoding="utf-8")
            )
            assert said[1] == {"passed": "Succeeded", "failed": "Failed"}.get(outcome, "Passed with warnings")


@pytest.mark.parametrize(
    ("facts", "check"),
    [
        ({"customers": 0, "feature_rows": 0}, "customers_exist"),
        ({"duplicate_customers": 1}, "customers_are_unique"),
        ({"null_customer_ids": 1}, "customers_have_ids"),
        ({"events_by_now": 0}, "events_exist"),
        ({"set_aside_share": 0.11}, "events_are_taken"),
        ({"events_without_values": 1}, "events_have_values"),
        ({"unmatched_list_entries": 1}, "lists_name_customers"),
        ({"scores_behind": 31.0}, "scores_are_current"),
        ({"cluster_stability": 0.79}, "clusters_are_stable"),
        ({"cluster_drift": 0.51}, "clusters_stay"),
        ({"customers_lost": 0.5}, "customers_as_usual"),
        ({"duplicate_events": 1}, "events_are_unique"),
        ({"null_event_ids": 1}, "events_have_ids"),
        ({"events_without_time": 1}, "events_have_times"),
        ({"orphan_events": 1}, "events_have_customers"),
        ({"feature_rows": 0}, "features_are_complete"),
        ({"feature_rows": 2}, "features_are_complete"),
        ({"duplicate_features": 1}, "features_are_unique"),
    ],
)
def test_a_bad_project_fact_fails_its_check(facts, check):
    assert _failed(PROJECT_CHECKS, GOOD_PROJECT | facts) == {(None, check)}


def test_one_row_that_can_t_be_taken_never_blocks():
    few = GOOD_PROJECT | {"set_aside_share": 0.5, "share_of_one_event": 0.5}
    assert _failed(PROJECT_CHECKS, few) == set()


def test_a_check_that_cannot_be_evaluated_is_no_verdict():
    words = GOOD | {"age_in_days": "many"}
    with pytest.raises(RefusedError, match="fresh could not be evaluated"):
        list(
            judge(
                [words], [Check("fresh", "core", "hold", "age_in_days", "Fresh", at_most=1)], 1, Validation()
            )
        )


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
