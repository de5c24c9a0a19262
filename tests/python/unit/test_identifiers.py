"""Statements reach each driver with its own marks, whatever their texts, names and comments hold."""

from __future__ import annotations

import pytest

from orchestration.warehouse.identifiers import literal, quoted, with_placeholders


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select ? where a = ?", "select %s where a = %s"),
        ("select 'really?', \"is it?\", ?", "select 'really?', \"is it?\", %s"),
        (
            "select a % 2 where b like 'x%' and c = ?",
            "select a %% 2 where b like 'x%%' and c = %s",
        ),
        ("select 1 -- isn't it?\n, ?", "select 1 -- isn't it?\n, %s"),
        ("select 'it''s ?', ?", "select 'it''s ?', %s"),
    ],
)
def test_a_mark_within_a_text_a_name_or_a_comment_is_no_parameter(sql: str, expected: str):
    """On PostgreSQL, a channel called `what?` took a parameter's place, and a percent sign was an error."""
    assert with_placeholders(sql, "%s") == expected
    assert with_placeholders(sql, "?") == sql


def test_quotes_are_doubled():
    assert (quoted('a"b'), literal("a'b")) == ('"a""b"', "'a''b'")
