"""Readers see a rule in words and as its file has it, and no name that is hidden from them."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from orchestration.explanation.told import told_rules, with_masked_rule
from orchestration.rules.registry import Segment

DECILE = {
    "name": "decile__sum__order__amount__c43e1336b",
    "kind": "decile",
    "predicate": "decile_of",
    "number": "sum__order__amount__365d",
}
TOTAL = {
    "name": "sum__order__amount__365d",
    "kind": "sum",
    "predicate": "total",
    "event": "order",
    "column": "amount",
    "window": {"days": 365},
}
CARE = {"name": "segment__vip_care", "kind": "segment", "predicate": "in_segment", "segment": "vip_care"}
ONCE = {
    "name": "was_in__vip_care__90d",
    "kind": "was_in",
    "predicate": "was_in_segment",
    "segment": "vip_care",
}


def _segment(name: str, rule: str, *features: dict[str, Any], access: str = "public", **more: Any) -> Segment:
    config = {
        "meta": {"column": f"segment__{name}", **more.pop("meta", {})},
        "access": access,
        "group": "crm",
    }
    node = {"config": config, "raw_code": more.pop("text", rule)}
    needed = {feature["name"]: feature for feature in features}
    return Segment(name, f"models/segments/value/{name}.sql", rule, needed, node, **more)


SEGMENTS = {
    segment.name: segment
    for segment in (
        _segment("vip_care", "age > 30", access="private"),
        _segment("best", f"{DECILE['name']} <= 2 and (age = '65+' or not income is null)", DECILE, TOTAL),
        _segment(
            "cared_for",
            "coalesce(segment__vip_care, false) or was_in__vip_care__90d",
            CARE,
            ONCE,
            text="-- Not vip_care_too.\n{{ in_segment('vip_care') }} or {{ was_in_segment('vip_care') }}",
        ),
        _segment("rest", "age < 30", meta={"priority_group": "tier"}, above=("vip_care", "best")),
        _segment("own", "coalesce(segment__vip_care, false)", CARE, access="private"),
    )
}
TOLD = {told.segment: told for told in told_rules(SEGMENTS, "duckdb")}


def test_a_rule_is_told_in_words_a_condition_a_line() -> None:
    """The page showed decile__sum__order__amount__c43e1336b <= 2."""
    assert TOLD["best"].rule == (
        "all of\n"
        "    decile of total amount of order within 365 days <= 2\n"
        "    any of\n"
        "        age = '65+'\n"
        "        not income is null"
    )
    assert TOLD["rest"].rule == (
        "all of\n    age < 30\n    not taken by a segment of higher priority in tier: hidden_segment, best"
    )
    assert TOLD["best"].rule_text == SEGMENTS["best"].rule


def test_a_hidden_segment_is_named_to_its_own_group_only() -> None:
    told = TOLD["cared_for"]
    assert not [text for text in astuple(told) if "vip_care" in text.replace("vip_care_too", "")]
    assert told.rule == "any of\n    in segment hidden_segment\n    was in segment hidden_segment"
    assert told.rule_text.endswith(
        "{{ in_segment('hidden_segment') }} or {{ was_in_segment('hidden_segment') }}"
    )
    assert told.rule_sql == "coalesce(hidden_segment, false) or hidden_segment"
    assert "vip_care" not in TOLD["rest"].rule_sql
    assert TOLD["own"].rule == "in segment vip_care"
    # explain compares the file with the rule in readers' tables.
    for name, one in TOLD.items():
        assert with_masked_rule(SEGMENTS[name], SEGMENTS).has_rule(one.rule_sql)
