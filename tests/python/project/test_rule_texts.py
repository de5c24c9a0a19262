"""Rules of any legitimate text work from check to publication, with the members that the text selects."""

import json

import pytest
from small_shop import write_segment

pytestmark = pytest.mark.slow

RULES = {
    # A comment after the last line swallowed the query's closing parenthesis: every refresh failed.
    "ends_in_a_comment": "country = 'SE' -- and country = 'NO'",
    "comment_after_text": "country = '/* x' or customer_id > 'c10' -- */",
    "dashes_in_text": "country = 'a--b' or country = 'NO'",
    "braces_in_text": "country <> '{{ \"{{ x }}\" }}'",
    "quotes_in_text": "country <> 'O''Hara \"'",
    "other_letters": "country <> 'Müller 日本'",
    # A refresh refused it, but a check didn't.
    "hours_later": "signed_at + interval '3 hours' > timestamp '2024-03-29 00:00:00' -- late",
}


def test_a_rule_of_any_text_has_the_members_that_its_text_has_by_hand(shop):
    with shop.connected(read_only=False) as connection:
        connection.execute("alter table shop.customers add column signed_at timestamp")
        connection.execute(
            "update shop.customers set signed_at ="
            " timestamp '2024-03-31 23:30:00' - cast(right(customer_id, 2) as integer) * interval '5 hours'"
        )
    for name, rule in RULES.items():
        write_segment(shop.root, name, rule)
    shop.refresh()
    found = shop.rows("select segment, customer_id from published.segment_members")
    for name, rule in RULES.items():
        by_hand = rule.replace('{{ "{{ x }}" }}', "{{ x }}")
        expected = {one for (one,) in shop.rows(f"select customer_id from shop.customers where {by_hand}")}
        assert {customer for segment, customer in found if segment == name} == expected, name
    for command in ("preview", "explain"):
        arguments = ("ends_in_a_comment",) if command == "preview" else ("ends_in_a_comment", "c01")
        done = shop.segments(command, *arguments, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        assert json.loads(done.stdout)
