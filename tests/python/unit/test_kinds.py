"""A kind of feature is defined once, and anything else that a kind needs can't be forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.rules.kinds import KINDS
from orchestration.rules.phrases import Words

ROOT = Path(__file__).parents[3]
# Everything that a need of any kind may contain.
NEED = {
    "name": "a_name",
    "predicate": "a_predicate",
    "event": "basket",
    "column": "amount",
    "trait": "born",
    "list": "vip",
    "segment": "loyal",
    "steps": [{"event": "visit"}, {"event": "basket"}],
    "first": {"event": "visit"},
    "other": {"event": "basket"},
    "patience": {"days": 3},
    "window": {"days": 30},
    "number": "age",
    "by": None,
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_words(kind: str):
    assert Words({}, "duckdb").feature({**NEED, "kind": kind}) != NEED["name"]


def test_each_aggregate_is_said_again_in_the_standalone_query():
    """The audit compares the two renderings, so a kind needs both."""
    text = (ROOT / "macros/standalone/_standalone_value.sql").read_text(encoding="utf-8")
    aggregates = {name for name, of in KINDS.items() if of["from"] == "events"}
    assert set(re.findall(r"'(\w+)': ", text)) == aggregates


def test_each_kind_is_registered_by_a_predicate():
    texts = [file.read_text(encoding="utf-8") for file in ROOT.glob("macros/predicates/*.sql")]
    named = {name for text in texts for name in re.findall(r"'(\w+)'", text)}
    assert set(KINDS) <= named


def test_no_macro_beside_the_definition_lists_kinds():
    """Fourteen files had lists of kinds, and a forgotten one gave null instead of zero."""
    lists = re.compile(r"feature\.kind (?:not )?in \[|'in', \[|\['decile', 'percentile'")
    files = [*ROOT.glob("macros/**/*.sql"), *ROOT.glob("models/**/*.sql")]
    assert [file.name for file in files if lists.search(file.read_text(encoding="utf-8"))] == []
